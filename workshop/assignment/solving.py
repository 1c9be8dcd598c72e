"""Works splits out in a short-lived child process, outside any request and transaction."""

import atexit
import contextlib
import os
import pickle
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

from workshop.domain import processes
from workshop.domain.assignment.problem import Effort, Options, Problem, Result
from workshop.domain.assignment.progress import Listener, Progress, TableProgress, nobody
from workshop.errors import WorkshopError
from workshop.i18n import _l

Solver = Callable[[Problem, Options], Result]
GoesOn = Callable[[], bool]

ROOT = Path(__file__).resolve().parents[2]
SAFETY_SECONDS = {Effort.QUICK: 30.0, Effort.NORMAL: 60.0, Effort.THOROUGH: 180.0}
"""A stop for a machine in trouble; the work itself is limited by the effort."""
GRACE_SECONDS = 15.0
PULSE_SECONDS = 0.2
"""So often it is asked whether to go on, also while the child says nothing."""
TOO_LATE = _l("No split was found in time. Try again.")

# The child works when nobody else does, so that pages are answered as quickly as without it.
CHILD = """
import os, sys
if hasattr(os, "nice"):
    os.nice(10)
sys.path.insert(0, sys.argv[1])
from workshop.domain.assignment.worker import main
main()
"""


class StoppedError(Exception):
    """The child was ended because its answer is no longer wanted."""


class Apart(Protocol):
    """Something that is worked out in a child process."""

    def __call__(
        self, problem: Any, options: Options, *, tell: Listener, goes_on: GoesOn
    ) -> Any: ...


def always() -> bool:
    return True


def solve_apart(
    problem: Problem, options: Options, *, tell: Listener = nobody, goes_on: GoesOn = always
) -> Result:
    """The result of `solve`, worked out by a child process that ends before this returns."""
    result: Result = work_apart("solve", problem, options, tell=tell, goes_on=goes_on)
    return result


def work_apart(
    job: str, problem: Any, options: Options, *, tell: Listener = nobody, goes_on: GoesOn = always
) -> Any:
    """What the worker's job of this name gives, see domain/assignment/worker.py.

    tell: what the child says of itself on the way.  Raises StoppedError once `goes_on` says no,
    WorkshopError when it takes too long, RuntimeError when the child breaks.
    """
    limited = replace(options, limit=options.limit or SAFETY_SECONDS[options.effort])
    end = time.monotonic() + (limited.limit or 0) + GRACE_SECONDS
    child = _Child((job, problem, limited))
    with child:
        for frame in child.frames():
            if isinstance(frame, Progress | TableProgress):
                tell(frame)
            if not goes_on():
                raise StoppedError
            if time.monotonic() > end:
                raise WorkshopError(TOO_LATE)
        return child.result()


_NOTHING_NEW = object()
_AT_WORK: set[subprocess.Popen[bytes]] = set()


class _Child:
    """A process that is given its work and says, frame by frame, how far it is; the last frame is
    the result. It does not outlive the block, nor this process where that ends in order."""

    def __init__(self, work: object) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  closed with the child
        with processes.everywhere():
            self._process = subprocess.Popen(  # noqa: S603  our own interpreter and code
                [sys.executable, "-I", "-c", CHILD, str(ROOT)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            )
        _AT_WORK.add(self._process)
        self._said: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._last: object = None
        self._reader = threading.Thread(target=self._talk, args=(work,), daemon=True)
        self._reader.start()

    def __enter__(self) -> "_Child":
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout, self._errors):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        _AT_WORK.discard(self._process)

    def frames(self) -> Iterator[object]:
        """What the child says, and something at every pulse in between."""
        while True:
            try:
                frame = self._said.get(timeout=PULSE_SECONDS)
            except queue.Empty:
                frame = _NOTHING_NEW
            if frame is None:
                return
            if frame is not _NOTHING_NEW:
                self._last = frame
            yield frame

    def result(self) -> object:
        """The last frame of a child that ended well."""
        code = self._process.wait()
        if code or self._last is None or isinstance(self._last, Progress | TableProgress):
            self._errors.seek(0)
            said = self._errors.read().decode(errors="replace")
            raise RuntimeError(said or f"the child ended with {code}")
        return self._last

    def _talk(self, work: object) -> None:
        """In a thread of its own: a child that ends in the middle of a frame is no error here."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise AssertionError("the child was started without its pipes")
        with contextlib.suppress(OSError, ValueError, EOFError, pickle.UnpicklingError):
            stdin.write(pickle.dumps(work))
            stdin.close()
            while True:
                self._said.put(pickle.load(stdout))  # noqa: S301  written by our own child
        self._said.put(None)


def end_children() -> None:
    """Ends what is still at work; a server that stops leaves no child behind."""
    for process in list(_AT_WORK):
        process.kill()


atexit.register(end_children)
