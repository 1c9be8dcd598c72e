"""What invitations say about people who registered: who was asked, and who came for whom.

Somebody invited who registers without their link is recognised by the same name and the same
agency or e-mail address. Anything less is a question for the organiser (`workshop/invitations`).
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import audit
from workshop.domain.agencies import core_key
from workshop.domain.names import name_key
from workshop.domain.terms import InvitationState, PersonStatus
from workshop.models import Invitee, Person, Substitution
from workshop.registration.details import Described, full_name

RECOGNISED = "recognised"
MOST_AT_ONCE = 500

_STATES = {
    PersonStatus.CONFIRMED: InvitationState.COMING,
    PersonStatus.WAITLISTED: InvitationState.WAITING,
    PersonStatus.CANCELLED: InvitationState.CANCELLED,
}


class OfAgency(Protocol):
    """Anybody of an agency, chosen from the list or typed."""

    @property
    def agency_id(self) -> int | None: ...
    @property
    def agency_name(self) -> str: ...


def state_of(invitee: Invitee, status: PersonStatus | None) -> InvitationState:
    """What has come of an invitation; status: that of the person it led to, if any."""
    return came_of(
        status,
        withdrawn=invitee.withdrawn_at is not None,
        declined=invitee.declined_at is not None,
        sent=invitee.sent_at is not None,
    )


def came_of(
    status: PersonStatus | None, *, withdrawn: bool, declined: bool, sent: bool
) -> InvitationState:
    """The same, from what happened to it."""
    if withdrawn:
        return InvitationState.WITHDRAWN
    if status is not None:
        return _STATES[status]
    if declined:
        return InvitationState.DECLINED
    return InvitationState.SILENT if sent else InvitationState.NOT_SENT


def addressed(invitee: Invitee) -> str:
    """Whom the invitation names: the person, else the office, else the agency."""
    if invitee.first_name:
        return full_name(invitee)
    return invitee.position or invitee.agency_name


def same_agency(one: OfAgency, other: OfAgency) -> bool:
    """The same one of the list, or, where one of them is not on it, the same name."""
    if one.agency_id is not None and other.agency_id is not None:
        return one.agency_id == other.agency_id
    return bool(one.agency_name) and core_key(one.agency_name) == core_key(other.agency_name)


def is_other_name(invitee: Invitee, named: Described) -> bool:
    """Whether this is somebody else than the person invited by name."""
    typed = name_key(named.first_name, named.last_name)
    return bool(invitee.name_key) and invitee.name_key != typed


def is_surely(invitee: Invitee, person: Person) -> bool:
    """Whether somebody who registered is the one invited: the name, and agency or e-mail."""
    if not invitee.name_key or invitee.name_key != name_key(person.first_name, person.last_name):
        return False
    same_email = bool(invitee.email) and invitee.email == person.email
    return same_email or same_agency(invitee, person)


def answered(invitee: Invitee, person: Person, *, substitute: bool, now: dt.datetime) -> None:
    """Note who comes on this invitation."""
    invitee.person_id, invitee.replied_at = person.id, now
    invitee.is_substitute = substitute
    invitee.declined_at, invitee.decline_reason = None, ""
    invitee.version += 1


def record(
    session: Session, invitee: Invitee, what: str, *, actor: str, now: dt.datetime, more: str = ""
) -> None:
    """Into the trail: the deed, whom the invitation names, and what else there is to say."""
    subject = " · ".join(filter(None, (addressed(invitee), more)))
    audit.record(
        session, workshop_id=invitee.workshop_id, actor=actor, what=what, subject=subject, now=now
    )


def recognise(
    session: Session, workshop_id: int, people: Sequence[Person], *, now: dt.datetime
) -> list[Invitee]:
    """Somebody who has just registered replied to the invitations that are surely theirs."""
    by_name: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        by_name[person.name_key].append(person)
    waiting = _unanswered(session, workshop_id, list(by_name))
    return _pair(session, waiting, by_name, now=now)


def recognise_among(
    session: Session, workshop_id: int, invitees: Sequence[Invitee], *, now: dt.datetime
) -> list[Invitee]:
    """Somebody who has just been put on the list of invitees may have registered before."""
    asked = [one for one in invitees if one.name_key and one.person_id is None]
    by_name: dict[str, list[Person]] = defaultdict(list)
    for keys in _parts(sorted({one.name_key for one in asked})):
        for person in session.scalars(
            sa.select(Person)
            .where(Person.workshop_id == workshop_id, Person.name_key.in_(keys))
            .order_by(Person.id)
        ):
            by_name[person.name_key].append(person)
    return _pair(session, asked, by_name, now=now)


@dataclass(frozen=True)
class Absent:
    """Somebody in whose place another comes: invited, or registered before."""

    name: str
    agency: str


def came_for(session: Session, person_ids: Sequence[int]) -> dict[int, list[Absent]]:
    """For each of these people who comes in somebody's place: those they stand in for."""
    found: dict[int, list[Absent]] = defaultdict(list)
    for ids in _parts(list(person_ids)):
        for invitee in session.scalars(
            sa.select(Invitee)
            .where(Invitee.person_id.in_(ids), Invitee.is_substitute)
            .order_by(Invitee.id)
        ):
            absent = Absent(addressed(invitee), invitee.agency_name)
            found[invitee.person_id or 0].append(absent)
        for person_id, person in session.execute(
            sa.select(Substitution.person_id, Person)
            .join(Person, Person.id == Substitution.absent_id)
            .where(Substitution.person_id.in_(ids))
        ):
            absent = Absent(full_name(person), person.agency_name)
            if absent.name not in {one.name for one in found[person_id]}:
                found[person_id].append(absent)
    return found


def by_code(session: Session, workshop_id: int, code: str) -> Invitee | None:
    """Whose invitation has this short code; `code` as stored, six capitals and digits."""
    if not code:
        return None
    return session.scalar(
        sa.select(Invitee).where(Invitee.workshop_id == workshop_id, Invitee.short_code == code)
    )


def _unanswered(session: Session, workshop_id: int, keys: list[str]) -> list[Invitee]:
    found: list[Invitee] = []
    for part in _parts(keys):
        found += session.scalars(
            sa.select(Invitee)
            .where(
                Invitee.workshop_id == workshop_id,
                Invitee.name_key.in_(part),
                Invitee.person_id.is_(None),
                Invitee.withdrawn_at.is_(None),
            )
            .order_by(Invitee.id)
        )
    return found


def came_instead(session: Session, person_ids: Sequence[int]) -> dict[int, list[str]]:
    """For each of these people whose seat was handed over at the door: the names of who came."""
    found: dict[int, list[str]] = defaultdict(list)
    for ids in _parts(list(person_ids)):
        for absent_id, person in session.execute(
            sa.select(Substitution.absent_id, Person)
            .join(Person, Person.id == Substitution.person_id)
            .where(
                Substitution.absent_id.in_(ids),
                Person.status != PersonStatus.WAITLISTED,  # came, and could not take the seat over
            )
            .order_by(Substitution.at)
        ):
            found[absent_id].append(full_name(person))
    return found


def _pair(
    session: Session,
    invitees: Iterable[Invitee],
    by_name: dict[str, list[Person]],
    *,
    now: dt.datetime,
) -> list[Invitee]:
    recognised = []
    for invitee in invitees:
        fitting = [
            person
            for person in by_name.get(invitee.name_key, [])
            if is_surely(invitee, person) and str(person.id) not in (invitee.not_them or ())
        ]
        fitting.sort(key=lambda person: person.status is PersonStatus.CANCELLED)
        if not fitting or invitee.withdrawn_at is not None:
            continue
        answered(invitee, fitting[0], substitute=False, now=now)
        record(
            session, invitee, "invitation.replied", actor=RECOGNISED, now=now,
            more=full_name(fitting[0]),
        )  # fmt: skip
        recognised.append(invitee)
    session.flush()
    return recognised


def _parts(keys: list[str] | list[int]) -> Iterable[list[str] | list[int]]:
    """So many at once as a query may name."""
    for start in range(0, len(keys), MOST_AT_ONCE):
        yield keys[start : start + MOST_AT_ONCE]
