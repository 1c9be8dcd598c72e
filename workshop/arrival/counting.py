"""Live figures of the door: how many are in, who is still missing, what needs a second look."""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import presence
from workshop.arrival import kept, reading
from workshop.arrival.reading import Known
from workshop.domain.arrivals import is_doubled, standing
from workshop.domain.group_letters import place_of
from workshop.domain.names import in_thai_order
from workshop.domain.terms import ArrivalKind, PersonStatus
from workshop.models import Agency, Arrival, FocusGroup, Person, Placement, Plan, Workshop

MOST_LATEST = 4
MOST_MISSING = 60
"""People of one group whose names stand on the page; beyond them the search is quicker."""


@dataclass(frozen=True)
class GroupCount:
    """People of a group, None for those without one, and how many of them are in."""

    group: FocusGroup | None
    arrived: int
    expected: int

    @property
    def missing(self) -> int:
        return self.expected - self.arrived


@dataclass(frozen=True)
class Counts:
    """People with a seat and how many are in; conflicts: scanned by two devices, counted once."""

    arrived: int
    expected: int
    groups: list[GroupCount]
    conflicts: int

    def as_json(self) -> dict[str, Any]:
        """With `etag`, which changes exactly when a figure does."""
        said: dict[str, Any] = {
            "in": self.arrived,
            "expected": self.expected,
            "groups": [
                {
                    "letter": one.group.letter, "name_th": one.group.name_th,
                    "name_en": one.group.name_en, "in": one.arrived, "expected": one.expected,
                }
                for one in self.groups
                if one.group is not None
            ],
            "conflicts": self.conflicts,
        }  # fmt: skip
        return {**said, "etag": digest(said)}


@dataclass(frozen=True)
class Conflict:
    """Somebody whom two devices let in without knowing of each other; the first scan counts."""

    known: Known
    scans: list[Any]


@dataclass(frozen=True)
class Missing:
    """Who of a group has not come; `more` people are not named."""

    group: FocusGroup | None
    people: list[Known]
    more: int


def digest(content: Any) -> str:
    """The same for the same content."""
    said = json.dumps(content, sort_keys=True, default=str).encode()
    return hashlib.blake2b(said, digest_size=12).hexdigest()


def count(session: Session, workshop: Workshop, *, doubled: int | None = None) -> Counts:
    """A fixed number of queries, however many people; `doubled`: conflicts, if known already."""
    rows = _by_group(session, workshop)
    known = sa.select(FocusGroup).where(FocusGroup.workshop_id == workshop.id)
    by_id = {group.id: group for group in session.scalars(known)}
    groups = [GroupCount(by_id.get(key or 0), arrived, expected) for key, arrived, expected in rows]
    groups.sort(key=lambda one: place_of(one.group.letter if one.group else ""))
    return Counts(
        arrived=sum(one.arrived for one in groups),
        expected=sum(one.expected for one in groups),
        groups=groups,
        conflicts=(len(_doubled(session, workshop)) if doubled is None else doubled)
        + kept.count(session, workshop),
    )


def _by_group(session: Session, workshop: Workshop) -> list[tuple[int | None, int, int]]:
    """Group, how many of it are in, how many have a seat; None for those without a group.

    Counted from the plan's side: among 10,000 people that takes a third of the time of an outer
    join, and those without a group are what is left over.
    """
    seated = (Person.workshop_id == workshop.id, Person.status == PersonStatus.CONFIRMED)
    rows: list[tuple[int | None, int, int]] = [
        (row[0], row[1], row[2])
        for row in session.execute(
            sa.select(Placement.group_id, sa.func.count(Person.checked_in_at), sa.func.count())
            .join(Person, reading.placed(workshop))
            .where(*seated)
            .group_by(Placement.group_id)
        )
    ]
    counted = sa.select(sa.func.count()).select_from(Person).where(*seated)
    without = session.scalars(counted).one() - sum(row[2] for row in rows)
    if without:
        arrived = session.scalars(counted.where(Person.checked_in_at.is_not(None))).one()
        rows.append((None, arrived - sum(row[1] for row in rows), without))
    return rows


def conflicts(session: Session, workshop: Workshop) -> list[Conflict]:
    """Everybody who was let in by two devices that did not know of each other."""
    doubled = _doubled(session, workshop)
    return [
        Conflict(known, doubled[known.person.id])
        for known in reading.people(session, workshop, list(doubled))
    ]


def _doubled(session: Session, workshop: Workshop) -> dict[int, list[Any]]:
    """The check-ins that stand, by person, for those with such a conflict."""
    several = (
        sa.select(Arrival.person_id)
        .join(Person, Person.id == Arrival.person_id)
        .where(
            Arrival.workshop_id == workshop.id,
            Arrival.kind == ArrivalKind.IN,
            Person.checked_in_at.is_not(None),
        )
        .group_by(Arrival.person_id)
        .having(sa.func.count() > 1)
        .order_by(Arrival.person_id)
    )
    scans = presence.scans_of(session, list(session.scalars(several)))
    stand = {key: standing(rows) for key, rows in scans.items()}
    return {key: rows for key, rows in stand.items() if is_doubled(rows)}


def latest(session: Session, workshop: Workshop) -> list[Known]:
    """Who came in last, the last one first."""
    ids = session.scalars(
        sa.select(Person.id)
        .where(Person.workshop_id == workshop.id, Person.checked_in_at.is_not(None))
        .order_by(Person.checked_in_at.desc(), Person.id.desc())
        .limit(MOST_LATEST)
    )
    return reading.people(session, workshop, list(ids))


def missing(session: Session, workshop: Workshop, counts: Counts) -> list[Missing]:
    """By group, in the order of a Thai dictionary."""
    found = []
    for one in counts.groups:
        if not one.missing:
            continue
        group = FocusGroup.id == one.group.id if one.group else FocusGroup.id.is_(None)
        ids = session.scalars(
            sa.select(Person.id)
            .outerjoin(Placement, reading.placed(workshop))
            .outerjoin(FocusGroup, FocusGroup.id == Placement.group_id)
            .where(
                Person.workshop_id == workshop.id,
                Person.status == PersonStatus.CONFIRMED,
                Person.checked_in_at.is_(None),
                group,
            )
            .order_by(Person.name_key)
            .limit(MOST_MISSING)
        )
        people = reading.people(session, workshop, list(ids))
        ordered = in_thai_order(people, lambda k: f"{k.person.first_name} {k.person.last_name}")
        found.append(Missing(one.group, ordered, one.missing - len(ordered)))
    return found


def version(session: Session, workshop: Workshop) -> tuple[Any, ...]:
    """What changes whenever the list that devices keep does: people, agencies, groups, arrivals."""
    parts: list[dt.datetime | int | None] = []
    for wanted in (
        sa.select(
            sa.func.count(), sa.func.max(Person.id), sa.func.sum(Person.version),
            sa.func.sum(Person.link_version), sa.func.sum(Person.agency_id),
            sa.func.count(Person.checked_in_at),
        ).where(Person.workshop_id == workshop.id),
        sa.select(sa.func.count(), sa.func.max(Arrival.id)).where(
            Arrival.workshop_id == workshop.id
        ),
        sa.select(sa.func.count(), sa.func.sum(Agency.version)).where(
            Agency.workshop_id == workshop.id
        ),
        sa.select(sa.func.count(), sa.func.sum(FocusGroup.version)).where(
            FocusGroup.workshop_id == workshop.id
        ),
        sa.select(sa.func.count(), sa.func.max(Plan.id), sa.func.sum(Plan.version)).where(
            Plan.workshop_id == workshop.id
        ),
    ):  # fmt: skip
        parts += session.execute(wanted).one()
    return (*parts, workshop.version)
