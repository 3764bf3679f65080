"""Packages of the distribution, where they may be installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from tests.on_windows.place import CannotBeHad

_SECONDS = 300


def install(package: str) -> None:
    """From a distribution that is Debian's or like it. CannotBeHad where this user may not, or it has none."""
    apt = shutil.which("apt-get")
    root = sys.platform != "win32" and os.geteuid() == 0
    if not apt or not root:
        raise CannotBeHad(f"there is no {package}, and only root may install it, with apt-get")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", package]):
        done = subprocess.run(
            [apt, *words],
            env=quiet, capture_output=True, text=True, encoding="utf-8", timeout=_SECONDS, check=False,
        )  # fmt: skip
    if done.returncode:
        raise CannotBeHad(f"apt-get did not install {package}: {done.stderr.strip()[-300:]}")
