"""Betters a split two groups at a time: both are emptied and filled again, provably best.

Each pair of groups is a program small enough for HiGHS to solve in about 10 ms; which pair comes
next says a matrix of what each could gain at most.  Sizes stay what they are.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from workshop.domain.assignment.deal import chains
from workshop.domain.assignment.pair import PairProgram, pair_costs
from workshop.domain.assignment.problem import Assignment, Level, Problem
from workshop.domain.assignment.seating import FORBIDDEN, Numbers, Seating

Flags = NDArray[np.bool_]
TELL_EVERY = 60


def resplit(
    problem: Problem,
    assignment: Assignment,
    levels: tuple[Level, ...],
    *,
    programs: int,
    nodes: int,
    enough: Callable[[Assignment | None], bool],
) -> Assignment:
    """Minimises the last of `levels`, B, S or D, while those before it get no worse.

    assignment: valid, and the result is too.  programs: how many pairs are tried at most, nodes:
    search nodes for each.  enough: asked before each, with the split now and then.
    """
    seating = Seating(problem, assignment)
    search = _Search(seating, levels)
    every = max(TELL_EVERY, len(problem.groups))
    for number in range(programs):
        told = seating.assignment() if number % every == every - 1 else None
        pair = None if enough(told) else search.next_pair()
        if pair is None:
            break
        search.fill_again(*pair, nodes)
    return seating.assignment()


class _Search:
    """gain: shape (groups, groups), the most that a pair could better the last of `levels`.

    failed: pairs that gained nothing since either of them changed.
    """

    def __init__(self, seating: Seating, levels: tuple[Level, ...]) -> None:
        self.seating = seating
        self.levels = levels
        problem = seating.problem
        groups = len(problem.groups)
        tied = chains(problem)
        self.units = [
            tuple(seating.row[one] for one in tied.get(person.id, (person.id,)))
            for person in problem.persons
        ]
        self.apart: dict[int, list[int]] = {}
        for one, other in problem.apart:
            self.apart.setdefault(seating.row[one], []).append(seating.row[other])
            self.apart.setdefault(seating.row[other], []).append(seating.row[one])
        self.open = (_alike(seating), _exchanging(seating))
        self.failed = np.zeros((groups, groups), dtype=bool)
        self.gain = np.zeros((groups, groups), dtype=np.int64)
        for group in range(groups):
            self._weigh(group)

    def _weigh(self, group: int) -> None:
        level = self.levels[-1]
        found = _gains(self.seating, group, level)
        self.gain[group] = self.gain[:, group] = found
        self.failed[group] = self.failed[:, group] = False

    def next_pair(self) -> tuple[int, int] | None:
        """The pair that may gain most; None when no pair is left that may gain anything.

        Groups that everybody likes equally well come first: there a gain is likely.
        """
        left = np.where(self.failed, 0, self.gain)
        for pairs in self.open:
            worth = np.where(pairs, left, 0)
            if worth.max(initial=0) > 0:
                group, other = divmod(int(worth.argmax()), len(worth))
                return group, other
        return None

    def fill_again(self, group: int, other: int, nodes: int) -> None:
        seating = self.seating
        before = pair_costs(seating, group, other, self.levels)
        moved = PairProgram(seating, group, other, self.units, self.apart).best(self.levels, nodes)
        if moved is None:
            self.failed[group, other] = self.failed[other, group] = True
            return
        self._exchange(moved, group, other)
        if pair_costs(seating, group, other, self.levels) >= before:  # rounding, to be safe
            self._exchange(moved, group, other)
            self.failed[group, other] = self.failed[other, group] = True
            return
        self._weigh(group)
        self._weigh(other)

    def _exchange(self, moved: Numbers, group: int, other: int) -> None:
        """Each of these people changes to the other one of the two groups."""
        seating = self.seating
        into = np.where(seating.seat[moved] == group, other, group)
        seating.shift(moved, seating.seat[moved], -1)
        seating.shift(moved, into, 1)
        seating.seat[moved] = into
        both = seating.members[group] + seating.members[other]
        for one in (group, other):
            seating.members[one] = [person for person in both if seating.seat[person] == one]


def _alike(seating: Seating) -> Flags:
    """Pairs of groups that everybody likes equally well."""
    levels = seating.levels
    found = (levels[:, :, None] == levels[:, None, :]).all(axis=0)
    np.fill_diagonal(found, False)
    return np.asarray(found)


def _exchanging(seating: Seating) -> Flags:
    """Pairs of groups between which somebody may change without another level."""
    groups = seating.levels.shape[1]
    found = np.zeros((groups, groups), dtype=bool)
    for levels in seating.levels:
        found |= (levels[:, None] == levels[None, :]) & (levels != FORBIDDEN)[:, None]
    np.fill_diagonal(found, False)
    return found


def _gains(seating: Seating, group: int, level: Level) -> Numbers:
    """With each other group: what the pair costs beyond the best that each cell alone allows."""
    groups = len(seating.sizes)
    if level is Level.SPREAD:
        mine, theirs = seating.colleagues[:, [group]], seating.colleagues
        uneven = np.abs(mine - theirs) // 2  # n(n-1)/2 twice, beyond the most even split of both
        odd = np.abs(mine - theirs) % 2
        return np.asarray((uneven * (uneven + odd)).sum(axis=0))
    if level is Level.MOVES:
        back = np.bincount(seating.current[seating.seat == group] + 1, minlength=groups + 2)
        forth = np.bincount(seating.seat[seating.current == group], minlength=groups)
        return np.asarray(back[1 : groups + 1] + forth)
    everybody, totals = seating.everybody, seating.totals[:, None]
    mine, theirs = seating.cells[:, [group]], seating.cells
    own = totals * seating.sizes[group]
    other = totals * seating.sizes[None, :]
    people = (mine + own + theirs + other) // everybody
    now = np.abs(mine) + np.abs(theirs)
    least = now.copy()
    for whole in (own // everybody, -(-own // everybody), people - other // everybody,
                  people + (-other // everybody)):  # fmt: skip
        number = np.clip(whole, 0, people)
        ways = np.abs(everybody * number - own)
        ways += np.abs(everybody * (people - number) - other)
        np.minimum(least, ways, out=least)
    return np.asarray((seating.weights[:, None] * (now - least)).sum(axis=0))
