"""Checks people in and out; the same scan sent ten times is one."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import audit, presence
from workshop.arrival import room, seating
from workshop.arrival.intake import Refused, Typed
from workshop.arrival.naming import Named, name_people
from workshop.domain.arrivals import made_at
from workshop.domain.terms import ArrivalKind, PersonStatus
from workshop.i18n import _
from workshop.keys import Keys
from workshop.models import Arrival, Person, Workshop
from workshop.registration import seats
from workshop.registration.details import full_name


class Outcome(StrEnum):
    """What became of a scan.

    IN: this scan let the person in. ALREADY: an earlier one had. UNDONE: a check-in was taken
    back. NOT_CONFIRMED: known, without a seat, so nothing was stored. UNKNOWN: nobody has this
    code. REFUSED: the scan cannot be read.
    """

    IN = "in"
    ALREADY = "already"
    UNDONE = "undone"
    UNKNOWN = "unknown"
    NOT_CONFIRMED = "not_confirmed"
    REFUSED = "refused"


@dataclass(frozen=True)
class Device:
    """Who sent scans, and when the server got them; `sent_at` is the device's own clock then."""

    by: str
    name: str
    now: dt.datetime
    sent_at: dt.datetime | None = None


@dataclass(frozen=True)
class Result:
    """What became of a scan; at, by and device are those of the check-in that counts.

    invitee: whose invitation was shown, where nobody came of it yet.
    """

    id: str
    outcome: Outcome
    person_id: int | None = None
    at: dt.datetime | None = None
    by: str = ""
    device: str = ""
    sentence: str = ""
    invitee: int | None = None


def scan(
    session: Session,
    workshop: Workshop,
    scans: Sequence[Typed | Refused],
    *,
    keys: Keys,
    device: Device,
) -> list[Result]:
    """Store what devices scanned and say what became of each, in their order.

    What comes out is the same in whatever order and however often scans arrive: each is stored
    once under its own number, and the earliest check-in that was not taken back counts. Scans of
    one workshop are taken one batch after the other, under the lock of its seats. Who is let in
    without a place in the published plan gets one.
    """
    seats.hold(session, workshop.id)
    typed = {one.id: one for one in scans if isinstance(one, Typed)}
    stored = _stored(session, workshop, list(typed))
    fresh = [one for key, one in typed.items() if key not in stored]
    named = name_people(session, workshop, fresh, keys=keys)
    for one in fresh:
        person = named[one.id].person
        if person is not None and person.status is PersonStatus.CONFIRMED:
            stored[one.id] = _keep(session, workshop, one, person, device)
    read = {one.person.id: one.person for one in named.values() if one.person is not None}
    people = _people(session, {row.person_id for row in stored.values()}, read)
    counting = presence.settle(session, people)
    seating.seat_all(session, workshop, people)
    full = cache(lambda: room.read(session, workshop, now=device.now).sentence)
    return [
        _refused(one)
        if isinstance(one, Refused)
        else _told(stored[one.id], counting[stored[one.id].person_id])
        if one.id in stored
        else _not_stored(one, named[one.id], full)
        for one in scans
    ]


def _stored(session: Session, workshop: Workshop, ids: list[str]) -> dict[str, Arrival]:
    """Scans that were received before."""
    found: dict[str, Arrival] = {}
    for start in range(0, len(ids), presence.CHUNK):
        rows = session.scalars(
            sa.select(Arrival).where(
                Arrival.workshop_id == workshop.id,
                Arrival.scan_id.in_(ids[start : start + presence.CHUNK]),
            )
        )
        found.update((row.scan_id, row) for row in rows)
    return found


def _keep(
    session: Session, workshop: Workshop, one: Typed, person: Person, device: Device
) -> Arrival:
    at = device.now
    if one.told is not None:
        at = made_at(one.told, received_at=device.now, sent_at=device.sent_at)
    row = Arrival(
        workshop_id=workshop.id, scan_id=one.id, person_id=person.id, kind=one.kind, at=at,
        received_at=device.now, device=device.name, scanned_by=device.by,
    )  # fmt: skip
    session.add(row)
    if one.kind is ArrivalKind.UNDO:
        audit.record(
            session, workshop_id=workshop.id, actor=device.by, what="arrival.undone",
            subject=full_name(person), now=device.now,
        )  # fmt: skip
    return row


def _people(session: Session, ids: set[int], read: dict[int, Person]) -> list[Person]:
    """These people; those in `read` were read under the lock already."""
    found = [read[key] for key in ids if key in read]
    for some in presence.chunks(ids - read.keys()):
        found += session.scalars(sa.select(Person).where(Person.id.in_(some)))
    return found


def _told(row: Arrival, kept: list[Arrival]) -> Result:
    """A scan that is stored: what it came to, among the check-ins of the person that stand."""
    if row.kind is ArrivalKind.UNDO or row not in kept:
        outcome = Outcome.UNDONE
    else:
        outcome = Outcome.IN if row is kept[0] else Outcome.ALREADY
    shown = kept[0] if outcome is Outcome.ALREADY else row
    return Result(row.scan_id, outcome, row.person_id, shown.at, shown.scanned_by, shown.device)


def _not_stored(one: Typed, named: Named, full: Callable[[], str]) -> Result:
    person = named.person
    if person is None:
        return Result(one.id, Outcome.UNKNOWN, sentence=named.sentence, invitee=named.invitee)
    return Result(one.id, Outcome.NOT_CONFIRMED, person.id, sentence=why_not(person, full()))


def why_not(person: Person, room: str = "") -> str:
    """Why somebody on the list has no seat; room: why the desk can give none now, if it cannot."""
    if person.status is PersonStatus.WAITLISTED:
        why = str(_("On the waiting list, without a seat."))
    else:
        why = str(_("The registration is cancelled."))
    return f"{why} {room}".strip()


def _refused(one: Refused) -> Result:
    return Result(one.id, Outcome.REFUSED, sentence=one.sentence)
