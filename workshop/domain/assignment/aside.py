"""Keeps what numeric libraries print out of an answer: HiGHS writes remarks to standard output."""

import contextlib
import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

OUT, ERRORS = 1, 2


@contextmanager
def libraries_aside() -> Iterator[None]:
    """Within the block standard output leads to standard error, for the whole process."""
    sys.stdout.flush()
    kept = os.dup(OUT)
    os.dup2(ERRORS, OUT)
    try:
        yield
    finally:
        with contextlib.suppress(OSError, TypeError, AttributeError):
            ctypes.CDLL(None).fflush(None)  # what C still holds must not come out later
        os.dup2(kept, OUT)
        os.close(kept)
