"""Details sent again under a known name and address: kept, shown back, applied once confirmed.

Whoever sends them gets a page as after a first registration (`links.stand_in`), so nobody learns
whether a person takes part by registering them. They take no seat and see no group.
"""

import datetime as dt
import secrets
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import audit
from workshop.domain.terms import PersonStatus
from workshop.errors import NotFoundError
from workshop.i18n import _
from workshop.keys import fingerprint
from workshop.links import SINCE
from workshop.models import Person, ProposedChange, Workshop
from workshop.registration import consents, records, seats
from workshop.registration.details import COLUMNS, PersonDetails, full_name
from workshop.registration.letters import Letters, goes_out

TOKEN_BYTES = 24
HELD_HOURS = (1, 24)
"""A public figure counts one seat for so long, so that it moves as after a registration."""

LETTERS = "letters"
"""Under this name a proposed change keeps which mails its sender would have got."""

WAITS = (ProposedChange.applied_at.is_(None), ProposedChange.discarded_at.is_(None))


def propose(
    session: Session,
    workshop: Workshop,
    person: Person,
    details: PersonDetails,
    *,
    letters: Letters,
    now: dt.datetime,
) -> ProposedChange:
    """Keep the details and ask the known address; call under the workshop's lock.

    Does the same work as a first registration, in about the same time.
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    free = seats.lock(session, workshop.id).free
    hours = secrets.SystemRandom().uniform(*HELD_HOURS)
    made = ProposedChange(
        workshop_id=workshop.id,
        person_id=person.id,
        details=_kept(session, workshop.id, details),
        email=details.email,
        status=PersonStatus.CONFIRMED if free else PersonStatus.WAITLISTED,
        short_code=seats.new_code(session, workshop.id),
        token_hash=fingerprint(token),
        notice_number=records.notice_number(session, workshop.id),
        created_at=now,
        held_until=now + dt.timedelta(hours=hours),
    )
    as_if_told(session, made, "registered", now=now)
    session.add(made)
    session.flush()
    audit.record(
        session, workshop_id=workshop.id, actor=records.PARTICIPANT, what="person.proposed",
        subject=full_name(person), now=now,
    )  # fmt: skip
    letters.proposed(session, workshop, person, token, now=now)
    session.flush()
    return made


def revise(session: Session, person: Person, details: PersonDetails) -> None:
    """The stand-in's owner changes what they typed; it waits for a word again."""
    made = session.get_one(ProposedChange, -person.id)
    kept = _kept(session, made.workshop_id, details, version=person.version + 1)
    if PersonDetails.from_json(kept) == proposed_details(made):
        return
    own = (consents.GIVEN, LETTERS, SINCE)
    shown = {name: made.details[name] for name in own if name in made.details}
    made.details = {**kept, **shown}
    made.email = details.email
    made.applied_at = made.discarded_at = None
    session.flush()


def cancel(session: Session, person: Person, *, now: dt.datetime) -> None:
    """What the page of a stand-in says from now on."""
    made = session.get_one(ProposedChange, -person.id)
    if made.status is not PersonStatus.CANCELLED:
        made.status = PersonStatus.CANCELLED
        as_if_told(session, made, "cancelled", now=now)
    session.flush()


def as_if_told(
    session: Session, made: ProposedChange, letter: str, *,
    now: dt.datetime, until: dt.datetime | None = None,
) -> None:  # fmt: skip
    """Somebody of the list would get this mail now, unless their address is marked as not working;
    the list of mails on the page says so.

    until: when an offer ends.
    """
    if not goes_out(session, made.workshop_id, made.email, letter):
        return
    told = {
        "name": letter, "at": now.isoformat(), "status": str(made.status),
        "until": until.isoformat() if until else None,
    }  # fmt: skip
    made.details = {**made.details, LETTERS: [*made.details.get(LETTERS, ()), told]}


def restore(session: Session, person: Person, status: PersonStatus, *, now: dt.datetime) -> None:
    """A stand-in comes back after cancelling: from now on, as anybody would."""
    made = session.get_one(ProposedChange, -person.id)
    consents.keep(made)
    made.status = status
    made.details = {**made.details, SINCE: now.isoformat()}
    as_if_told(session, made, "registered", now=now)
    session.flush()


def find(session: Session, workshop_id: int, token: str) -> tuple[ProposedChange, Person]:
    """The change that waits for this token, and whose it is; NotFoundError for any other."""
    made = session.scalar(
        sa.select(ProposedChange).where(
            ProposedChange.workshop_id == workshop_id,
            ProposedChange.token_hash == fingerprint(token),
        )
    )
    if made is None:
        raise NotFoundError(_("No such page. The link may be cut; the code on your badge works."))
    return made, session.get_one(Person, made.person_id)


def waiting(session: Session, person: Person) -> list[ProposedChange]:
    """What was sent under somebody's name and neither counts nor was discarded, oldest first."""
    return list(
        session.scalars(
            sa.select(ProposedChange)
            .where(*WAITS, ProposedChange.person_id == person.id)
            .order_by(ProposedChange.created_at, ProposedChange.id)
        )
    )


def unconfirmable(session: Session, workshop_id: int, *, may_mail: bool) -> list[tuple[int, str]]:
    """Ids and names of those for whom something waits but whom no mail can ask, oldest first.

    Somebody is there once for each change that waits.
    """
    reachable = [Person.email == ""] if may_mail else []
    found = session.scalars(
        sa.select(Person)
        .join(ProposedChange, ProposedChange.person_id == Person.id)
        .where(ProposedChange.workshop_id == workshop_id, *WAITS, *reachable)
        .order_by(ProposedChange.created_at, ProposedChange.id)
    )
    return [(person.id, full_name(person)) for person in found]


def version(made: ProposedChange) -> int:
    """Counts how often whoever sent the details has revised them, from 1."""
    return int(made.details.get("version", 1))


def apply(
    session: Session,
    made: ProposedChange,
    person: Person,
    *,
    now: dt.datetime,
    actor: str = records.PARTICIPANT,
) -> None:
    """The known address or an organiser said yes: the details count. Twice changes nothing."""
    if made.applied_at is not None:
        return
    records.rewrite(session, person, proposed_details(made), now=now, actor=actor)
    records.consented(session, person, notice=made.notice_number, now=now)
    consents.take_over(session, person, made, now=now)
    made.applied_at = now
    made.discarded_at = None
    session.flush()


def discard(session: Session, made: ProposedChange, *, now: dt.datetime) -> None:
    """It waits no longer. Its sender sees no difference; the known address may still say yes."""
    made.discarded_at = now
    session.flush()


def proposed_details(made: ProposedChange) -> PersonDetails:
    return PersonDetails.from_json(made.details)


def _settled(
    session: Session, workshop_id: int, details: PersonDetails
) -> tuple[PersonDetails, int | None]:
    """With the list's name and ministry of an agency that is on it, and which; as for anybody."""
    person = Person(**{name: getattr(details, name) for name in COLUMNS})
    seats.classify(session, workshop_id, [person])
    settled = replace(details, agency_name=person.agency_name, ministry=person.ministry)
    return settled, person.agency_id


def _kept(
    session: Session, workshop_id: int, details: PersonDetails, *, version: int = 1
) -> dict[str, object]:
    settled, agency_id = _settled(session, workshop_id, details)
    return {**settled.as_json(), "agency_id": agency_id, "version": version}
