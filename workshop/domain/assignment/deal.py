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
from workshop.domain.assignment.seating import Numbers, Seating

ASK_EVERY = 500
SHUFFLE_TURNS = 3


def deal(
    problem: Problem,
    class_of: Assignment,
    members: Mapping[str, tuple[str, ...]],
    order: tuple[Level, ...],
    *,
    turns: int,
    seed: int,
    enough: Callable[[int], bool],
) -> Assignment:
    """An assignment in which everybody sits in a group of their class.

    class_of: everybody's class, as its program left it.  turns: how often everybody is taken out,
    about.  enough: asked now and then, with B so far, whether to stop.  Sizes hold where the class
    is full as the program fills it; pins and together-pairs hold; apart-pairs hold unless no group
    is free.
    """
    seating = Seating(problem, _first_deal(problem, class_of, members))
    _turn(_Dealer(seating, order, seed), members, turns, enough)
    return seating.assignment()


def shuffle(
    problem: Problem, assignment: Assignment, members: Mapping[str, tuple[str, ...]], *, seed: int
) -> Assignment:
    """Another split of the same or a lower B, by chance: what comes after B in it is lost."""
    seating = Seating(problem, assignment)
    _turn(_Dealer(seating, (), seed), members, SHUFFLE_TURNS, lambda _balance: False)
    return seating.assignment()


def _turn(
    dealer: "_Dealer",
    members: Mapping[str, tuple[str, ...]],
    turns: int,
    enough: Callable[[int], bool],
) -> None:
    seating = dealer.seating
    classes = [
        np.array([seating.column[one] for one in groups])
        for groups in members.values()
        if len(groups) > 1
    ]
    chances = [float(seating.sizes[groups].mean()) for groups in classes]
    for step in range(turns * round(sum(chances))):
        if step % ASK_EVERY == 0 and enough(seating.balance()):
            break
        dealer.reseat(dealer.chance.choices(classes, chances)[0])


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
    together = chains(problem)
    filled: Counter[str] = Counter()

    def seat(person: str, group: str) -> None:
        if person not in seats:
            seats[person] = group
            filled[group] += 1

    def bound_first(person: Person) -> tuple[object, ...]:
        tied = len(together.get(person.id, ())) + (person.id in apart)
        return (not person.pin, -tied, person.traits, person.organisation, person.id)

    for person in sorted(problem.persons, key=bound_first):
        if person.id in seats:
            continue
        chain = together.get(person.id, (person.id,))
        barred = {seats.get(other) for one in chain for other in apart.get(one, ())}
        groups = members[class_of[person.id]]
        best = person.pin or min(
            groups, key=lambda group: (group in barred, filled[group] - size[group], group)
        )
        for one in chain:
            seat(one, best)
    return seats


def chains(problem: Problem) -> dict[str, tuple[str, ...]]:
    """Whom together-pairs tie to whom: everybody in a pair, with all of their chain."""
    chain_of: dict[str, set[str]] = {}
    for one, other in problem.together:
        joined = chain_of.get(one, {one}) | chain_of.get(other, {other})
        for person in joined:
            chain_of[person] = joined
    return {person: tuple(sorted(chain)) for person, chain in chain_of.items()}


class _Dealer:
    """Takes out loose people, those who are not pinned and in no pair, and puts them back.

    order: what is minimised beside P, which no seat of the same class changes; without an order B,
    and chance decides among equals.
    """

    def __init__(self, seating: Seating, order: tuple[Level, ...], seed: int) -> None:
        self.seating = seating
        self.chance = random.Random(seed)  # noqa: S311  a search, no secret
        problem = seating.problem
        paired = {person for pair in (*problem.together, *problem.apart) for person in pair}
        self.loose: list[list[int]] = [[] for _ in problem.groups]
        for number, person in enumerate(problem.persons):
            if not person.pin and person.id not in paired:
                self.loose[seating.seat[number]].append(number)
        ranks = [level for level in order if level is not Level.PREFERENCE]
        self.scale = {level: 4096.0 ** -ranks.index(level) for level in ranks}
        self.dice = None if order else np.random.default_rng(seed)
        self.returning = bool((seating.current >= 0).any())

    def reseat(self, groups: Numbers) -> None:
        """One loose person of every group changes places with the others, as well as can be."""
        seating, chance, loose = self.seating, self.chance, self.loose
        places = [group for group in groups.tolist() if loose[group]]
        if len(places) < 2:
            return
        picked = [int(chance.random() * len(loose[group])) for group in places]
        who = np.array([loose[group][at] for group, at in zip(places, picked, strict=True)])
        where = np.array(places)
        rows = seating.codes[who]
        seating.cells[rows, where[:, None]] -= seating.everybody
        seating.colleagues[seating.organisation[who], where] -= 1
        _people, columns = linear_sum_assignment(self._cost(who, rows, where))
        into = where[columns]
        seating.cells[rows, into[:, None]] += seating.everybody
        seating.colleagues[seating.organisation[who], into] += 1
        seating.seat[who] = into
        for person, column in zip(who.tolist(), columns.tolist(), strict=True):
            loose[places[column]][picked[column]] = person

    def _cost(self, who: Numbers, rows: Numbers, where: Numbers) -> NDArray[np.float64]:
        """What seating each of `who` in each of `where` adds, shape (people, groups)."""
        seating, scale = self.seating, self.scale
        now = seating.cells[:, where]
        more = (np.abs(now + seating.everybody) - np.abs(now)) * seating.weights[:, None]
        if self.dice is not None:
            return np.asarray(
                more[rows].sum(axis=1) + self.dice.random((len(who), len(where))) / len(who)
            )
        cost = more[rows].sum(axis=1) * scale[Level.BALANCE]
        cost += seating.colleagues[seating.organisation[who]][:, where] * scale[Level.SPREAD]
        if self.returning:
            current = seating.current[who][:, None]
            cost += ((current >= 0) & (current != where)) * scale[Level.MOVES]
        return np.asarray(cost)
