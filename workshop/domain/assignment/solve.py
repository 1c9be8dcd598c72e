"""Solves level by level, each optimum fixed for the next."""

import time
from collections.abc import Mapping

from workshop.domain.assignment.check import score, violations
from workshop.domain.assignment.conflicts import explain
from workshop.domain.assignment.formulate import formulate
from workshop.domain.assignment.improve import improved
from workshop.domain.assignment.problem import (
    Assignment,
    Effort,
    Level,
    Options,
    Problem,
    Result,
)
from workshop.domain.assignment.program import Outcome
from workshop.domain.assignment.reasons import reasons
from workshop.domain.terms import SolveStatus

NODES = {Effort.QUICK: 100, Effort.NORMAL: 1_000, Effort.THOROUGH: 20_000}
"""Search nodes per level."""
ROUNDS = {Effort.QUICK: 10, Effort.NORMAL: 50, Effort.THOROUGH: 200}
"""Rounds over all people of single moves and swaps, where nothing is proven."""
MOST_COLUMNS = {Effort.QUICK: 4_000, Effort.NORMAL: 6_000, Effort.THOROUGH: 20_000}
"""Above so many variables a level beyond the first is searched by moves and swaps only."""


class _Budget:
    """What is left of the safety limit, in seconds."""

    def __init__(self, limit: float | None) -> None:
        self._end = None if limit is None else time.monotonic() + limit

    def left(self) -> float | None:
        return None if self._end is None else max(self._end - time.monotonic(), 0.0)

    @property
    def spent(self) -> bool:
        return self.left() == 0.0


class _Search:
    """The best assignment so far, and what is known about each level."""

    def __init__(self, problem: Problem, options: Options) -> None:
        self.problem = problem
        self.options = options
        self.budget = _Budget(options.limit)
        self.assignment: Assignment | None = None
        self.bound: dict[Level, int | None] = dict.fromkeys(options.order)
        self.infeasible = False

    def run(self) -> None:
        for number in range(len(self.options.order)):
            self._improve(self.options.order[: number + 1])
            if self.infeasible:
                return

    def _improve(self, levels: tuple[Level, ...]) -> None:
        """Minimises the last of `levels` while those before it keep what they have reached."""
        level = levels[-1]
        floor = least(self.problem, level)
        self.bound[level] = floor
        if self.assignment and score(self.problem, self.assignment).part(level) == floor:
            return
        if self.budget.spent:
            return
        outcome = None if self._left_open(levels[:-1]) else self._solve(levels)
        if outcome is not None:
            if outcome.infeasible and self.assignment is None:
                self.infeasible = True
                return
            if outcome.bound is not None:
                self.bound[level] = max(floor, _even(outcome.bound, level))
        self._polish(levels)

    def _left_open(self, levels: tuple[Level, ...]) -> bool:
        """Whether one of these is not proven: a proof of what comes after would be worth little."""
        if self.assignment is None:
            return False
        reached = score(self.problem, self.assignment)
        return any(reached.part(level) != self.bound[level] for level in levels)

    def _polish(self, levels: tuple[Level, ...]) -> None:
        """Moves and swaps while the level is not proven."""
        if self.assignment is None or self.budget.spent:
            return
        if score(self.problem, self.assignment).part(levels[-1]) == self.bound[levels[-1]]:
            return
        rounds = ROUNDS[self.options.effort]
        found = improved(self.problem, self.assignment, levels, rounds=rounds)
        self._keep(found, levels)

    def _solve(self, levels: tuple[Level, ...]) -> Outcome | None:
        """None when the program would be too large."""
        formulation = formulate(self.problem, levels, self.options.seed)
        if self.assignment:
            if formulation.program.columns > MOST_COLUMNS[self.options.effort]:
                return None
            reached = score(self.problem, self.assignment)
            for earlier in levels[:-1]:
                cost = formulation.costs[earlier]
                formulation.program.row(cost, 0, reached.part(earlier) + 0.5)
        outcome = formulation.program.minimise(
            formulation.costs[levels[-1]],
            nodes=NODES[self.options.effort],
            seconds=self.budget.left(),
        )
        if outcome.values is not None:
            self._keep(formulation.read(outcome.values, self.options.seed), levels)
        return outcome

    def _keep(self, found: Assignment, levels: tuple[Level, ...]) -> None:
        if violations(self.problem, found):
            return
        if self.assignment is not None:
            known = score(self.problem, self.assignment).key(levels)
            if score(self.problem, found).key(levels) > known:
                return
        self.assignment = found


def least(problem: Problem, level: Level) -> int:
    """What no assignment can undercut, seen without solving."""
    if level is not Level.PREFERENCE:
        return 0
    return sum(
        person.levels().get(person.pin, 0) if person.pin else 0 for person in problem.persons
    )


def _even(bound: int, level: Level) -> int:
    """Every deviation counts twice in B (as surplus and as shortage), so B is even."""
    return bound + bound % 2 if level is Level.BALANCE else bound


def solve(problem: Problem, options: Options = Options()) -> Result:  # noqa: B008  frozen
    """The best split, or the best found with a bound; infeasible says why.

    Every assignment returned has passed the checker.
    """
    if not problem.persons and all(group.minimum <= 0 for group in problem.groups):
        return Result(SolveStatus.OPTIMAL, {}, score(problem, {}), dict.fromkeys(options.order, 0),
                      options.order)  # fmt: skip
    conflicts = explain(problem)
    if conflicts:
        return Result(SolveStatus.INFEASIBLE, conflicts=conflicts)
    search = _Search(problem, options)
    search.run()
    if search.infeasible:
        return Result(SolveStatus.INFEASIBLE, conflicts=explain(problem, thorough=True))
    if search.assignment is None:
        return Result(SolveStatus.TIME_LIMIT, bound=search.bound)
    return _finished(problem, search, search.assignment)


def _finished(problem: Problem, search: _Search, assignment: Assignment) -> Result:
    broken = violations(problem, assignment)
    if broken:
        raise AssertionError(f"the solver returned an invalid split: {broken}")
    reached = score(problem, assignment)
    order = search.options.order
    proven = _proven(order, reached.as_dict(), search.bound)
    status = SolveStatus.OPTIMAL if proven == order else SolveStatus.FEASIBLE
    if status is SolveStatus.FEASIBLE and search.budget.spent:
        status = SolveStatus.TIME_LIMIT
    return Result(
        status=status,
        assignment={person.id: assignment[person.id] for person in problem.persons},
        score=reached,
        bound=search.bound,
        proven=proven,
        reasons=reasons(problem, assignment, order=order),
    )


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
