"""The hard rules as a program in which they may be given up, each at a price."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from workshop.domain.assignment.problem import Change, ChangeKind, Group, Person, Problem
from workshop.domain.assignment.program import Program, Terms

LARGE = 2_000
"""From so many people on a seat has no price of its own for being one of several."""
SIZES = frozenset({ChangeKind.SEATS, ChangeKind.MINIMUM})
APART, TOGETHER = frozenset({ChangeKind.APART}), frozenset({ChangeKind.TOGETHER})
PAIRS = APART | TOGETHER
PINS, ROLES = frozenset({ChangeKind.PIN}), frozenset({ChangeKind.ROLES})
FREED = PINS | ROLES
"""People to be freed, whose number is a number of things."""
THING, STEP = 100_000, 100
"""What changing one thing costs, and each seat of it; less than a step tells equals apart."""


@dataclass(slots=True)
class _Pool:
    """People whom no rule tells apart."""

    persons: list[Person] = field(default_factory=list)
    seats: dict[str, int] = field(default_factory=dict)
    """The group's id to the variable."""
    freed: dict[str, ChangeKind] = field(default_factory=dict)
    """Groups that these people may join only after a change."""


class Elastic:
    """The hard rules as a program in which those of some kinds may be given up at a price."""

    def __init__(self, problem: Problem, kinds: frozenset[ChangeKind]) -> None:
        self.problem = problem
        self.kinds = kinds
        self.program = Program()
        self.cost: Terms = []
        self.used: dict[tuple[ChangeKind, str], int] = {}
        self.pools = self._pools()
        self.sizes = [self._size(place, group) for place, group in enumerate(problem.groups)]
        self.pairs = [
            (kind, pair, self._pair(kind, pair))
            for kind, pairs in (
                (ChangeKind.TOGETHER, problem.together), (ChangeKind.APART, problem.apart),
            )
            for pair in dict.fromkeys(pairs)
        ]  # fmt: skip

    def _pools(self) -> list[_Pool]:
        paired = {one for pair in (*self.problem.together, *self.problem.apart) for one in pair}
        pools: dict[tuple[object, ...], _Pool] = defaultdict(_Pool)
        for person in self.problem.persons:
            key = (frozenset(person.levels()), person.pin, person.id in paired and person.id)
            pools[key].persons.append(person)
        for pool in pools.values():
            self._seat(pool)
        return list(pools.values())

    def _seat(self, pool: _Pool) -> None:
        person, number = pool.persons[0], len(pool.persons)
        levels = person.levels()
        for place, group in enumerate(self.problem.groups):
            needed = _needed(person, levels, group.id)
            if len(needed) > 1 or not self.kinds.issuperset(needed):
                continue
            seat = self.program.variable(number)
            pool.seats[group.id] = seat
            for kind in needed:
                pool.freed[group.id] = kind
                self.cost.append((seat, THING + STEP + place))
        self.program.row([(seat, 1) for seat in pool.seats.values()], number, number)

    def _size(self, place: int, group: Group) -> tuple[int | None, int | None]:
        """The variables of additional seats and of the minimum's lowering."""
        members = [(pool.seats[group.id], 1.0) for pool in self.pools if group.id in pool.seats]
        most, least = len(self.problem.persons) + group.minimum, max(group.minimum, 0)
        more = self._slack((ChangeKind.SEATS, group.id), most, place)
        less = self._slack((ChangeKind.MINIMUM, group.id), least, place + STEP // 2)
        at_most: Terms = [*members, *([(more, -1.0)] if more is not None else [])]
        at_least: Terms = [*members, *([(less, 1.0)] if less is not None else [])]
        self.program.row(at_most, -np.inf, group.maximum)
        self.program.row(at_least, group.minimum, np.inf)
        if group.minimum > group.maximum:  # the two must meet, however many people there are
            terms: Terms = [(one, 1.0) for one in (more, less) if one is not None]
            self.program.row(terms, group.minimum - group.maximum, np.inf)
        return more, less

    def _slack(self, what: tuple[ChangeKind, str], most: int, tie: int) -> int | None:
        """A number of steps at a price, and a price for there being any."""
        if what[0] not in self.kinds or most <= 0:
            return None
        amount = self.program.variable(most)
        if len(self.problem.persons) >= LARGE:
            self.cost.append((amount, STEP))
            return amount
        used = self.program.variable(1)
        self.used[what] = used
        self.program.row([(amount, 1), (used, -most)], -np.inf, 0)
        self.cost += [(amount, STEP), (used, THING + tie)]
        return amount

    def _pair(self, kind: ChangeKind, pair: tuple[str, str]) -> int | None:
        dropped = None
        if kind in self.kinds:
            dropped = self.program.variable(1)
            self.cost.append((dropped, THING + STEP))
        out: Terms = [] if dropped is None else [(dropped, -1.0)]
        one, other = (next(p for p in self.pools if p.persons[0].id == key) for key in pair)
        for group in self.problem.groups:
            first, second = one.seats.get(group.id), other.seats.get(group.id)
            mine: Terms = [] if first is None else [(first, 1.0)]
            theirs: Terms = [] if second is None else [(second, 1.0)]
            if kind is ChangeKind.APART:
                self.program.row([*mine, *theirs, *out], -np.inf, 1)
                continue
            for these, those in ((mine, theirs), (theirs, mine)):
                if these:
                    minus = [(seat, -1.0) for seat, _one in those]
                    self.program.row([*these, *minus, *out], -np.inf, 0)
        return dropped

    def forbid(self, changes: tuple[Change, ...]) -> None:
        """Leaves these changes, all of them together, out."""
        terms: Terms = []
        most = -1
        for change in changes:
            if change.kind in FREED:
                terms += [(seat, 1.0) for seat in self._freeing(change)]
                most += change.number
                continue
            terms += [
                (variable, 1.0)
                for kind, pair, variable in self.pairs
                if variable is not None and (kind, pair) == (change.kind, change.persons)
            ]
            if change.kind in SIZES:
                terms.append((self.used[change.kind, change.groups[0]], 1.0))
            most += 1
        if terms:
            self.program.row(terms, -np.inf, most)

    def _freeing(self, change: Change) -> Iterator[int]:
        for pool in self.pools:
            if not set(change.persons).isdisjoint(person.id for person in pool.persons):
                for group, kind in pool.freed.items():
                    if kind is change.kind and group in (change.groups or pool.freed):
                        yield pool.seats[group]

    def read(self, values: NDArray[np.float64]) -> Iterator[Change]:
        for group, (more, less) in zip(self.problem.groups, self.sizes, strict=True):
            for kind, variable in ((ChangeKind.SEATS, more), (ChangeKind.MINIMUM, less)):
                number = 0 if variable is None else round(values[variable])
                if number:
                    yield Change(kind, (), (group.id,), number)
        yield from self._freed(values)
        for kind, pair, dropped in self.pairs:
            if dropped is not None and round(values[dropped]):
                yield Change(kind, pair)

    def _freed(self, values: NDArray[np.float64]) -> Iterator[Change]:
        """Pins to free, and groups to open: one change per kind and group."""
        found: dict[tuple[ChangeKind, tuple[str, ...]], list[str]] = defaultdict(list)
        for pool in self.pools:
            people = iter(pool.persons)
            for group, kind in pool.freed.items():
                for _ in range(round(values[pool.seats[group]])):
                    into: tuple[str, ...] = (group,) if kind is ChangeKind.ROLES else ()
                    found[kind, into].append(next(people).id)
        for (kind, into), persons in found.items():
            yield Change(kind, tuple(persons), into, len(persons))


def _needed(person: Person, levels: dict[str, int], group: str) -> set[ChangeKind]:
    """What has to be given up before somebody can join a group."""
    needed = set()
    if group not in levels:
        needed.add(ChangeKind.ROLES)
    if person.pin and person.pin != group:
        needed.add(ChangeKind.PIN)
    return needed
