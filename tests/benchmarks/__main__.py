"""Run all measurements and print them, as a table or with --json as data."""

from __future__ import annotations

import os
import sys
from importlib import import_module

import msgspec

from tests.benchmarks.result import Result

HAS_PTY = os.name != "nt"


def main() -> int:
    """0 whatever they come to: numbers, not tests."""
    found: list[Result] = []
    if HAS_PTY:
        found += import_module("tests.benchmarks.pages").results()
        found += import_module("tests.benchmarks.certificates").results()
    else:
        print("The screens are measured in a pty, which Windows does not have.", file=sys.stderr)
    found += import_module("tests.benchmarks.powershell").results()
    if "--json" in sys.argv[1:]:
        print(msgspec.json.format(msgspec.json.encode(found)).decode())
        return 0
    for result in found:
        held = "" if result.holds is None else "holds" if result.holds else "FALLS SHORT"
        print(f"{result.name:<50} {result.value:>10} {result.unit:<8} {result.goal:<14} {held}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
