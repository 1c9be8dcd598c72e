"""Solves level by level, each optimum fixed for the next."""

from collections.abc import Mapping
from dataclasses import replace

from workshop.domain.assignment.budget import Budget
from workshop.domain.assignment.check import score, violations
from workshop.domain.assignment.conflicts import explain
from workshop.domain.assignment.problem import Assignment, Level, Options, Problem, Result, Score
from workshop.domain.assignment.progress import Listener, nobody
from workshop.domain.assignment.reasons import reasons
from workshop.domain.assignment.search import Search
from workshop.domain.terms import SolveStatus


def solve(
    problem: Problem,
    options: Options = Options(),  # noqa: B008  frozen
    progress: Listener = nobody,
) -> Result:
    """The best split, or the best found with a bound; infeasible says why.

    Every assignment returned has passed the checker.  progress: told what is known so far, while
    the result takes shape; it changes nothing about it.
    """
    if not problem.persons and all(group.minimum <= 0 for group in problem.groups):
        return Result(SolveStatus.OPTIMAL, {}, score(problem, {}), dict.fromkeys(options.order, 0),
                      options.order)  # fmt: skip
    budget = Budget(options.limit)
    conflicts = explain(problem, budget)
    if conflicts:
        return Result(SolveStatus.INFEASIBLE, conflicts=conflicts)
    search = Search(_in_order(problem), options, budget, progress)
    search.run()
    if search.infeasible:
        return Result(SolveStatus.INFEASIBLE, conflicts=explain(problem, budget, thorough=True))
    if search.assignment is None:
        known = {level: bound or None for level, bound in search.bound.items()}
        return Result(SolveStatus.TIME_LIMIT, bound=known)
    return _finished(problem, search, search.assignment)


def _in_order(problem: Problem) -> Problem:
    """The same problem with people and pairs by id: their order must not change what is found."""
    return replace(
        problem,
        persons=tuple(sorted(problem.persons, key=lambda person: person.id)),
        together=tuple(sorted((min(pair), max(pair)) for pair in problem.together)),
        apart=tuple(sorted((min(pair), max(pair)) for pair in problem.apart)),
    )


def _finished(problem: Problem, search: Search, assignment: Assignment) -> Result:
    broken = violations(problem, assignment)
    if broken:
        raise AssertionError(f"the solver returned an invalid split: {broken}")
    reached = score(problem, assignment)
    order = search.options.order
    bound = _believed(reached, search.bound)
    proven = _proven(order, reached.as_dict(), bound)
    status = SolveStatus.OPTIMAL if proven == order else SolveStatus.FEASIBLE
    if status is SolveStatus.FEASIBLE and search.budget.spent:
        status = SolveStatus.TIME_LIMIT
    return Result(
        status=status,
        assignment={person.id: assignment[person.id] for person in problem.persons},
        score=reached,
        bound=bound,
        proven=proven,
        reasons=reasons(problem, assignment, order=order),
    )


def _believed(reached: Score, bound: Mapping[Level, int | None]) -> dict[Level, int | None]:
    """Without a bound that the split undercuts: floating-point numbers have failed there. Nor with
    a 0 that is not reached: no part is below 0, so that nothing is known.
    """
    return {
        level: known if known is not None and _says(known, reached.part(level)) else None
        for level, known in bound.items()
    }


def _says(known: int, reached: int) -> bool:
    return 0 < known <= reached or known == reached == 0


def _proven(
    order: tuple[Level, ...], reached: Mapping[str, int], bound: Mapping[Level, int | None]
) -> tuple[Level, ...]:
    """The leading levels that meet their bound: one that does not leaves those after it open."""
    proven: list[Level] = []
    for level in order:
        if reached[level.value] != bound[level]:
            break
        proven.append(level)
    return tuple(proven)
