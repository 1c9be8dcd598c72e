"""Moves allowed against balance gained: the best balance that each further move can buy.

A point is the best split whose first choices are as many as can be and which moves no more people
than it says; the first point moves the fewest, the last one as many as the best balance needs.
"""

from dataclasses import dataclass, replace

from workshop.domain.assignment.check import score, violations
from workshop.domain.assignment.formulate import formulate
from workshop.domain.assignment.improve import improved
from workshop.domain.assignment.problem import (
    RERUN,
    Assignment,
    Conflict,
    Effort,
    Level,
    Options,
    Problem,
    Score,
)
from workshop.domain.assignment.progress import Listener, Progress, nobody
from workshop.domain.assignment.solve import solve

MOST_MOVES = (Level.PREFERENCE, Level.BALANCE, Level.MOVES, Level.SPREAD)
"""The other end of the curve: balance first, then as few moves as it takes."""
BEYOND = (1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610)
"""Moves beyond the fewest at which there is a point."""
NODES = {Effort.QUICK: 50, Effort.NORMAL: 300, Effort.THOROUGH: 5_000}
"""Search nodes per point between the two ends."""
MOST_COLUMNS = 4_000
"""Above so many variables there is no point between the two ends."""
POLISHES = 5


@dataclass(frozen=True, slots=True)
class Point:
    """limit: how many people may move; `score.D` of them do.

    bound: no split within the limit, with the same first choices, has a smaller B; None: unknown.
    """

    limit: int
    score: Score
    bound: int | None
    assignment: Assignment

    @property
    def proven(self) -> bool:
        return self.bound == self.score.B


@dataclass(frozen=True, slots=True)
class Curve:
    """points: each with more moves and a smaller B than the one before; none when infeasible.

    fewest: whether it is proven that not even the first point could do with fewer moves.
    """

    points: tuple[Point, ...] = ()
    fewest: bool = False
    conflicts: tuple[Conflict, ...] = ()


def curve(
    problem: Problem,
    options: Options = Options(),  # noqa: B008  frozen
    progress: Listener = nobody,
) -> Curve:
    """The whole curve; the order in `options` is not looked at.

    The same problem and options give the same curve unless the limit strikes; every assignment has
    passed the checker.
    """
    least = solve(problem, replace(options, order=RERUN), progress)
    if least.assignment is None or least.score is None:
        return Curve(conflicts=least.conflicts)
    fewest = Level.MOVES in least.proven
    first = Point(least.score.D, least.score, _known(least.bound, least.proven), least.assignment)
    most = solve(problem, replace(options, order=MOST_MOVES), progress)
    if most.assignment is None or most.score is None or not _gains(most.score, first.score):
        return Curve((first,), fewest)
    end = most.bound.get(Level.BALANCE) if Level.PREFERENCE in most.proven else None
    last = Point(most.score.D, most.score, end, most.assignment)
    between = _between(problem, options, first, last, progress)
    return Curve(_falling([first, *between, last]), fewest)


def _known(bound: "dict[Level, int | None] | object", proven: tuple[Level, ...]) -> int | None:
    """The bound of B, which holds given that what comes before it is proven."""
    given = isinstance(bound, dict) and {Level.PREFERENCE, Level.MOVES} <= set(proven)
    return bound.get(Level.BALANCE) if given and isinstance(bound, dict) else None


def _gains(other: Score, first: Score) -> bool:
    return other.P <= first.P and other.B < first.B and other.D > first.D


def _between(
    problem: Problem, options: Options, first: Point, last: Point, progress: Listener
) -> list[Point]:
    """Points from few moves to many; worked out from many to few, each limit a row more."""
    limits = [first.limit + more for more in BEYOND if first.limit + more < last.limit]
    levels = (Level.PREFERENCE, Level.MOVES, Level.BALANCE)
    formulation = formulate(problem, levels, options.seed)
    program = formulation.program
    if not limits or program.columns > MOST_COLUMNS:
        return []
    balance = formulation.costs[Level.BALANCE]
    program.row(formulation.costs[Level.PREFERENCE], 0, first.score.P + 0.5)
    found: list[Point] = []
    bound = last.bound or 0
    for limit in reversed(limits):
        program.row(formulation.costs[Level.MOVES], 0, limit + 0.5)
        program.row(balance, bound - 0.5, first.score.B + 0.5)
        progress(Progress(Level.BALANCE, levels[:2], first.score, {Level.BALANCE: bound}))
        outcome = program.minimise(balance, nodes=NODES[options.effort], seconds=options.limit)
        if outcome.bound is not None:
            bound = max(bound, outcome.bound + outcome.bound % 2)
        if outcome.values is None:
            continue
        split = formulation.read(outcome.values, options.seed)
        if violations(problem, split):
            continue
        found.append(_polished(problem, Point(limit, score(problem, split), bound, split)))
    return found[::-1]


def _polished(problem: Problem, point: Point) -> Point:
    """The same balance or better with fewer pairs of colleagues, within the limit."""
    split = improved(problem, point.assignment, MOST_MOVES, rounds=POLISHES)
    reached = score(problem, split)
    return replace(point, score=reached, assignment=split) if point.limit >= reached.D else point


def _falling(points: list[Point]) -> tuple[Point, ...]:
    """Only points that gain something over all those with fewer moves."""
    kept: list[Point] = []
    for point in points:
        if not kept or point.score.B < kept[-1].score.B:
            kept.append(point)
    return tuple(kept)
