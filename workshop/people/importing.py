"""Lists of people: read, previewed, then stored in one go."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import attributes, audit
from workshop.domain.intake.attributes import heading_of
from workshop.domain.intake.layout import Layout
from workshop.domain.intake.matching import Entry, Kind, Known
from workshop.domain.intake.preview import PEOPLE as SORT
from workshop.domain.intake.preview import Listed, Preview, preview, understand
from workshop.domain.intake.rows import Candidate
from workshop.domain.names import fold, tidy
from workshop.domain.terms import PersonSource, PersonStatus
from workshop.errors import ConflictError
from workshop.i18n import _l
from workshop.models import Agency, AgencyRole, Person, PersonRole, StagedImport, Workshop
from workshop.people import layouts
from workshop.people.lists import ListKind, seal
from workshop.people.service import By
from workshop.registration import seats

STALE = _l("The list of people has changed since this preview. Look at it again, then store it.")
FIELDS = (
    "prefix", "position", "ministry", "email", "phone", "dietary", "access_needs", "language",
)  # fmt: skip
"""Fields of a candidate that are columns of a person under the same name."""


def look(session: Session, workshop: Workshop, listed: Listed) -> Preview:
    """What storing these rows would do now."""
    free = seats.count(session, workshop.id).free
    return preview(listed, known(session, workshop), free=free)


def understood(session: Session, workshop: Workshop, layout: Layout, *, now: dt.datetime) -> Listed:
    """Every row as somebody."""
    directory, words = seats.directory(session, workshop.id), _role_words(session, workshop)
    today = now.astimezone(ZoneInfo(workshop.timezone)).date()
    return understand(layout, directory, words, today=today)


def apply(
    session: Session,
    workshop: Workshop,
    listed: Listed,
    *,
    filename: str,
    by: By,
    expected: str | None = None,
) -> Preview:
    """Store new and changed people, all of them or, on any error, nobody.

    What is stored is worked out anew under the workshop's lock. expected: the seal of the preview
    that somebody agreed to; ConflictError when the list of people has changed since.
    """
    free = seats.lock(session, workshop.id).free
    seen = preview(listed, known(session, workshop), free=free)
    if expected is not None and expected != seal(seen):
        raise ConflictError(STALE)
    entries = seen.classified.entries
    _add(session, workshop, [entry for entry in entries if entry.person_id is None], now=by.now)
    _change(session, workshop, [entry for entry in entries if entry.person_id is not None])
    counts = seen.counts
    audit.record(
        session, workshop_id=workshop.id, actor=by.actor, what="people.imported", now=by.now,
        subject=f"{tidy(filename)[:120]}: new {counts[Kind.NEW]}, changed {counts[Kind.CHANGED]}",
    )  # fmt: skip
    session.flush()
    return seen


def known(session: Session, workshop: Workshop) -> list[Known]:
    """Everybody of the workshop as rows are compared with them, in a few queries."""
    headings = {
        one.id: attributes.headings(one) for one in attributes.defined(session, workshop.id)
    }
    kept = attributes.by_person(session, workshop.id) if headings else {}
    codes: dict[int, list[str]] = defaultdict(list)
    for person_id, code in session.execute(
        sa.select(PersonRole.person_id, AgencyRole.code)
        .join(AgencyRole, AgencyRole.id == PersonRole.role_id)
        .where(PersonRole.workshop_id == workshop.id)
    ):
        codes[person_id].append(code)
    people = session.execute(
        sa.select(
            Person.id, Person.status, Person.first_name, Person.last_name, Person.agency_id,
            Person.agency_name, Agency.name_th, Agency.name_en,
            *(getattr(Person, name) for name in FIELDS),
        )
        .outerjoin(Agency, Agency.id == Person.agency_id)
        .where(Person.workshop_id == workshop.id)
        .order_by(Person.id)
    )  # fmt: skip
    return [
        Known(
            row=0,
            id=one.id,
            status=PersonStatus(one.status),
            first_name=one.first_name,
            last_name=one.last_name,
            agency=one.name_th or one.name_en or one.agency_name,
            agency_id=one.agency_id,
            roles=tuple(codes.get(one.id, ())),
            kept=tuple(
                (heading, value)
                for key, value in kept.get(one.id, {}).items()
                for heading in headings[key]
            ),
            **{name: getattr(one, name) for name in FIELDS},
        )
        for one in people
    ]


def _role_words(session: Session, workshop: Workshop) -> dict[str, str]:
    """What people may write for a role, folded, to its code."""
    roles = session.scalars(sa.select(AgencyRole).where(AgencyRole.workshop_id == workshop.id))
    return {
        fold(word): role.code
        for role in roles
        for word in (role.name_en, role.name_th, role.code)
        if word
    }


def _add(session: Session, workshop: Workshop, entries: list[Entry], *, now: dt.datetime) -> None:
    """Seats go to those who replied first. Whoever gets one keeps the day of the reply; who waits
    stands behind everybody who waits already."""
    people = [
        Person(
            first_name=entry.values.first_name,
            last_name=entry.values.last_name,
            agency_name=entry.values.agency,
            agency_id=entry.values.agency_id,
            source=PersonSource.IMPORT,
            **{name: getattr(entry.values, name) for name in FIELDS if name != "language"},
            language=entry.values.language or workshop.default_language,
        )
        for entry in entries
    ]
    seats.admit_all(session, workshop, people, now=now)
    zone = ZoneInfo(workshop.timezone)
    for person, entry in zip(people, entries, strict=True):
        if entry.values.replied and person.status is PersonStatus.CONFIRMED:
            day = dt.datetime.combine(entry.values.replied, dt.time(), zone)
            person.registered_at = min(day, now)
    pairs = zip(people, (entry.values for entry in entries), strict=True)
    told = [(person.id, values) for person, values in pairs]
    _set_roles(session, workshop, told)
    attributes.take_in(session, workshop, {key: one.kept for key, one in told if one.kept})


def _change(session: Session, workshop: Workshop, entries: list[Entry]) -> None:
    by_id = {entry.person_id: entry for entry in entries}
    changed: list[Person] = []
    ids = sorted(number for number in by_id if number is not None)
    for start in range(0, len(ids), 500):
        chunk = ids[start : start + 500]
        changed += session.scalars(
            sa.select(Person).where(Person.workshop_id == workshop.id, Person.id.in_(chunk))
        )
    ticked = []
    kept = {}
    for person in changed:
        entry = by_id[person.id]
        for name in set(entry.fields) & set(FIELDS):
            setattr(person, name, getattr(entry.values, name))
        if "agency" in entry.fields:
            person.agency_name, person.agency_id = entry.values.agency, entry.values.agency_id
        if "roles" in entry.fields:
            ticked.append((person.id, entry.values))
        if any(heading_of(name) for name in entry.fields):
            kept[person.id] = entry.values.kept
        person.version += 1
    seats.classify(session, workshop.id, changed)
    _set_roles(session, workshop, ticked)
    attributes.take_in(session, workshop, kept)


def _set_roles(
    session: Session, workshop: Workshop, ticked: Iterable[tuple[int, Candidate]]
) -> None:
    wanted = [(person_id, values.roles) for person_id, values in ticked if values.roles]
    if not wanted:
        return
    numbers = {
        code: number
        for number, code in session.execute(
            sa.select(AgencyRole.id, AgencyRole.code).where(AgencyRole.workshop_id == workshop.id)
        )
    }
    for start in range(0, len(wanted), 500):
        chunk = [person_id for person_id, _roles in wanted[start : start + 500]]
        session.execute(sa.delete(PersonRole).where(PersonRole.person_id.in_(chunk)))
    session.add_all(
        PersonRole(workshop_id=workshop.id, person_id=person_id, role_id=numbers[code])
        for person_id, codes in wanted
        for code in codes
        if code in numbers
    )


PEOPLE = ListKind(
    name=layouts.PEOPLE,
    table=StagedImport,
    sort=SORT,
    ask=_l("Choose “First name” or “Full name” for the column of names."),
    stale=STALE,
    understand=understood,
    look=look,
    apply=apply,
)
