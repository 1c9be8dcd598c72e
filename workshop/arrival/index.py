"""Keeps a workshop's people ready to be searched, as long as nothing about them changes.

The list of 10,000 people is read once and kept in memory; each search asks the database for a
handful of sums that change with it. A change costs one reading of the names, and only what really
differs is spelled again. (Measured in tests/bench/arrival.py.)
"""

import threading
import weakref
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.arrival.reading import entry_of
from workshop.domain.finding import Entry, Found, find
from workshop.domain.terms import PersonStatus
from workshop.models import Agency, Person, Workshop

MOST_WORKSHOPS = 8

_COLUMNS = (
    Person.id, Person.first_name, Person.last_name, Person.prefix, Person.short_code,
    Person.phone, Person.agency_name, Person.agency_id,
)  # fmt: skip


@dataclass
class _Kept:
    """rows: what an entry was made of, by person; entries in the order they are offered."""

    version: Any = None
    rows: dict[int, tuple[Any, Entry]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)


_kept: weakref.WeakKeyDictionary[Any, dict[int, _Kept]] = weakref.WeakKeyDictionary()
_building = threading.Lock()


def search(session: Session, workshop: Workshop, query: str) -> Found:
    """The people whom the query fits, see domain.finding; always by the list as it is now."""
    return find(_entries(session, workshop.id), query)


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
    known = {key: repr(row) for key, row in agencies.items()}
    cancelled = Person.status == PersonStatus.CANCELLED
    rows: dict[int, tuple[Any, Entry]] = {}
    for row in session.execute(
        sa.select(*_COLUMNS)
        .where(Person.workshop_id == workshop_id)
        .order_by(cancelled, Person.name_key, Person.id)
    ):
        made_of = (tuple(row), known.get(row.agency_id))
        before = kept.rows.get(row.id)
        if before is not None and before[0] == made_of:
            rows[row.id] = before
        else:
            rows[row.id] = (made_of, entry_of(row, agencies.get(row.agency_id)))
    kept.rows = rows
    kept.entries = [entry for _made_of, entry in rows.values()]
