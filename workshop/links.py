"""Personal links: what they look like, whom they belong to, and who is behind a session.

A person has one link; raising `link_version` makes every earlier one useless. Somebody whose
details wait to be confirmed has a link of the same look, which leads to what they typed.
Somebody invited has a link of their own before they have registered; it signs nobody in.
"""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.keys import (
    Keys,
    invitation_token,
    link_is_genuine,
    link_person_id,
    link_token,
    same_token,
)
from workshop.models import Invitee, Person, ProposedChange
from workshop.settings import Settings

FIRST_VERSION = 1


def token_of(keys: Keys, person: Person) -> str:
    """The secret part of a personal link."""
    return link_token(keys.link_key(), person_id=person.id, link_version=person.link_version)


def page_link(settings: Settings, keys: Keys, person: Person) -> str:
    """The personal link as the person's own page shows it, whatever the address is set to."""
    return f"{settings.address}/me/{token_of(keys, person)}"


def personal_link(settings: Settings, keys: Keys, person: Person) -> str | None:
    """The link for mails and documents; None as long as nobody said what the address is."""
    return page_link(settings, keys, person) if settings.may_mail_links else None


def person_id(keys: Keys, token: str) -> int | None:
    """Whose link this claims to be, a proposed change's with a minus; None when it is no token."""
    return link_person_id(keys.link_key(), token)


def person_behind(
    session: Session, keys: Keys, token: str, *, workshop_id: int | None = None
) -> Person | None:
    """Whose token this is; None when it is cut, forged, revoked or of another workshop."""
    number = person_id(keys, token)
    if number is None:
        return None
    person = _stand_in_of(session, -number) if number < 0 else session.get(Person, number)
    if person is None or workshop_id not in (None, person.workshop_id):
        return None
    genuine = link_is_genuine(
        keys.link_key(), token, person_id=person.id, link_version=person.link_version
    )
    return person if genuine else None


def person_before(session: Session, keys: Keys, token: str) -> Person | None:
    """Whose link this was before a newer one replaced it; None for today's and for any other."""
    number = person_id(keys, token)
    person = session.get(Person, number) if number and number > 0 else None
    if person is None:
        return None
    key, versions = keys.link_key(), range(person.link_version - 1, 0, -1)
    was_theirs = any(
        link_is_genuine(key, token, person_id=person.id, link_version=one) for one in versions
    )
    return person if was_theirs else None


def invitation_token_of(keys: Keys, invitee: Invitee, *, version: int | None = None) -> str:
    """The secret part of an invitation's link; version: an earlier one than today's."""
    return invitation_token(
        keys.link_key(), invitee_id=invitee.id, code=invitee.short_code,
        link_version=version or invitee.link_version,
    )  # fmt: skip


def invitation_page_link(settings: Settings, keys: Keys, invitee: Invitee) -> str:
    """An invitation's link as organisers' pages show it, whatever the address is set to."""
    return f"{settings.address}/i/{invitation_token_of(keys, invitee)}"


def invitation_link(settings: Settings, keys: Keys, invitee: Invitee) -> str | None:
    """The same for mails and letters; None as long as nobody said what the address is."""
    return invitation_page_link(settings, keys, invitee) if settings.may_mail_links else None


def invitee_behind(session: Session, keys: Keys, token: str) -> tuple[Invitee, bool] | None:
    """Whose invitation this is, and whether the link is today's or was replaced by a newer one.

    None when it is cut or forged.
    """
    number = link_person_id(keys.link_key(), token)
    invitee = session.get(Invitee, number) if number and number > 0 else None
    if invitee is None:
        return None
    for version in range(invitee.link_version, 0, -1):
        if same_token(invitation_token_of(keys, invitee, version=version), token):
            return invitee, version == invitee.link_version
    return None


def is_stand_in(person: Person) -> bool:
    """Whether this is not a person of the list but details that wait to be confirmed."""
    return person.id < 0


def stand_in(change: ProposedChange) -> Person:
    """Somebody as they described themselves, for showing; belongs to no list and no session.

    Its id is the negative of the change's, so that nothing that is kept of people fits it.
    """
    return Person(
        **{name: value for name, value in change.details.items() if name in TYPED},
        id=-change.id, workshop_id=change.workshop_id, email=change.email, status=change.status,
        short_code=change.short_code, link_version=FIRST_VERSION,
        registered_at=joined_at(change), checked_in_at=None,
        version=change.details.get("version", 1), agency_id=change.details.get("agency_id"),
    )  # fmt: skip


def joined_at(change: ProposedChange) -> dt.datetime:
    """When whoever sent this took their place: at first, or when they last came back.

    Kept beside what they typed, as nothing of the change itself begins anew when they do.
    """
    since = change.details.get(SINCE)
    return dt.datetime.fromisoformat(since) if since else change.created_at


SINCE = "since"
"""Under this name a proposed change keeps when its sender came back."""

TYPED = (
    "prefix", "first_name", "last_name", "position", "agency_name", "ministry", "phone", "dietary",
    "access_needs", "language",
)  # fmt: skip
"""Columns of a person that hold what was typed, without the e-mail address."""


def _stand_in_of(session: Session, change_id: int) -> Person | None:
    change = session.get(ProposedChange, change_id)
    return stand_in(change) if change and change.details else None  # {}: it was erased


def by_code(session: Session, *, workshop_id: int, code: str) -> Person | None:
    """Who has this short code in this workshop; `code` as stored, six capitals and digits."""
    person = session.scalar(
        sa.select(Person).where(Person.workshop_id == workshop_id, Person.short_code == code)
    )
    if person is not None:
        return person
    change = session.scalar(
        sa.select(ProposedChange).where(
            ProposedChange.workshop_id == workshop_id, ProposedChange.short_code == code
        )
    )
    return stand_in(change) if change and change.details else None
