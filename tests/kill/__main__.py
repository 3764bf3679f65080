"""`python -m tests.kill`: every point of every story, as a table. Ends in 1 where a promise is broken."""

from __future__ import annotations

import sys
import time
from itertools import groupby

from tests.kill.harness import Result, results


def _row(result: Result) -> str:
    effect = result.effect
    what = f"{effect.kind} {effect.what}" + (f" ({effect.operation})" if effect.operation else "")
    half = ", ".join(result.half_done) or "-"
    window = "open" if result.window_open else "-"
    end = "ok" if not result.failures else "FAILED"
    return f"{result.point!s:>9}  {what:<58} {window:<5} {half:<26} {end}"


def main() -> int:
    begun = time.monotonic()
    found: list[Result] = []
    for story, group in groupby(results(), key=lambda result: result.story):
        print(f"\n{story.name}\n{'point':>9}  {'brought to disk':<58} {'window':<5} {'half done':<26} end", flush=True)
        for result in group:
            found.append(result)
            print(_row(result), flush=True)
            for failure in result.failures:
                print(f"{'':>11}{failure}", flush=True)
    print(f"\n{'story':<50} {'points':>6} {'failed':>6}")
    for story, group in groupby(found, key=lambda result: result.story):
        mine = tuple(group)
        print(f"{story.name:<50} {len(mine):>6} {sum(bool(r.failures) for r in mine):>6}")
    failed = sum(bool(result.failures) for result in found)
    print(f"{'all':<50} {len(found):>6} {failed:>6}   in {time.monotonic() - begun:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
