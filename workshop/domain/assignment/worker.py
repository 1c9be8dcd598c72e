"""The solver in a process of its own: a job in, what it says on the way and its result out.

Started by the server with the pipes of its own child, so that the memory of the numeric libraries
goes back to the system when the job is done. Everything is pickled: (job, problem, options) in;
out any number of `Progress`, and the result last.
"""

import os
import pickle
import sys
from importlib import import_module

from workshop.domain.assignment.aside import ERRORS, OUT

JOBS = {"solve": "solve", "curve": "curve", "even_out": "rerun", "deal": "tables_worker"}
"""Functions of a problem, options and a listener, by the module of this package they stand in."""


_out = sys.stdout.buffer


def main() -> None:
    global _out
    _out = os.fdopen(os.dup(OUT), "wb")
    os.dup2(ERRORS, OUT)  # what libraries print is no frame
    job, problem, options = pickle.load(sys.stdin.buffer)  # noqa: S301  written by our own parent
    module = import_module(f"workshop.domain.assignment.{JOBS[job]}")
    say(getattr(module, job)(problem, options, say))


def say(frame: object) -> None:
    """Writes one thing that the parent reads at once."""
    pickle.dump(frame, _out)
    _out.flush()
