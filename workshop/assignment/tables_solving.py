"""Deals tables in a short-lived child process, outside any request's transaction."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

from workshop.domain.assignment.problem import Effort
from workshop.domain.assignment.tables import TableProblem, TableResult
from workshop.errors import WorkshopError
from workshop.i18n import _l

PACKAGE = Path(__file__).resolve().parent.parent
MOST_SECONDS = 60.0
"""A stop for a machine in trouble: a deal takes a second, for a thousand people ten."""

# The child needs the search only: a bare `workshop` package spares it the server's imports.
CHILD = """
import os, sys, types
if hasattr(os, "nice"):
    os.nice(10)
package = types.ModuleType("workshop")
package.__path__ = [sys.argv[1]]
sys.modules["workshop"] = package
from workshop.domain.assignment.tables_worker import main
main()
"""


def deal_apart(
    problem: TableProblem, *, effort: Effort = Effort.NORMAL, seed: int = 0
) -> TableResult:
    """The result of `deal_tables`, worked out by a child process that ends before this returns."""
    try:
        child = subprocess.run(  # noqa: S603  our own interpreter and code
            [sys.executable, "-I", "-c", CHILD, str(PACKAGE)],
            input=pickle.dumps((problem, effort, seed)),
            capture_output=True,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            timeout=MOST_SECONDS,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise WorkshopError(_l("The tables were not dealt in time. Try again.")) from error
    except subprocess.CalledProcessError as error:
        raise RuntimeError(error.stderr.decode(errors="replace")) from error
    result: TableResult = pickle.loads(child.stdout)  # noqa: S301  written by our own child
    return result
