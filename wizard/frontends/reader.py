"""Whether anybody still reads what is written."""

from __future__ import annotations

import errno
import sys


def nobody_reads(error: OSError) -> bool:
    """Whether the reader of our output has gone, as `| head` does: that is nobody's failure.

    Windows may call it an invalid argument (CPython's bpo-35754), as much else; so the output is tried once more.
    """
    if isinstance(error, BrokenPipeError):
        return True
    if error.errno != errno.EINVAL:
        return False
    try:
        sys.stdout.flush()
    except OSError:
        return True
    return False
