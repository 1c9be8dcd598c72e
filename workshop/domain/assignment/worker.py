"""The solver in a process of its own: a problem in, a result out, both pickled.

Started by the server with the pipes of its own child, so that the memory of the numeric libraries
goes back to the system when the split is done.
"""

import pickle
import sys

from workshop.domain.assignment.solve import solve


def main() -> None:
    """Reads (problem, options) from standard input and writes the result to standard output."""
    problem, options = pickle.load(sys.stdin.buffer)  # noqa: S301  written by our own parent
    pickle.dump(solve(problem, options), sys.stdout.buffer)
