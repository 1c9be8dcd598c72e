"""Many equal groups as one: a small program whose bound holds for the whole problem.

Groups of one fixed size that everybody likes equally well are one class. Which class somebody sits
in is decided there, with the cost of the best dealing inside each class; `deal` then deals.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from workshop.domain.assignment.problem import Group, Person, Problem


@dataclass(frozen=True, slots=True)
class Classes:
    """merged: the problem over classes, each named by its first group.  members: its groups.

    Pins are kept as pins to the class, together-pairs as they are; apart-pairs and former seats
    are left out, so every bound of the merged problem holds for the problem itself.  copies: per
    class and group the people pinned to that group.
    """

    merged: Problem
    members: dict[str, tuple[str, ...]]
    copies: dict[str, tuple[tuple[Person, ...], ...]]


def classes_of(problem: Problem) -> Classes:
    kinds = {person.choices for person in problem.persons}
    columns = [(_levels(kind), kind) for kind in sorted(kinds)]
    alike: dict[tuple[object, ...], list[Group]] = {}
    for group in problem.groups:
        liked = tuple(levels.get(group.id) for levels, _kind in columns)
        fixed = group.minimum == group.maximum
        alike.setdefault((liked, group.maximum, fixed or group.id), []).append(group)
    members = {groups[0].id: tuple(one.id for one in groups) for groups in alike.values()}
    name = {group: first for first, groups in members.items() for group in groups}
    merged = Problem(
        persons=tuple(_merged(person, name) for person in problem.persons),
        groups=tuple(
            Group(first.id, first.minimum * len(groups), first.maximum * len(groups))
            for groups in alike.values()
            for first in groups[:1]
        ),
        attributes=problem.attributes,
        together=problem.together,
    )
    pinned: dict[str, list[Person]] = defaultdict(list)
    for person in problem.persons:
        if person.pin:
            pinned[person.pin].append(person)
    copies = {one: tuple(tuple(pinned[g]) for g in groups) for one, groups in members.items()}
    return Classes(merged, members, copies)


def _levels(choices: Iterable[tuple[str, ...]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for level, groups in enumerate(choices):
        for group in groups:
            found.setdefault(group, level)
    return found


def _merged(person: Person, name: dict[str, str]) -> Person:
    return replace(
        person,
        choices=tuple(
            tuple(dict.fromkeys(name[group] for group in level)) for level in person.choices
        ),
        pin=name[person.pin] if person.pin else None,
        current=None,
    )
