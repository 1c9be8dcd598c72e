"""Turns a problem into a mixed-integer program.

What keeps it small and tight: one variable per pool of identical people and allowed group; the
rounding that a group of s people cannot avoid is a row of its own (`unavoidable`), with the group's
size chosen by one binary per size; pairs of colleagues by the tangents of n(n-1)/2.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import inf
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from workshop.domain.assignment.problem import Assignment, Group, Level, Person, Problem
from workshop.domain.assignment.program import Program, Terms

Copies = Mapping[str, tuple[tuple[Person, ...], ...]]


@dataclass(frozen=True, slots=True)
class Pool:
    """People whom the program need not tell apart; allowed: group's id to level."""

    persons: tuple[Person, ...]
    allowed: Mapping[str, int]


@dataclass(slots=True)
class Formulation:
    """A program, its seats by pool and group, and the cost of each level that it models.

    sizes: per group the variable of each size it may have, one of which is 1.
    copies: the equal groups of fixed size that a group stands for, where it is more than one, each
    by the people pinned to it; costs are then of the best that dealing over them could reach.
    """

    program: Program
    pools: list[Pool]
    seats: dict[tuple[int, str], int]
    costs: dict[Level, Terms]
    copies: Copies
    sizes: dict[str, dict[int, int]] = field(default_factory=dict)

    def pinned(self, group: str) -> tuple[tuple[Person, ...], ...]:
        """Per copy of a group; a group that stands for itself needs no pins here."""
        return self.copies.get(group, ((),))

    def read(self, values: NDArray[np.float64], seed: int) -> Assignment:
        """Deals every pool's people over the seats found for it; the seed says who goes where."""
        chance = random.Random(seed)  # noqa: S311  choosing among equals, no secret
        assignment = {}
        for index, pool in enumerate(self.pools):
            people = list(pool.persons)
            chance.shuffle(people)
            for group in pool.allowed:
                for _ in range(round(values[self.seats[index, group]])):
                    assignment[people.pop().id] = group
        return assignment


def formulate(
    problem: Problem,
    levels: tuple[Level, ...],
    seed: int,
    copies: Copies = MappingProxyType({}),
) -> Formulation:
    """Models the hard rules and the costs of `levels`; people alike in these share a pool."""
    pools = _pools(problem, levels, seed)
    program = Program()
    seats: dict[tuple[int, str], int] = {}
    for index, pool in enumerate(pools):
        number = len(pool.persons)
        for group in pool.allowed:
            seats[index, group] = program.variable(number)
        program.row([(seats[index, group], 1) for group in pool.allowed], number, number)
    found = Formulation(program, pools, seats, {}, copies)
    found.sizes = {group.id: _size(found, group) for group in problem.groups}
    _keep_pairs(found, problem)
    if Level.PREFERENCE in levels:
        found.costs[Level.PREFERENCE] = [
            (variable, pools[index].allowed[group])
            for (index, group), variable in seats.items()
            if pools[index].allowed[group]
        ]
    if Level.BALANCE in levels:
        found.costs[Level.BALANCE] = _balance(found, problem, found.sizes)
    if Level.SPREAD in levels:
        found.costs[Level.SPREAD] = _spread(found)
    if Level.MOVES in levels:
        found.costs[Level.MOVES] = [
            (variable, 1)
            for (index, group), variable in seats.items()
            if pools[index].persons[0].current not in (None, group)
        ]
    return found


def _pools(problem: Problem, levels: tuple[Level, ...], seed: int) -> list[Pool]:
    paired = {person for pair in (*problem.together, *problem.apart) for person in pair}
    order = [group.id for group in problem.groups]
    members: dict[tuple[object, ...], list[Person]] = defaultdict(list)
    allowed: dict[tuple[object, ...], dict[str, int]] = {}
    for person in sorted(problem.persons, key=lambda person: person.id):
        named = person.levels()
        may = {
            group: named[group] for group in order if group in named and person.pin in (None, group)
        }
        key = (
            tuple(may.items()),
            person.traits if Level.BALANCE in levels else (),
            person.organisation if Level.SPREAD in levels else "",
            person.current if Level.MOVES in levels else None,
            person.id if person.id in paired else "",
        )
        members[key].append(person)
        allowed[key] = may
    pools = [Pool(tuple(people), allowed[key]) for key, people in members.items()]
    if seed:
        random.Random(seed).shuffle(pools)  # noqa: S311  choosing among equals, no secret
    return pools


def _size(found: Formulation, group: Group) -> dict[int, int]:
    """One binary per possible size of the group, exactly one of them chosen.

    Those who fit nowhere else are there in any case, and more than may join there cannot be.
    """
    may = [pool for pool in found.pools if group.id in pool.allowed]
    must = sum(len(pool.persons) for pool in may if len(pool.allowed) == 1)
    least = max(group.minimum, must)
    most = min(group.maximum, sum(len(pool.persons) for pool in may))
    members: Terms = [(seat, 1) for (_, into), seat in found.seats.items() if into == group.id]
    chosen = {size: found.program.variable(1) for size in range(least, most + 1)}
    found.program.row([(variable, 1) for variable in chosen.values()], 1, 1)
    counted: Terms = [(variable, -size) for size, variable in chosen.items()]
    found.program.row([*members, *counted], 0, 0)
    return chosen


def _keep_pairs(found: Formulation, problem: Problem) -> None:
    pool_of = {
        person.id: index for index, pool in enumerate(found.pools) for person in pool.persons
    }
    for one, other in problem.together:
        for group in problem.groups:
            both = (
                (found.seats.get((pool_of[one], group.id)), 1.0),
                (found.seats.get((pool_of[other], group.id)), -1.0),
            )
            terms = [(seat, sign) for seat, sign in both if seat is not None]
            if terms:
                found.program.row(terms, 0, 0)
    for one, other in problem.apart:
        for group in problem.groups:
            seats = [found.seats.get((pool_of[who], group.id)) for who in (one, other)]
            if None not in seats:
                found.program.row([(seat, 1) for seat in seats if seat is not None], 0, 1)


def _balance(found: Formulation, problem: Problem, sizes: Mapping[str, Mapping[int, int]]) -> Terms:
    """Twice the surpluses: over a group's categories surplus and shortage are equally large."""
    cost: Terms = []
    everybody = len(problem.persons)
    for index, attribute in enumerate(problem.attributes):
        if not attribute.weight:
            continue
        totals = Counter(person.traits[index] for person in problem.persons)
        for group in problem.groups:
            cells, copies = _cells(found, group.id, index), found.pinned(group.id)
            surplus = []
            for category, members in sorted(cells.items()):
                over = found.program.variable(whole=False)
                pins = [sum(one.traits[index] == category for one in copy) for copy in copies]
                for row in _surplus_rows(everybody, totals[category], sizes[group.id], pins):
                    found.program.row(
                        [(over, 1), *((seat, row.per_member) for seat in members), *row.by_size],
                        row.at_least,
                        inf,
                    )
                surplus.append(over)
            cost += [(over, 2 * attribute.weight) for over in surplus]
            least: Terms = [
                (
                    variable,
                    -len(copies) * unavoidable(everybody, [*totals.values()], size // len(copies)),
                )
                for size, variable in sizes[group.id].items()
            ]
            found.program.row([*((over, 1) for over in surplus), *least], 0, inf)
    return cost


def _cells(found: Formulation, group: str, index: int) -> dict[str, list[int]]:
    """The seats of a group by their people's category."""
    cells: dict[str, list[int]] = defaultdict(list)
    for (pool, into), seat in found.seats.items():
        if into == group:
            cells[found.pools[pool].persons[0].traits[index]].append(seat)
    return cells


@dataclass(frozen=True, slots=True)
class _SurplusRow:
    per_member: float
    by_size: Terms
    at_least: float


def _surplus_rows(
    everybody: int, total: int, sizes: Mapping[int, int], pins: list[int]
) -> Iterator[_SurplusRow]:
    """Rows that hold a cell's surplus up: N n[g,c] - n[g] N[c] or more.

    Where the group's size is fixed, it is the least that several copies with so many pinned members
    each can add up to: nothing up to the whole number below the fair share, then the way to the one
    above it, then N for each more.
    """
    if len(sizes) > 1:
        terms: Terms = [(variable, size * total) for size, variable in sizes.items()]
        yield _SurplusRow(-everybody, terms, 0)
        return
    fair = sum(sizes) // len(pins) * total
    floor, rest = divmod(fair, everybody)
    slope = everybody - rest
    forced = sum(max(0, everybody * number - fair) for number in pins)
    free = sum(max(floor, number) for number in pins)
    above = sum(number <= floor for number in pins)
    yield _SurplusRow(0, [], forced)
    yield _SurplusRow(-slope, [], forced - slope * free)
    yield _SurplusRow(-everybody, [], forced + slope * above - everybody * (free + above))


def unavoidable(everybody: int, totals: list[int], size: int) -> int:
    """The least sum of surpluses max(0, N n[c] - size N[c]) over whole n[c] that sum to `size`.

    Largest remainders: every category gets the floor of its share, and the seats left over go where
    rounding up costs least.
    """
    rests = sorted((size * total % everybody for total in totals), reverse=True)
    left = size - sum(size * total // everybody for total in totals)
    return sum(everybody - rest for rest in rests[:left])


def _spread(found: Formulation) -> Terms:
    members: dict[tuple[str, str], list[int]] = defaultdict(list)
    people: Counter[tuple[str, str]] = Counter()
    for (index, group), seat in found.seats.items():
        key = (group, found.pools[index].persons[0].organisation)
        members[key].append(seat)
        people[key] += len(found.pools[index].persons)
    cost: Terms = []
    for (group, organisation), seats in members.items():
        pins = [
            sum(one.organisation == organisation for one in copy) for copy in found.pinned(group)
        ]
        most = people[group, organisation]
        if most <= len(pins) and max(pins) < 2:
            continue
        pairs = found.program.variable(whole=False)
        for number in range(most // len(pins) + 1):
            full = [max(number, pinned) for pinned in pins]
            found.program.row(
                [(pairs, 1), *((seat, -number) for seat in seats)],
                sum(one * (one - 1) // 2 for one in full) - number * sum(full),
                inf,
            )
        cost.append((pairs, 1))
    return cost
