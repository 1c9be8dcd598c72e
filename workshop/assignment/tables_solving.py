"""Deals tables in a short-lived child process, outside any request and transaction."""

from workshop.assignment.solving import GoesOn, always, work_apart
from workshop.domain.assignment.problem import Options
from workshop.domain.assignment.progress import Listener, nobody
from workshop.domain.assignment.tables import TableProblem, TableResult


def deal_apart(
    problem: TableProblem,
    options: Options = Options(),  # noqa: B008  frozen
    *,
    tell: Listener = nobody,
    goes_on: GoesOn = always,
) -> TableResult:
    """The result of `deal_tables`, worked out by a child process that ends before this returns.

    Raises as `work_apart` does: a deal takes a second, for a thousand people ten.
    """
    result: TableResult = work_apart("deal", problem, options, tell=tell, goes_on=goes_on)
    return result
