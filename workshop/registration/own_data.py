"""Everything that is kept about somebody, for their own eyes: to read, and as a file."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import attributes
from workshop.domain.seniority import seniority_of
from workshop.domain.terms import PersonStatus, Purpose, Seniority
from workshop.i18n import plain
from workshop.links import is_stand_in
from workshop.models import (
    AgencyRole,
    AgencyRoleLink,
    Attribute,
    ConsentText,
    FocusGroup,
    Invitee,
    Person,
    Placement,
    PrivacyNotice,
    SeatOffer,
    Workshop,
)
from workshop.registration import (
    consents,
    invited,
    own_mails,
    reading,
    records,
    retention,
    seats,
)
from workshop.registration.consents import Given
from workshop.registration.details import PersonDetails
from workshop.registration.letters import Letters
from workshop.registration.own_answers import Sent
from workshop.registration.own_mails import Letter


@dataclass(frozen=True)
class Invited:
    """An invitation that somebody replied to. agency: in the reader's language.

    How to reach the invitee, and what the team noted, are told to the invitee alone and not to
    whoever comes in their place.
    """

    invitee: Invitee
    agency: str

    @property
    def whom(self) -> str:
        return invited.addressed(self.invitee) or self.agency

    @property
    def email(self) -> str:
        return "" if self.invitee.is_substitute else self.invitee.email

    @property
    def phone(self) -> str:
        return "" if self.invitee.is_substitute else self.invitee.phone

    @property
    def note(self) -> str:
        return "" if self.invitee.is_substitute else self.invitee.note


@dataclass(frozen=True)
class Kept:
    """What is kept about somebody, agencies in the reader's language where they are on the list.

    roles: those they named.  agency_roles: those of their agency, which hold where none is named.
    seniority: as it is read from the position.  traits: what an organiser's list said besides.
    tables: round by round.  erased_by: the day by which it is erased.
    """

    details: PersonDetails
    roles: Sequence[AgencyRole]
    agency_roles: Sequence[AgencyRole]
    seniority: Seniority
    traits: Sequence[tuple[Attribute, str]]
    status: PersonStatus
    registered_at: dt.datetime
    checked_in_at: dt.datetime | None
    seat: Mapping[str, str]
    tables: Sequence[int]
    consents: Sequence[Given]
    offers: Sequence[SeatOffer]
    letters: Sequence[Letter]
    invitations: Sequence[Invited]
    erased_by: dt.date

    def agrees(self, purpose: str) -> bool:
        return any(one.holds for one in self.consents if one.purpose == purpose)


def kept(
    session: Session, workshop: Workshop, person: Person, *, letters: Letters, now: dt.datetime
) -> Kept:
    """All of it, apart from answers: those are kept without a name."""
    known = reading.agency_words(session, person)
    details = replace(records.details_of(session, person), agency_name=known)
    confirmed = person.status is PersonStatus.CONFIRMED
    place = reading.place_of(session, person) if confirmed else None
    of_agency = sa.select(AgencyRoleLink.role_id).where(
        AgencyRoleLink.agency_id == person.agency_id
    )
    return Kept(
        details=details,
        roles=_roles(session, person, AgencyRole.code.in_(details.roles)),
        agency_roles=_roles(session, person, AgencyRole.id.in_(of_agency)),
        seniority=_seniority(session, person),
        traits=_traits(session, person),
        status=person.status,
        registered_at=person.registered_at,
        checked_in_at=person.checked_in_at,
        seat=_seat(place),
        tables=reading.tables_of(session, place[0]) if place else [],
        consents=consents.history(session, person),
        offers=_offers(session, person),
        letters=own_mails.letters_to(session, workshop, person, letters, now=now),
        invitations=_invitations(session, person),
        erased_by=retention.erased_by(session, workshop),
    )


def _roles(session: Session, person: Person, which: sa.ColumnElement[bool]) -> Sequence[AgencyRole]:
    return session.scalars(
        sa.select(AgencyRole)
        .where(AgencyRole.workshop_id == person.workshop_id, which)
        .order_by(AgencyRole.position, AgencyRole.id)
    ).all()


def _seniority(session: Session, person: Person) -> Seniority:
    """A stand-in has none stored, and must read as a person does."""
    if not is_stand_in(person):
        return person.seniority
    return seniority_of(person.position or "", seats.seniority_rules(session, person.workshop_id))


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


def _seat(place: tuple[Placement, FocusGroup] | None) -> dict[str, str]:
    if place is None:
        return {}
    placement, group = place
    told = {
        "letter": group.letter,
        "group": plain(group, "name"),
        "room": plain(group, "room"),
        "reason": plain(placement, "reason"),
    }
    return {name: text for name, text in told.items() if text}


def _invitations(session: Session, person: Person) -> list[Invited]:
    found = session.scalars(
        sa.select(Invitee).where(Invitee.person_id == person.id).order_by(Invitee.id)
    )
    return [Invited(one, reading.agency_words(session, one)) for one in found]


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
            "seniority": str(found.seniority),
            "roles_of_the_agency": [plain(r, "name") for r in found.agency_roles],
        },
        "seat": dict(found.seat),
        "tables_by_round": list(found.tables),
        "offers_of_a_seat": [
            {
                "made_at": _iso(one.made_at), "until": _iso(one.expires_at),
                "state": str(one.state), "settled_at": _iso(one.settled_at),
            }
            for one in found.offers
        ],
        "consents": [_consent(one, words.get((one.purpose, one.number))) for one in found.consents],
        "messages": own_mails.as_json(found.letters, _iso),
        "invitations": [_invitation(one) for one in found.invitations],
        "answers_sent_from_this_browser": [one.as_json() for one in answers],
        "erased_by": found.erased_by.isoformat(),
    }  # fmt: skip


def _consent(given: Given, text: Any) -> dict[str, Any]:
    return {
        "purpose": given.purpose, "version": given.number,
        "text": plain(text, "text") if text is not None else "",
        "given_at": _iso(given.given_at), "withdrawn_at": _iso(given.withdrawn_at),
    }  # fmt: skip


def _invitation(one: Invited) -> dict[str, Any]:
    invitee = one.invitee
    return {
        "invited": one.whom, "position": invitee.position, "agency": one.agency,
        "email": one.email, "phone": one.phone, "note_of_the_team": one.note,
        "as_substitute": invitee.is_substitute,
        "sent_at": _iso(invitee.sent_at), "replied_at": _iso(invitee.replied_at),
    }  # fmt: skip


def _iso(at: dt.datetime | None) -> str | None:
    return at.astimezone(dt.UTC).isoformat(timespec="seconds") if at else None
