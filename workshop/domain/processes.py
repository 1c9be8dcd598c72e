"""Work done by a process of its own, and the processors that threads run on.

Python runs one thread of a process at a time. Where its threads are on several processors, each
short wait hands that right from one to another, which costs more than the others could give: with
all that answer requests on one processor, eight phones sending at once are served a quarter to a
third faster, with a quarter less work. What leaves Python for long runs on all of them.
"""

import contextlib
import os
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

_whole: set[int] | None = None
"""The processors of this process, once some of its threads keep to one."""


@contextmanager
def together() -> Iterator[None]:
    """This thread, and those it starts within, on one of the processors; on Linux only."""
    global _whole
    if not hasattr(os, "sched_getaffinity"):
        yield
        return
    _whole = before = os.sched_getaffinity(0)
    _keep_to({random.choice(sorted(before))})  # noqa: S311  installations of one machine differ
    try:
        yield
    finally:
        _keep_to(before)


@contextmanager
def everywhere() -> Iterator[None]:
    """This thread on all processors again; what it starts within stays so."""
    if _whole is None:
        yield
        return
    before = os.sched_getaffinity(0)
    _keep_to(_whole)
    try:
        yield
    finally:
        _keep_to(before)


def _keep_to(processors: set[int]) -> None:
    with contextlib.suppress(OSError):  # where it is forbidden everything works as well
        os.sched_setaffinity(0, processors)


def run(
    arguments: Sequence[str], *, given: bytes, seconds: float,
    environment: Mapping[str, str] | None = None,
) -> "subprocess.CompletedProcess[bytes]":  # fmt: skip
    """What a Python of its own, on all processors, makes of `given`.

    arguments: after its name; it is told to be isolated. environment: beside ours. Raises
    subprocess.TimeoutExpired after so many seconds, and OSError when it does not start.
    """
    with everywhere():
        return subprocess.run(  # noqa: S603  our own interpreter and code
            [sys.executable, "-I", *arguments],
            input=given,
            capture_output=True,
            timeout=seconds,
            check=False,
            env={**os.environ, **(environment or {})},
        )
