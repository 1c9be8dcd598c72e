"""Deals the people of each class of equal groups over its groups, and betters the deal.

Again and again one person is taken out of every group of a class, and all are put back at once by
one linear assignment: the best of all ways to do so, so that no step is ever worse.
"""

import random
from collections import Counter
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from workshop.domain.assignment.problem import Assignment, Level, Person, Problem

Numbers = NDArray[np.int64]
ASK_EVERY = 500


def deal(
    problem: Problem,
    class_of: Assignment,
    members: Mapping[str, tuple[str, ...]],
    order: tuple[Level, ...],
    *,
    steps: int,
    seed: int,
    enough: Callable[[int], bool],
) -> Assignment:
    """An assignment in which everybody sits in a group of their class, after so many steps.

    class_of: everybody's class, as its program left it.  enough: asked now and then, with B so far,
    whether to stop.  Sizes hold where the class is full as the program fills it; pins and
    together-pairs hold; apart-pairs hold unless no group is free.
    """
    table = _Table(problem, _first_deal(problem, class_of, members), order)
    chance = random.Random(seed)  # noqa: S311  a search, no secret
    loose = _loose(problem)
    columns = {group.id: index for index, group in enumerate(problem.groups)}
    every = [[columns[one] for one in groups] for groups in members.values() if len(groups) > 1]
    weights = [len(groups) for groups in every]
    for step in range(steps if every else 0):
        if step % ASK_EVERY == 0 and enough(table.balance()):
            break
        (groups,) = chance.choices(every, weights)
        table.reseat(groups, loose, chance)
    return table.assignment()


def _loose(problem: Problem) -> NDArray[np.bool_]:
    """Who may be moved: not pinned and in no pair."""
    paired = {person for pair in (*problem.together, *problem.apart) for person in pair}
    return np.array([not (one.pin or one.id in paired) for one in problem.persons])


def _first_deal(
    problem: Problem, class_of: Assignment, members: Mapping[str, tuple[str, ...]]
) -> dict[str, str]:
    """Pins first, then people in pairs, then everybody by traits, each into the emptiest group."""
    size = {group.id: group.maximum for group in problem.groups}
    seats: dict[str, str] = {}
    apart: dict[str, set[str]] = {}
    for one, other in problem.apart:
        apart.setdefault(one, set()).add(other)
        apart.setdefault(other, set()).add(one)
    together = {one: _chain(problem, one) for pair in problem.together for one in pair}
    filled: Counter[str] = Counter()

    def seat(person: str, group: str) -> None:
        if person not in seats:
            seats[person] = group
            filled[group] += 1

    def bound_first(person: Person) -> tuple[object, ...]:
        free = person.id not in together and person.id not in apart
        return (not person.pin, free, person.traits, person.organisation, person.id)

    for person in sorted(problem.persons, key=bound_first):
        if person.id in seats:
            continue
        barred = {seats.get(other) for other in apart.get(person.id, ())}
        groups = members[class_of[person.id]]
        best = person.pin or min(
            groups, key=lambda group: (group in barred, filled[group] - size[group], group)
        )
        for one in together.get(person.id, (person.id,)):
            seat(one, best)
    return seats


def _chain(problem: Problem, start: str) -> tuple[str, ...]:
    """Everybody whom together-pairs tie to `start`."""
    chain = {start}
    while True:
        grown = chain | {one for pair in problem.together if chain & set(pair) for one in pair}
        if grown == chain:
            return tuple(sorted(chain))
        chain = grown


class _Table:
    """The deal in numbers: seats and, per attribute, N n[g, c] - n[g] N[c] for every cell."""

    def __init__(self, problem: Problem, seats: Assignment, order: tuple[Level, ...]) -> None:
        self.problem = problem
        column = {group.id: index for index, group in enumerate(problem.groups)}
        people, groups = len(problem.persons), len(problem.groups)
        self.people = people
        self.seat = np.array([column[seats[one.id]] for one in problem.persons])
        self.current = np.array([column.get(one.current or "", -1) for one in problem.persons])
        self.organisation, count = _codes([one.organisation for one in problem.persons])
        self.colleagues = np.zeros((groups, count), dtype=np.int64)
        np.add.at(self.colleagues, (self.seat, self.organisation), 1)
        self.traits: list[tuple[int, Numbers, Numbers]] = []
        sizes = np.bincount(self.seat, minlength=groups)
        for index, attribute in enumerate(problem.attributes):
            codes, count = _codes([one.traits[index] for one in problem.persons])
            cells = np.zeros((groups, count), dtype=np.int64)
            np.add.at(cells, (self.seat, codes), people)
            cells -= sizes[:, None] * np.bincount(codes, minlength=count)[None, :]
            self.traits.append((attribute.weight, codes, cells))
        ranks = [level for level in order if level is not Level.PREFERENCE]
        self.scale = {level: 4096.0 ** -ranks.index(level) for level in ranks}

    def balance(self) -> int:
        return sum(weight * int(np.abs(cells).sum()) for weight, _codes, cells in self.traits)

    def reseat(self, groups: list[int], loose: NDArray[np.bool_], chance: random.Random) -> None:
        """Takes a loose person out of every group, and puts all back as well as can be."""
        out, places = [], []
        for group in groups:
            sitting = np.flatnonzero((self.seat == group) & loose)
            if len(sitting):
                out.append(int(sitting[chance.randrange(len(sitting))]))
                places.append(group)
        who, where = np.array(out, dtype=np.int64), np.array(places, dtype=np.int64)
        if len(who) < 2:
            return
        self._count(who, where, -1)
        rows, columns = linear_sum_assignment(self._cost(who, where))
        where = where[columns][np.argsort(rows)]
        self._count(who, where, 1)
        self.seat[who] = where

    def _cost(self, who: Numbers, where: Numbers) -> NDArray[np.float64]:
        """What seating each of `who` in each of `where` adds, shape (people, groups)."""
        balance = np.zeros((len(who), len(where)))
        for weight, codes, cells in self.traits:
            now = cells[where][:, codes[who]].T
            balance += weight * (np.abs(now + self.people) - np.abs(now))
        spread = self.colleagues[where][:, self.organisation[who]].T
        moved = (self.current[who] >= 0)[:, None] & (self.current[who][:, None] != where[None, :])
        scale = self.scale
        return np.asarray(
            balance * scale[Level.BALANCE]
            + spread * scale[Level.SPREAD]
            + moved * scale[Level.MOVES]
        )

    def _count(self, who: Numbers, where: Numbers, step: int) -> None:
        """One seat per group is left or taken; a group's size is the same again afterwards."""
        for _weight, codes, cells in self.traits:
            cells[where, codes[who]] += step * self.people
        self.colleagues[where, self.organisation[who]] += step

    def assignment(self) -> dict[str, str]:
        groups = [group.id for group in self.problem.groups]
        pairs = zip(self.problem.persons, self.seat, strict=True)
        return {person.id: groups[seat] for person, seat in pairs}


def _codes(values: list[str]) -> tuple[Numbers, int]:
    known: dict[str, int] = {}
    return np.array([known.setdefault(one, len(known)) for one in values]), len(known)
