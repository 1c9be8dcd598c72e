"""Who is in: the only place where `Person.checked_in_at` is written, and it follows from scans.

Whoever calls holds the workshop's seats (`seats.lock`), so that two devices which send scans of one
person at once are heard one after the other.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.arrivals import standing
from workshop.domain.terms import ArrivalKind, PersonStatus
from workshop.i18n import _l
from workshop.models import Arrival, Person, Substitution

REPLACED = _l("Your seat was taken over by a substitute. Ask at the door desk.")
CHUNK = 500
"""Values in one IN list; SQLite takes some thousands."""


def check_in(
    session: Session, person: Person, *, at: dt.datetime, by: str, device: str = "",
    received_at: dt.datetime | None = None,
) -> None:  # fmt: skip
    """Somebody is there, and counts as in with a seat; received_at: None means at once."""
    check_in_all(session, [(person, at)], by=by, device=device, received_at=received_at)


def check_in_all(
    session: Session, arrived: Iterable[tuple[Person, dt.datetime]], *, by: str, device: str = "",
    received_at: dt.datetime | None = None,
) -> None:  # fmt: skip
    """The same for many people, each with the moment of the scan."""
    arrived = list(arrived)
    session.add_all(
        Arrival(
            workshop_id=person.workshop_id, scan_id=str(uuid.uuid4()), person_id=person.id,
            kind=ArrivalKind.IN, at=at, received_at=received_at or at, device=device, scanned_by=by,
        )
        for person, at in arrived
    )  # fmt: skip
    settle(session, [person for person, _at in arrived])


def leave(session: Session, person: Person, *, by: str, now: dt.datetime) -> None:
    """Takes a check-in back, for somebody who gives the seat back; nothing without a check-in.

    Also that of somebody without a seat, who stood at a desk that had no network.
    """
    person.checked_in_at = None
    if not stood_here(session, person):
        return
    session.add(
        Arrival(
            workshop_id=person.workshop_id, scan_id=str(uuid.uuid4()), person_id=person.id,
            kind=ArrivalKind.UNDO, at=now, received_at=now, scanned_by=by,
        )
    )  # fmt: skip


def stood_here(session: Session, person: Person) -> bool:
    """Whether a check-in of this person stands, with a seat or without."""
    return bool(standing(scans_of(session, [person.id]).get(person.id, ())))


def settle(session: Session, people: Collection[Person]) -> dict[int, list[Arrival]]:
    """Sets when these people came in, from all scans of them that are stored by now.

    Somebody without a seat is not in, whatever was scanned. Gives the check-ins that stand, the
    first one first, by person.
    """
    session.flush()
    found = scans_of(session, [person.id for person in people])
    kept = {person.id: standing(found.get(person.id, ())) for person in people}
    for person in people:
        seated = person.status is PersonStatus.CONFIRMED
        person.checked_in_at = kept[person.id][0].at if kept[person.id] and seated else None
    session.flush()
    return kept


def scans_of(session: Session, people: Collection[int]) -> dict[int, list[Arrival]]:
    """All scans of these people, by person."""
    found: dict[int, list[Arrival]] = defaultdict(list)
    for ids in chunks(people):
        for row in session.scalars(sa.select(Arrival).where(Arrival.person_id.in_(ids))):
            found[row.person_id].append(row)
    return found


def chunks(values: Collection[int]) -> Iterator[list[int]]:
    ordered = list(values)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def is_replaced(session: Session, person: Person) -> bool:
    """Whether somebody came in this person's place and took the seat over at the door."""
    if person.status is not PersonStatus.CANCELLED:
        return False
    came = (
        sa.select(Substitution.person_id)
        .join(Person, Person.id == Substitution.person_id)
        .where(Substitution.absent_id == person.id, Person.status != PersonStatus.WAITLISTED)
    )
    return session.scalar(came.limit(1)) is not None
