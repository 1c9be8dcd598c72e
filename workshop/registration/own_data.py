"""Everything that is kept about somebody, for their own eyes: to read, and as a file."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import attributes
from workshop.domain.terms import PersonStatus, Purpose
from workshop.i18n import moment, plain
from workshop.links import is_stand_in
from workshop.models import (
    AgencyRole,
    Attribute,
    ConsentText,
    Invitee,
    Message,
    Person,
    PrivacyNotice,
    ProposedChange,
    SeatOffer,
    Workshop,
)
from workshop.registration import consents, proposals, reading, records, retention
from workshop.registration.consents import Given
from workshop.registration.details import PersonDetails
from workshop.registration.letters import Letters, spoken
from workshop.registration.own_answers import Sent


@dataclass(frozen=True)
class Letter:
    """A mail to somebody: what it was about and when it was written."""

    subject: str
    written_at: dt.datetime


@dataclass(frozen=True)
class Kept:
    """What is kept about somebody, agencies in the reader's language where they are on the list.

    traits: what an organiser's list said besides.  invitations: with the
    agency.  erased_by: the day by which it is erased.
    """

    details: PersonDetails
    roles: Sequence[AgencyRole]
    traits: Sequence[tuple[Attribute, str]]
    status: PersonStatus
    registered_at: dt.datetime
    checked_in_at: dt.datetime | None
    seat: Mapping[str, str]
    consents: Sequence[Given]
    offers: Sequence[SeatOffer]
    letters: Sequence[Letter]
    invitations: Sequence[tuple[Invitee, str]]
    erased_by: dt.date

    def agrees(self, purpose: str) -> bool:
        return any(one.holds for one in self.consents if one.purpose == purpose)


def kept(session: Session, workshop: Workshop, person: Person, *, letters: Letters) -> Kept:
    """All of it, apart from answers: those are kept without a name."""
    known = reading.agency_words(session, person)
    details = replace(records.details_of(session, person), agency_name=known)
    roles = session.scalars(
        sa.select(AgencyRole)
        .where(AgencyRole.workshop_id == person.workshop_id, AgencyRole.code.in_(details.roles))
        .order_by(AgencyRole.position, AgencyRole.id)
    ).all()
    return Kept(
        details=details,
        roles=roles,
        traits=_traits(session, person),
        status=person.status,
        registered_at=person.registered_at,
        checked_in_at=person.checked_in_at,
        seat=_seat(session, person),
        consents=consents.history(session, person),
        offers=_offers(session, person),
        letters=_letters(session, workshop, person, letters),
        invitations=_invitations(session, person),
        erased_by=retention.erased_by(session, workshop),
    )


def _traits(session: Session, person: Person) -> list[tuple[Attribute, str]]:
    known = attributes.of_person(session, person)
    rows = attributes.defined(session, person.workshop_id)
    return [(one, known[one.id]) for one in rows if one.id in known]


def _offers(session: Session, person: Person) -> list[SeatOffer]:
    whose = (
        SeatOffer.change_id == -person.id
        if is_stand_in(person)
        else SeatOffer.person_id == person.id
    )
    return list(session.scalars(sa.select(SeatOffer).where(whose).order_by(SeatOffer.id)))


def _seat(session: Session, person: Person) -> dict[str, str]:
    place = reading.place_of(session, person)
    if place is None or person.status is not PersonStatus.CONFIRMED:
        return {}
    placement, group = place
    told = {
        "group": plain(group, "name"),
        "room": plain(group, "room"),
        "table": ", ".join(map(str, reading.tables_of(session, placement))),
        "reason": plain(placement, "reason"),
    }
    return {name: text for name, text in told.items() if text}


def _letters(
    session: Session, workshop: Workshop, person: Person, letters: Letters
) -> list[Letter]:
    """Mails to this very person; others may share the address. Who only seems to be on the list
    sees what somebody of the list would: mails went to the known address, not to theirs.
    """
    if not is_stand_in(person):
        rows = session.execute(
            sa.select(Message.subject, Message.created_at)
            .where(Message.workshop_id == workshop.id, Message.person_id == person.id)
            .order_by(Message.id)
        )
        return [Letter(subject, written_at) for subject, written_at in rows]
    made = session.get_one(ProposedChange, -person.id)
    told = made.details.get(proposals.LETTERS, ())
    found = [_as_if_written(workshop, person, one, letters) for one in told]
    return [one for one in found if one is not None]


def _as_if_written(
    workshop: Workshop, person: Person, told: Mapping[str, Any], letters: Letters
) -> Letter | None:
    at = dt.datetime.fromisoformat(told["at"])
    values: dict[str, Any] = {}
    if told["until"]:
        with spoken(person.language):
            until = dt.datetime.fromisoformat(told["until"])
            values["until"] = moment(until, workshop.timezone)
    draft = letters.draft(workshop, person, told["name"], now=at, **values)
    return Letter(draft.subject, at) if draft is not None else None


def _invitations(session: Session, person: Person) -> list[tuple[Invitee, str]]:
    found = session.scalars(
        sa.select(Invitee).where(Invitee.person_id == person.id).order_by(Invitee.id)
    )
    return [(one, reading.agency_words(session, one)) for one in found]


def texts(session: Session, workshop_id: int) -> dict[tuple[str, int], Any]:
    """Every version of the words people agreed to, by purpose and number."""
    notices = session.scalars(
        sa.select(PrivacyNotice).where(PrivacyNotice.workshop_id == workshop_id)
    )
    others = session.scalars(sa.select(ConsentText).where(ConsentText.workshop_id == workshop_id))
    return {
        **{(str(Purpose.REGISTRATION), one.number): one for one in notices},
        **{(one.purpose, one.number): one for one in others},
    }


def as_json(
    found: Kept, workshop: Workshop, code: str, words: Mapping[tuple[str, int], Any],
    answers: Sequence[Sent],
) -> dict[str, Any]:  # fmt: skip
    """The same as a file: plain names, moments in UTC (ISO 8601).

    words: see texts.  answers: those of the browser that asks.
    """
    return {
        "workshop": {
            "title": plain(workshop, "title"), "date": workshop.date.isoformat(),
            "venue": plain(workshop, "venue"),
        },
        "details": {**found.details.as_json(), "roles": [plain(r, "name") for r in found.roles]},
        "attributes": [
            {"name": plain(one, "name"), "value": value} for one, value in found.traits
        ],
        "registration": {
            "status": str(found.status), "registered_at": _iso(found.registered_at),
            "code": code, "checked_in_at": _iso(found.checked_in_at),
        },
        "seat": dict(found.seat),
        "offers_of_a_seat": [
            {
                "made_at": _iso(one.made_at), "until": _iso(one.expires_at),
                "state": str(one.state), "settled_at": _iso(one.settled_at),
            }
            for one in found.offers
        ],
        "consents": [_consent(one, words.get((one.purpose, one.number))) for one in found.consents],
        "messages": [
            {"subject": one.subject, "written_at": _iso(one.written_at)} for one in found.letters
        ],
        "invitations": [_invitation(one, agency) for one, agency in found.invitations],
        "answers_sent_from_this_browser": [one.as_json() for one in answers],
        "erased_by": found.erased_by.isoformat(),
    }  # fmt: skip


def _consent(given: Given, text: Any) -> dict[str, Any]:
    return {
        "purpose": given.purpose, "version": given.number,
        "text": plain(text, "text") if text is not None else "",
        "given_at": _iso(given.given_at), "withdrawn_at": _iso(given.withdrawn_at),
    }  # fmt: skip


def _invitation(invitee: Invitee, agency: str) -> dict[str, Any]:
    named = (invitee.prefix, invitee.first_name, invitee.last_name)
    return {
        "invited": " ".join(filter(None, named)) or invitee.position or agency,
        "agency": agency, "email": invitee.email, "phone": invitee.phone,
        "note_of_the_team": invitee.note, "as_substitute": invitee.is_substitute,
        "sent_at": _iso(invitee.sent_at), "replied_at": _iso(invitee.replied_at),
    }  # fmt: skip


def _iso(at: dt.datetime | None) -> str | None:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds") if at else None
