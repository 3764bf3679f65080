"""A program that starts itself once more; both run until they are ended. `nested.py FILE` notes their numbers there."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path


def main(path: str, inner: bool = False) -> None:
    if not inner:
        subprocess.Popen([sys.executable, "-I", "-S", __file__, path, "inner"])
    with Path(path).open("a", encoding="ascii") as noted:
        noted.write(f"{os.getpid()}\n")
    time.sleep(600)


if __name__ == "__main__":
    main(sys.argv[1], len(sys.argv) > 2)
