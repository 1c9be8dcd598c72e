"""Solves in a short-lived child process, outside any request's transaction."""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from workshop.domain.assignment.problem import Options, Problem, Result
from workshop.errors import WorkshopError
from workshop.i18n import _l

Solver = Callable[[Problem, Options], Result]

PACKAGE = Path(__file__).resolve().parent.parent
SAFETY_SECONDS = 30.0
GRACE_SECONDS = 15.0

# The child needs the solver only: a bare `workshop` package spares it the server's imports.
CHILD = """
import sys, types
package = types.ModuleType("workshop")
package.__path__ = [sys.argv[1]]
sys.modules["workshop"] = package
from workshop.domain.assignment.worker import main
main()
"""


def solve_apart(problem: Problem, options: Options) -> Result:
    """The result of `solve`, worked out by a child process that ends before this returns."""
    limited = Options(options.order, options.seed, options.effort, options.limit or SAFETY_SECONDS)
    try:
        child = subprocess.run(  # noqa: S603  our own interpreter and code
            [sys.executable, "-I", "-c", CHILD, str(PACKAGE)],
            input=pickle.dumps((problem, limited)),
            capture_output=True,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            timeout=(limited.limit or 0) + GRACE_SECONDS,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise WorkshopError(_l("No split was found in time. Try again.")) from error
    except subprocess.CalledProcessError as error:
        raise RuntimeError(error.stderr.decode(errors="replace")) from error
    result: Result = pickle.loads(child.stdout)  # noqa: S301  written by our own child
    return result
