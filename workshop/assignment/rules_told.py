"""Why there is no split, for a page: in the reader's language, with where each cure is made."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.assignment.problem import Change, ChangeKind, Conflict, Cure
from workshop.i18n import _, language
from workshop.models import FocusGroup, Person, Workshop

PAIRS = (ChangeKind.TOGETHER, ChangeKind.APART)
MOST_PLACES = 6


@dataclass(frozen=True)
class Place:
    """Where something is changed. kind: group, board, person or rules; number: of its row."""

    kind: str
    number: int
    words: str


@dataclass(frozen=True)
class Way:
    """One cure and the places where it is made."""

    sentence: str
    places: list[Place]


@dataclass(frozen=True)
class NoSplit:
    """ways: what would make a split possible, the smallest change first."""

    causes: list[str]
    ways: list[Way]


def no_split(session: Session, workshop: Workshop, conflicts: Iterable[Conflict]) -> NoSplit:
    found = list(conflicts)
    thai = language() == "th"
    cures = dict.fromkeys(cure for conflict in found for cure in conflict.cures)
    groups = session.scalars(sa.select(FocusGroup).where(FocusGroup.workshop_id == workshop.id))
    by_code = {group.code: group for group in groups}
    wanted = {
        int(key) for cure in cures for change in cure.changes for key in change.persons
        if key.isdecimal()
    }  # fmt: skip
    people = {
        one.id: one
        for one in session.scalars(
            sa.select(Person).where(Person.workshop_id == workshop.id, Person.id.in_(wanted))
        )
    }
    return NoSplit(
        causes=[one.th if thai else one.en for one in found],
        ways=[
            Way(_sentence(cure.th if thai else cure.en), _places(cure, by_code, people))
            for cure in cures
        ],
    )


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _places(cure: Cure, groups: dict[str, FocusGroup], people: dict[int, Person]) -> list[Place]:
    found: dict[tuple[str, int], Place] = {}
    for change in cure.changes:
        for place in _of(change, groups, people):
            found.setdefault((place.kind, place.number), place)
    return list(found.values())[:MOST_PLACES]


def _of(change: Change, groups: dict[str, FocusGroup], people: dict[int, Person]) -> list[Place]:
    if change.kind in PAIRS:
        return [Place("rules", 0, _("Rules of the split"))]
    if change.kind in (ChangeKind.SEATS, ChangeKind.MINIMUM):
        named = [groups[code] for code in change.groups if code in groups]
        return [
            Place("group", one.id, _("Seats of group %(letter)s", letter=one.letter))
            for one in named
        ]
    kind = "board" if change.kind is ChangeKind.PIN else "person"
    known = [people[int(key)] for key in change.persons if key.isdecimal() and int(key) in people]
    return [Place(kind, one.id, f"{one.first_name} {one.last_name}") for one in known]
