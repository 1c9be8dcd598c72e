"""Keeps a workshop's people ready to be searched, as long as nothing about them changes.

The list of 10,000 people is read once, by the timed work around the day or when the door's page is
opened, and kept in memory; each search asks the database for a handful of sums that move with it.
After a change only those people are read and spelled again whose version or agency is another.
(Measured in tests/bench/arrival.py.)
"""

import threading
import weakref
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.arrival.reading import entry_of
from workshop.domain.finding import Entry, Found, find
from workshop.domain.terms import PersonStatus
from workshop.models import Agency, Person, Workshop
from workshop.presence import chunks

MOST_WORKSHOPS = 8

_COLUMNS = (
    Person.id, Person.first_name, Person.last_name, Person.prefix, Person.short_code, Person.phone,
    Person.agency_name, Person.agency_id, Person.name_key, Person.version, Person.status,
)  # fmt: skip
Stamp = tuple[int, int | None, bool]
"""A person's version, agency, and whether they cancelled."""


@dataclass(frozen=True, slots=True)
class _Person:
    """place: what the list is ordered by, whoever cancelled last."""

    stamp: Stamp
    place: tuple[bool, str, int]
    entry: Entry


@dataclass
class _Kept:
    """What is known of one workshop; `entries` in the order they are offered."""

    version: Any = None
    agencies: dict[int, str] = field(default_factory=dict)
    people: dict[int, _Person] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)


_kept: weakref.WeakKeyDictionary[Any, dict[int, _Kept]] = weakref.WeakKeyDictionary()
_building = threading.Lock()


def search(session: Session, workshop: Workshop, query: str) -> Found:
    """The people whom the query fits, see domain.finding; always by the list as it is now."""
    return find(_entries(session, workshop.id), query)


def keep_ready(session: Session, workshop_id: int) -> None:
    """Reads what changed, so that the next search need not."""
    _entries(session, workshop_id)


def _entries(session: Session, workshop_id: int) -> list[Entry]:
    version = _version(session, workshop_id)
    with _building:
        workshops = _kept.setdefault(session.get_bind(), {})
        kept = workshops.pop(workshop_id, None) or _Kept()
        workshops[workshop_id] = kept  # last in line to be forgotten
        while len(workshops) > MOST_WORKSHOPS:
            del workshops[next(iter(workshops))]
        if kept.version != version:
            _build(session, workshop_id, kept)
            kept.version = version
        return kept.entries


def _version(session: Session, workshop_id: int) -> tuple[Any, ...]:
    """Sums over the list and its agencies that a change of either moves."""
    people = session.execute(
        sa.select(
            sa.func.count(), sa.func.max(Person.id), sa.func.sum(Person.version),
            sa.func.sum(Person.agency_id),
        ).where(Person.workshop_id == workshop_id)
    ).one()  # fmt: skip
    agencies = session.execute(
        sa.select(sa.func.count(), sa.func.max(Agency.id), sa.func.sum(Agency.version)).where(
            Agency.workshop_id == workshop_id
        )
    ).one()
    return (*people, *agencies)


def _build(session: Session, workshop_id: int, kept: _Kept) -> None:
    agencies = {
        row.id: row
        for row in session.execute(
            sa.select(Agency.id, Agency.name_th, Agency.name_en, Agency.abbreviations).where(
                Agency.workshop_id == workshop_id
            )
        )
    }
    said = {key: repr(row) for key, row in agencies.items()}
    same = {key for key, text in said.items() if kept.agencies.get(key) == text}
    people, changed = _unchanged(session, workshop_id, kept, same)
    for row in _rows(session, workshop_id, changed):
        gone = row.status is PersonStatus.CANCELLED
        place = (gone, row.name_key, row.id)
        entry = entry_of(row, agencies.get(row.agency_id))
        people[row.id] = _Person((row.version, row.agency_id, gone), place, entry)
    kept.agencies, kept.people = said, people
    kept.entries = [one.entry for one in sorted(people.values(), key=lambda one: one.place)]


def _unchanged(
    session: Session, workshop_id: int, kept: _Kept, same: set[int]
) -> tuple[dict[int, _Person], Collection[int] | None]:
    """Who need not be read again, and who has to; None for everybody."""
    if not kept.people:
        return {}, None
    stamps = _stamps(session, workshop_id)
    people = {
        key: known
        for key, known in kept.people.items()
        if stamps.get(key) == known.stamp and (known.stamp[1] is None or known.stamp[1] in same)
    }
    return people, stamps.keys() - people.keys() if people else None


def _stamps(session: Session, workshop_id: int) -> dict[int, Stamp]:
    rows = session.execute(
        sa.select(
            Person.id, Person.version, Person.agency_id, Person.status == PersonStatus.CANCELLED
        ).where(Person.workshop_id == workshop_id)
    )
    return {key: (version, agency, bool(gone)) for key, version, agency, gone in rows}


def _rows(session: Session, workshop_id: int, changed: Collection[int] | None) -> Iterator[Any]:
    wanted = sa.select(*_COLUMNS).where(Person.workshop_id == workshop_id)
    if changed is None:
        yield from session.execute(wanted)
        return
    for ids in chunks(changed):
        yield from session.execute(wanted.where(Person.id.in_(ids)))
