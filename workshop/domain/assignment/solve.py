"""Solves level by level, each optimum fixed for the next."""

import time
from collections.abc import Mapping

from workshop.domain.assignment.check import score, violations
from workshop.domain.assignment.classes import Classes, classes_of
from workshop.domain.assignment.conflicts import explain
from workshop.domain.assignment.deal import deal
from workshop.domain.assignment.formulate import Formulation, formulate
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
from workshop.domain.assignment.progress import Listener, Progress, nobody
from workshop.domain.assignment.reasons import reasons
from workshop.domain.terms import SolveStatus

NODES = {Effort.QUICK: 100, Effort.NORMAL: 1_000, Effort.THOROUGH: 20_000}
"""Search nodes per level."""
ROUNDS = {Effort.QUICK: 10, Effort.NORMAL: 50, Effort.THOROUGH: 200}
"""Rounds over all people of single moves and swaps, where nothing is proven."""
STEPS = {Effort.QUICK: 12_000, Effort.NORMAL: 30_000, Effort.THOROUGH: 60_000}
"""Times that people of equal groups are dealt anew, where nothing is proven."""
FEW_STEPS = 1_000
MOST_COLUMNS = {Effort.QUICK: 4_000, Effort.NORMAL: 6_000, Effort.THOROUGH: 20_000}
"""Above so many variables a level beyond the first is not proven person by person."""
CLASS_NODES = 50
"""Search nodes of the small program over classes of equal groups."""
MOST_TO_POLISH = 10_000
"""People times groups up to which single moves and swaps are tried."""


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

    def __init__(self, problem: Problem, options: Options, listener: Listener) -> None:
        self.problem = problem
        self.options = options
        self.listener = listener
        self.budget = _Budget(options.limit)
        self.assignment: Assignment | None = None
        self.bound: dict[Level, int | None] = dict.fromkeys(options.order)
        self.infeasible = False
        classes = classes_of(problem)
        self.classes = classes if len(classes.members) < len(problem.groups) else None

    def run(self) -> None:
        for number in range(len(self.options.order)):
            levels = self.options.order[: number + 1]
            self._tell(levels)
            self._improve(levels)
            if self.infeasible:
                return

    def _tell(self, levels: tuple[Level, ...]) -> None:
        reached = score(self.problem, self.assignment) if self.assignment else None
        self.listener(Progress(levels[-1], levels[:-1], reached, dict(self.bound)))

    def _improve(self, levels: tuple[Level, ...]) -> None:
        """Minimises the last of `levels` while those before it keep what they have reached."""
        level = levels[-1]
        self._raise(level, least(self.problem, level))
        if self.classes and not self._done(level):
            self._solve_classes(self.classes, levels)
        if self.infeasible or self._done(level) or (self.assignment and self.budget.spent):
            return
        outcome = None if self._left_open(levels[:-1]) else self._solve(levels)
        if outcome is not None and outcome.infeasible and self.assignment is None:
            self.infeasible = True
            return
        if outcome is not None and outcome.bound is not None:
            self._raise(level, outcome.bound)
        self._tell(levels)
        self._polish(levels)

    def _raise(self, level: Level, bound: int) -> None:
        """Every deviation counts twice in B (as surplus and as shortage), so B is even."""
        if level is Level.BALANCE:
            bound += bound % 2
        self.bound[level] = max(self.bound[level] or 0, bound)

    def _done(self, level: Level) -> bool:
        """Whether what is known cannot get better at this level."""
        reached = score(self.problem, self.assignment) if self.assignment else None
        return reached is not None and reached.part(level) == self.bound[level]

    def _solve_classes(self, classes: Classes, levels: tuple[Level, ...]) -> None:
        """The bound of the problem over classes of equal groups, and a deal that aims at it."""
        level, options = levels[-1], self.options
        formulation = formulate(classes.merged, levels, options.seed, classes.copies)
        outcome = self._minimise(formulation, levels, CLASS_NODES)
        if outcome.infeasible and self.assignment is None:
            self.infeasible = True
        if outcome.bound is None or outcome.values is None:
            return
        self._raise(level, outcome.bound)
        self._tell(levels)
        if level not in (Level.PREFERENCE, Level.BALANCE):
            return
        goal = self.bound[level] or 0
        dealt = deal(
            self.problem,
            formulation.read(outcome.values, options.seed),
            classes.members,
            options.order,
            steps=self._steps() if level is Level.BALANCE else 0,
            seed=options.seed,
            enough=lambda balance: balance <= goal or self.budget.spent,
        )
        self._keep(dealt, levels)

    def _steps(self) -> int:
        """Few where a program over all people follows."""
        seats = sum(len(person.levels()) for person in self.problem.persons)
        large = seats > MOST_COLUMNS[self.options.effort]
        return STEPS[self.options.effort] if large else FEW_STEPS

    def _left_open(self, levels: tuple[Level, ...]) -> bool:
        """Whether one of these is not proven: a proof of what comes after would be worth little."""
        if self.assignment is None:
            return False
        reached = score(self.problem, self.assignment)
        return any(reached.part(level) != self.bound[level] for level in levels)

    def _polish(self, levels: tuple[Level, ...]) -> None:
        """Moves and swaps while the level is not proven."""
        size = len(self.problem.persons) * len(self.problem.groups)
        if not self.assignment or self.budget.spent or size > MOST_TO_POLISH:
            return
        if self._done(levels[-1]):
            return
        rounds = ROUNDS[self.options.effort]
        found = improved(self.problem, self.assignment, levels, rounds=rounds)
        self._keep(found, levels)

    def _solve(self, levels: tuple[Level, ...]) -> Outcome | None:
        """None when the program would be too large."""
        formulation = formulate(self.problem, levels, self.options.seed)
        if self.assignment and formulation.program.columns > MOST_COLUMNS[self.options.effort]:
            return None
        outcome = self._minimise(formulation, levels, NODES[self.options.effort])
        if outcome.values is not None:
            self._keep(formulation.read(outcome.values, self.options.seed), levels)
        return outcome

    def _minimise(self, formulation: Formulation, levels: tuple[Level, ...], nodes: int) -> Outcome:
        """The last of `levels`, while those before it keep what has been reached."""
        if self.assignment:
            reached = score(self.problem, self.assignment)
            for earlier in levels[:-1]:
                formulation.program.row(formulation.costs[earlier], 0, reached.part(earlier) + 0.5)
        return formulation.program.minimise(
            formulation.costs[levels[-1]], nodes=nodes, seconds=self.budget.left()
        )

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
    conflicts = explain(problem)
    if conflicts:
        return Result(SolveStatus.INFEASIBLE, conflicts=conflicts)
    search = _Search(problem, options, progress)
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
