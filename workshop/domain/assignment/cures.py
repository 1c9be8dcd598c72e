"""The smallest changes that make an impossible split possible, each verified by solving again.

Every rule gets a way out that costs something: a few more seats, a smaller minimum, a pin or a pair
given up, a group opened to somebody.  What the cheapest split uses of these is the cure.
"""

from collections import defaultdict
from dataclasses import dataclass, replace

from workshop.domain.assignment.budget import Budget, Work
from workshop.domain.assignment.check import violations
from workshop.domain.assignment.contradictions import pins
from workshop.domain.assignment.cure_words import said
from workshop.domain.assignment.elastic import (
    APART,
    FREED,
    LARGE,
    PAIRS,
    PINS,
    ROLES,
    SIZES,
    TOGETHER,
    Elastic,
)
from workshop.domain.assignment.formulate import formulate
from workshop.domain.assignment.minimal import impossible_parts
from workshop.domain.assignment.problem import Change, ChangeKind, Cure, Person, Problem

NODES = 2_000
CURE_NODES = 40
"""Of all programs that are not settled at once: hundreds of pairs among people who may sit anywhere
would take minutes."""
MOST_SEATS = 300_000
"""People times groups up to which it is solved again without some pairs and pins."""
MOST_CURES = 3
MOST_CHANGES = 4
"""An alternative of more changes than this is not worth telling."""


@dataclass(frozen=True, slots=True)
class _Found:
    """Changes that help; whether no smaller ones do."""

    changes: tuple[Change, ...]
    is_smallest: bool

    @property
    def size(self) -> tuple[int, int]:
        """Of how many things, and by how many seats and people."""
        number = sum(change.number for change in self.changes)
        return sum(one.number if one.kind in FREED else 1 for one in self.changes), number

    @property
    def things(self) -> int:
        return sum(max(len(change.persons), 1) for change in self.changes)


def cures(problem: Problem, budget: Budget) -> tuple[Cure, ...]:
    """What would make a split possible: the smallest change of all, then others as small, of other
    kinds first, then larger ones of one kind.

    Groups are opened to people they do not take only where nothing else helps, or nothing as small.
    For very many people one alone: that of the fewest seats, or what frees pairs and pins of their
    contradictions.  Where the smallest would take too long, one that may not be the smallest.
    """
    work = Work(CURE_NODES, budget)
    if len(problem.persons) >= LARGE:
        found = _freed_of_contradictions(problem, work) or _changes(problem, SIZES, work)
        return (said(problem, found.changes, is_smallest=found.is_smallest),) if found else ()
    for kinds in (SIZES | PAIRS | PINS, SIZES | PAIRS | PINS | ROLES):
        smallest = _changes(problem, kinds, work)
        if smallest is not None:
            break
    else:
        return ()
    ways = _other_ways(problem, kinds, smallest, work) if smallest.is_smallest else [smallest]
    return tuple(
        said(problem, one.changes, is_smallest=one.is_smallest) for one in ways[:MOST_CURES]
    )


def _other_ways(
    problem: Problem, kinds: frozenset[ChangeKind], smallest: _Found, work: Work
) -> list[_Found]:
    """The smallest, others of its size, then larger ones of one kind."""
    found = [smallest]
    for alone in (SIZES, PINS, APART, TOGETHER, PAIRS, ROLES):
        other = None if work.spent else _changes(problem, alone, work)
        if other and other.is_smallest and other.things <= MOST_CHANGES:
            found.append(other)
    known = {frozenset(one.changes): one for one in found}
    ways = [*known.values(), *_as_small(problem, kinds, [*known.values()], work)]
    return sorted(ways, key=lambda one: one.size != smallest.size)


def _as_small(
    problem: Problem, kinds: frozenset[ChangeKind], known: list[_Found], work: Work
) -> list[_Found]:
    """Further changes of the same size, as many as there is room to name."""
    found: list[_Found] = []
    size = known[0].size
    room = MOST_CURES - sum(one.size == size for one in known)
    while len(found) < room and not work.spent:
        but = tuple(one.changes for one in (*known, *found))
        other = _changes(problem, kinds, work, but=but)
        if other is None or other.size != size:
            break
        found.append(other)
    return found


def _freed_of_contradictions(problem: Problem, work: Work) -> _Found | None:
    """Pairs and pins to give up, looked for among those who are in each other's way, as if there
    were seats enough."""
    if len(problem.persons) * len(problem.groups) > MOST_SEATS:
        return None
    parts = impossible_parts(problem, work)
    tied = {person.id for part in parts for person in part}
    tied.update(key for one in pins(problem) for key in one.persons)
    everybody = len(problem.persons)
    part = replace(
        problem,
        persons=tuple(person for person in problem.persons if person.id in tied),
        groups=tuple(replace(one, minimum=0, maximum=everybody) for one in problem.groups),
        together=tuple(pair for pair in problem.together if tied.issuperset(pair)),
        apart=tuple(pair for pair in problem.apart if tied.issuperset(pair)),
    )
    found = _changes(part, PAIRS | PINS, work) if tied else None
    helps = found and possible(changed(problem, found.changes), work.budget)
    return found if helps else None


def _changes(
    problem: Problem, kinds: frozenset[ChangeKind], work: Work,
    but: tuple[tuple[Change, ...], ...] = (),
) -> _Found | None:  # fmt: skip
    """The smallest change of these kinds that helps, verified; None when none does.

    but: changes that are known already.
    """
    model = Elastic(problem, kinds)
    for known in but:
        model.forbid(known)
    outcome = work.minimise(model.program, model.cost)
    if outcome.values is None:
        return None
    changes = tuple(model.read(outcome.values))
    helps = changes and possible(changed(problem, changes), work.budget)
    return _Found(changes, outcome.optimal) if helps else None


def possible(problem: Problem, budget: Budget) -> bool:
    """Whether there is a split, by solving and by the checker."""
    if any(group.minimum > group.maximum for group in problem.groups):
        return False
    program = formulate(problem, (), 0)
    outcome = program.program.minimise([], nodes=NODES, seconds=budget.left())
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
