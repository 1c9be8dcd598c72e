"""The dealing of tables in a process of its own: a problem in, a result out, both pickled.

Started by the server with the pipes of its own child, so that the memory of the numeric libraries
goes back to the system when the tables are dealt.
"""

import pickle
import sys

from workshop.domain.assignment.tables_search import deal_tables


def main() -> None:
    """Reads (problem, effort, seed) from standard input and writes the result to standard output."""
    problem, effort, seed = pickle.load(sys.stdin.buffer)  # noqa: S301  written by our own parent
    pickle.dump(deal_tables(problem, effort=effort, seed=seed), sys.stdout.buffer)
