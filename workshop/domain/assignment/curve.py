"""Moves allowed against balance gained: the best balance that each further move can buy.

A point is the best split whose first choices are as many as can be and which moves no more people
than it says; the first point moves the fewest, the last one as many as the best balance needs.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

from workshop.domain.assignment.check import score, violations
from workshop.domain.assignment.formulate import formulate
from workshop.domain.assignment.improve import improved
from workshop.domain.assignment.problem import (
    FIRST_SPLIT,
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
LEVELS = (Level.PREFERENCE, Level.MOVES, Level.BALANCE)
NODES = {Effort.QUICK: 20, Effort.NORMAL: 50, Effort.THOROUGH: 5_000}
"""Search nodes for a point between the two ends."""
FEWEST_NODES = 10
MOST_COLUMNS = 4_000
"""Above so many variables there is no point between the two ends."""
POLISHES = 5


@dataclass(frozen=True, slots=True)
class Point:
    """limit: how many people may move; `score.D` of them do.

    bound: no split within the limit, with the same first choices, has a smaller B; None: unknown.
    spread: none of them with this B or a smaller one has a smaller S; None: unknown.
    """

    limit: int
    score: Score
    bound: int | None
    assignment: Assignment
    spread: int | None = None

    @property
    def proven(self) -> bool:
        return self.bound == self.score.B


@dataclass(frozen=True, slots=True)
class Curve:
    """points: each with more moves and a smaller B than the one before; none when infeasible.

    fewest: whether it is proven that not even the first point could do with fewer moves.  coarse:
    not every number of moves between the two ends was looked at, the problem being too large.
    """

    points: tuple[Point, ...] = ()
    fewest: bool = False
    coarse: bool = False
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
    clock = _Clock(options)
    least = solve(problem, replace(options, order=RERUN), progress)
    if least.assignment is None or least.score is None:
        return Curve(conflicts=least.conflicts)
    fewest = Level.MOVES in least.proven
    first = Point(
        least.score.D, least.score, _known(least.bound, least.proven), least.assignment,
        least.bound.get(Level.SPREAD),
    )  # fmt: skip
    far = Effort.QUICK if options.effort is not Effort.THOROUGH else options.effort
    most = solve(problem, replace(clock.left(), order=MOST_MOVES, effort=far), progress)
    if most.assignment is None or most.score is None or not _gains(most.score, first.score):
        return Curve((first,), fewest)
    end = most.bound.get(Level.BALANCE) if Level.PREFERENCE in most.proven else None
    spread = most.bound.get(Level.SPREAD)
    last = Point(most.score.D, most.score, end, most.assignment, spread)
    between, coarse = _between(problem, clock, first, last, progress)
    return Curve(_falling([first, *between, last]), fewest, coarse)


class _Clock:
    """Options whose safety limit is what is left of it."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._end = None if options.limit is None else time.monotonic() + options.limit

    def left(self) -> Options:
        if self._end is None:
            return self._options
        return replace(self._options, limit=max(self._end - time.monotonic(), 0.01))

    @property
    def spent(self) -> bool:
        return self._end is not None and time.monotonic() >= self._end


def _known(bound: Mapping[Level, int | None], proven: tuple[Level, ...]) -> int | None:
    """The bound of B, which holds given that what comes before it is proven."""
    if not {Level.PREFERENCE, Level.MOVES} <= set(proven):
        return None
    return bound.get(Level.BALANCE)


def _gains(other: Score, first: Score) -> bool:
    return other.P <= first.P and other.B < first.B and other.D > first.D


def _between(
    problem: Problem, clock: _Clock, first: Point, last: Point, progress: Listener
) -> tuple[list[Point], bool]:
    """Points from few moves to many, and whether some were left out.

    A proof gets harder with each, so less is tried once the point before is not proven.
    """
    found = [first]
    nodes = NODES[clock.left().effort]
    for limit in (first.limit + more for more in BEYOND):
        before = found[-1]
        if limit >= last.limit or before.score.B <= last.score.B:
            return found[1:], False
        if clock.spent:
            break
        known = {Level.BALANCE: last.bound}
        progress(Progress(Level.BALANCE, (Level.PREFERENCE, Level.MOVES), before.score, known))
        point = _best(problem, clock.left(), before, replace(last, limit=limit), nodes)
        if point is None:
            break
        if not point.proven:
            nodes = max(nodes // 5, FEWEST_NODES)
        found.append(_spread(problem, clock.left(), point, nodes))
    return found[1:], True


def _best(
    problem: Problem, options: Options, before: Point, beyond: Point, nodes: int
) -> Point | None:
    """The best split with at most `beyond.limit` moves, not worse than the one before.

    beyond: a point with more moves, whose bound holds here too.  None: the program is too large.
    """
    formulation = formulate(problem, LEVELS, options.seed)
    program, costs = formulation.program, formulation.costs
    if program.columns > MOST_COLUMNS:
        return None
    program.row(costs[Level.PREFERENCE], 0, before.score.P + 0.5)
    program.row(costs[Level.MOVES], 0, beyond.limit + 0.5)
    least = beyond.bound or 0
    program.row(costs[Level.BALANCE], least - 0.5, before.score.B + 0.5)
    outcome = program.minimise(costs[Level.BALANCE], nodes=nodes, seconds=options.limit)
    bound = max(least, outcome.bound + outcome.bound % 2) if outcome.bound is not None else least
    point = replace(before, limit=beyond.limit, bound=bound or None, spread=None)
    if outcome.values is None:
        return point
    split = formulation.read(outcome.values, options.seed)
    reached = score(problem, split)
    if violations(problem, split) or beyond.limit < reached.D or reached.B > before.score.B:
        return point
    return _polished(problem, replace(point, score=reached, assignment=split))


def _polished(problem: Problem, point: Point) -> Point:
    """The same balance or better with fewer pairs of colleagues, within the limit."""
    split = improved(problem, point.assignment, MOST_MOVES, rounds=POLISHES)
    reached = score(problem, split)
    return replace(point, score=reached, assignment=split) if point.limit >= reached.D else point


def _spread(problem: Problem, options: Options, point: Point, nodes: int) -> Point:
    """The same point with as few pairs of colleagues as so many moves and this balance allow."""
    if not point.proven:
        return point
    formulation = formulate(problem, (*LEVELS, Level.SPREAD), options.seed)
    program, costs = formulation.program, formulation.costs
    if program.columns > MOST_COLUMNS:
        return point
    program.row(costs[Level.PREFERENCE], 0, point.score.P + 0.5)
    program.row(costs[Level.MOVES], 0, point.limit + 0.5)
    program.row(costs[Level.BALANCE], 0, point.score.B + 0.5)
    outcome = program.minimise(costs[Level.SPREAD], nodes=nodes, seconds=options.limit)
    if outcome.values is not None:
        split = formulation.read(outcome.values, options.seed)
        reached = score(problem, split)
        fits = point.limit >= reached.D and not violations(problem, split)
        if fits and reached.key(FIRST_SPLIT) < point.score.key(FIRST_SPLIT):
            point = replace(point, score=reached, assignment=split)
    known = outcome.bound is not None and outcome.bound <= point.score.S
    return replace(point, spread=outcome.bound) if known else point


def _falling(points: list[Point]) -> tuple[Point, ...]:
    """Only points that gain something over all those with fewer moves."""
    kept: list[Point] = []
    for point in points:
        if not kept or point.score.B < kept[-1].score.B:
            kept.append(point)
    return tuple(kept)
