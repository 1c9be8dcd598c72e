"""Deals tables in a short-lived child process, outside any request's transaction."""

from workshop.assignment.solving import work_apart
from workshop.domain.assignment.problem import Effort, Options
from workshop.domain.assignment.tables import TableProblem, TableResult
from workshop.i18n import _l

TOO_LATE = _l("The tables were not dealt in time. Try again.")


def deal_apart(
    problem: TableProblem, *, effort: Effort = Effort.NORMAL, seed: int = 0
) -> TableResult:
    """The result of `deal_tables`, worked out by a child process that ends before this returns.

    Raises WorkshopError on a machine in trouble: a deal takes a second, for a thousand people ten.
    """
    options = Options(effort=effort, seed=seed)
    result: TableResult = work_apart("deal", problem, options, too_late=TOO_LATE)
    return result
