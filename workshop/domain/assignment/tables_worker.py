"""Dealing tables as the child process is asked for it, see worker.py."""

from workshop.domain.assignment.problem import Options
from workshop.domain.assignment.progress import Listener
from workshop.domain.assignment.tables import TableProblem, TableResult
from workshop.domain.assignment.tables_search import deal_tables


def deal(problem: TableProblem, options: Options, progress: Listener) -> TableResult:
    return deal_tables(problem, effort=options.effort, seed=options.seed, progress=progress)
