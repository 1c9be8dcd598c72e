"""The smallest changes that make an impossible split possible, each verified by solving again.

Every rule gets a way out that costs something: a few more seats, a smaller minimum, a pin or a pair
given up, a group opened to somebody.  What the cheapest split uses of these is the cure.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from workshop.domain.assignment.check import violations
from workshop.domain.assignment.formulate import formulate
from workshop.domain.assignment.problem import (
    Change,
    ChangeKind,
    Cure,
    Group,
    Person,
    Problem,
)
from workshop.domain.assignment.program import Program, Terms
from workshop.domain.assignment.words import Words, listed

NODES = 2_000
MOST_CURES = 3
LARGE = 2_000
"""From so many people on not every way out of every rule is weighed: that takes minutes, and
gigabytes."""
MOST_CHANGES = 4
"""An alternative of more changes than this is not worth telling."""
THING, STEP = 100_000, 100
"""What changing one thing costs, and each seat of it; less than a step tells equals apart."""

SIZES = frozenset({ChangeKind.SEATS, ChangeKind.MINIMUM})
PAIRS = frozenset({ChangeKind.TOGETHER, ChangeKind.APART})
APART, TOGETHER = frozenset({ChangeKind.APART}), frozenset({ChangeKind.TOGETHER})
PINS = frozenset({ChangeKind.PIN})
ROLES = frozenset({ChangeKind.ROLES})
FREED = PINS | ROLES
"""People to be freed, whose number is a number of things."""


def cures(problem: Problem) -> tuple[Cure, ...]:
    """What would make a split possible: the smallest change of all, then others as small, of other
    kinds first, then larger ones of one kind.

    Groups are opened to people they do not take only where nothing else helps, or nothing as small.
    For very many people the one of the fewest seats alone, if sizes are in the way.
    """
    if len(problem.persons) >= LARGE:
        seats = _changes(problem, SIZES)
        return (said(problem, seats),) if seats else ()
    for kinds in (SIZES | PAIRS | PINS, SIZES | PAIRS | PINS | ROLES):
        smallest = _changes(problem, kinds)
        if smallest is not None:
            break
    else:
        return ()
    found = [smallest]
    for alone in (SIZES, PINS, APART, TOGETHER, PAIRS, ROLES):
        other = _changes(problem, alone)
        if other is not None and _things(other) <= MOST_CHANGES:
            found.append(other)
    known = {frozenset(changes): changes for changes in found}
    ways = [*known.values(), *_as_small(problem, kinds, tuple(known.values()), _size(smallest))]
    ways.sort(key=lambda changes: _size(changes) != _size(smallest))
    return tuple(said(problem, changes) for changes in ways[:MOST_CURES])


def _as_small(
    problem: Problem, kinds: frozenset[ChangeKind], known: tuple[tuple[Change, ...], ...],
    size: tuple[int, int],
) -> list[tuple[Change, ...]]:  # fmt: skip
    """Further changes of the same size, as many as there is room to name."""
    found: list[tuple[Change, ...]] = []
    room = MOST_CURES - sum(_size(changes) == size for changes in known)
    while len(found) < room:
        other = _changes(problem, kinds, but=(*known, *found))
        if other is None or _size(other) != size:
            break
        found.append(other)
    return found


def _things(changes: tuple[Change, ...]) -> int:
    return sum(max(len(change.persons), 1) for change in changes)


def _size(changes: tuple[Change, ...]) -> tuple[int, int]:
    """Of how many things, and by how many seats and people."""
    things = sum(change.number if change.kind in FREED else 1 for change in changes)
    return things, sum(change.number for change in changes)


def _changes(
    problem: Problem, kinds: frozenset[ChangeKind], but: tuple[tuple[Change, ...], ...] = ()
) -> tuple[Change, ...] | None:
    """The smallest change of these kinds that helps, verified; None when none does.

    but: changes that are known already.
    """
    model = _Elastic(problem, kinds)
    for known in but:
        model.forbid(known)
    outcome = model.program.minimise(model.cost, nodes=NODES, seconds=None)
    if outcome.values is None:
        return None
    changes = tuple(model.read(outcome.values))
    return changes if changes and possible(changed(problem, changes)) else None


def possible(problem: Problem) -> bool:
    """Whether there is a split, by solving and by the checker."""
    if any(group.minimum > group.maximum for group in problem.groups):
        return False
    program = formulate(problem, (), 0)
    outcome = program.program.minimise([], nodes=NODES, seconds=None)
    return outcome.values is not None and not violations(problem, program.read(outcome.values, 0))


def changed(problem: Problem, changes: tuple[Change, ...]) -> Problem:
    """The problem after these changes."""
    persons = {person.id: person for person in problem.persons}
    groups = {group.id: group for group in problem.groups}
    dropped: dict[ChangeKind, set[tuple[str, ...]]] = defaultdict(set)
    for change in changes:
        if change.kind is ChangeKind.SEATS:
            group = groups[change.groups[0]]
            groups[group.id] = replace(group, maximum=group.maximum + change.number)
        elif change.kind is ChangeKind.MINIMUM:
            group = groups[change.groups[0]]
            groups[group.id] = replace(group, minimum=group.minimum - change.number)
        elif change.kind in PAIRS:
            dropped[change.kind].add(change.persons)
        else:
            for key in change.persons:
                persons[key] = _freed(persons[key], change)
    return replace(
        problem,
        persons=tuple(persons.values()),
        groups=tuple(groups.values()),
        together=tuple(p for p in problem.together if p not in dropped[ChangeKind.TOGETHER]),
        apart=tuple(p for p in problem.apart if p not in dropped[ChangeKind.APART]),
    )


def _freed(person: Person, change: Change) -> Person:
    if change.kind is ChangeKind.PIN:
        return replace(person, pin=None)
    return replace(person, choices=(*person.choices, change.groups))


@dataclass(slots=True)
class _Pool:
    """People whom no rule tells apart."""

    persons: list[Person] = field(default_factory=list)
    seats: dict[str, int] = field(default_factory=dict)
    """The group's id to the variable."""
    freed: dict[str, ChangeKind] = field(default_factory=dict)
    """Groups that these people may join only after a change."""


class _Elastic:
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


def said(problem: Problem, changes: tuple[Change, ...]) -> Cure:
    """These changes in words."""
    people = {person.id: person for person in problem.persons}
    groups = {group.id: group for group in problem.groups}
    phrases = [_phrase(one, people, groups) for one in changes if one.kind not in PAIRS]
    for kind in (ChangeKind.TOGETHER, ChangeKind.APART):
        pairs = [
            listed([people[key] for key in one.persons]) for one in changes if one.kind is kind
        ]
        if pairs:
            phrases.append(_dropped(kind, pairs))
    thai = " และ".join(words.th for words in phrases)
    english = " and ".join(words.en for words in phrases)
    return Cure(thai, english, changes)


def _dropped(kind: ChangeKind, pairs: list[Words]) -> Words:
    """Pairs to give up, the first few by name."""
    more = len(pairs) - MOST_CHANGES
    thai = " · ".join(words.th for words in pairs[:MOST_CHANGES])
    english = ", ".join(words.en for words in pairs[:MOST_CHANGES])
    if more > 0:
        thai, english = f"{thai} และอีก {more} คู่", f"{english} and {more} more"
    called = "pair" if len(pairs) == 1 else "pairs"
    head = {
        ChangeKind.TOGETHER: Words("ยกเลิกคู่ที่อยู่ด้วยกัน ", f"dropping the together-{called} "),
        ChangeKind.APART: Words("ยกเลิกคู่ที่แยกกลุ่ม ", f"dropping the apart-{called} "),
    }[kind]
    return head + Words(thai, english)


def _phrase(change: Change, people: dict[str, Person], groups: dict[str, Group]) -> Words:
    who = listed([people[key] for key in change.persons]) if change.persons else ""
    group = groups[change.groups[0]] if change.groups else None
    several = change.number > 1
    words = {
        ChangeKind.SEATS: Words(
            "เพิ่มที่นั่งกลุ่ม {a} อีก {n} ที่",
            f"{{n}} more {'seats' if several else 'seat'} in group {{a}}",
        ),
        ChangeKind.MINIMUM: Words(
            "ลดจำนวนขั้นต่ำของกลุ่ม {a} จาก {before} เหลือ {after} คน",
            "a minimum of {after} instead of {before} in group {a}",
        ),
        ChangeKind.PIN: Words(
            "ปลดหมุดของ {who}", f"freeing the {'pins' if several else 'pin'} of {{who}}"
        ),
        ChangeKind.ROLES: Words("ให้กลุ่ม {a} รับ {who} ด้วย", "opening group {a} to {who}"),
    }[change.kind]
    before = group.minimum if group else 0
    return words.of(
        who=who, n=change.number, a=group or "", before=before, after=before - change.number
    )
