"""Whose browser this is: participants' tokens in its signed cookie, and who sends a form."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app, g, session

from workshop import db, links
from workshop.domain.terms import PersonStatus, WorkshopState
from workshop.keys import Keys, link_is_genuine, person_mark
from workshop.models import Person, Workshop

PEOPLE = "people"
SENT = "sent"
VOTES = "votes"
"""What a browser keeps: whose it is, by workshop, what it sent (feedback/memory.py), and what its
votes are known by (agreement/memory.py)."""


def keys() -> Keys:
    found: Keys = current_app.extensions["workshop.keys"]
    return found


def sign_in_person(person: Person) -> None:
    """This browser now belongs to the participant, until sign-out or a revoked link.

    Somebody else of this workshop, whose it was before, leaves nothing behind in it.
    """
    session.permanent = True
    kept = dict(_tokens())
    former = kept.get(str(person.workshop_id))
    if former is not None and links.person_id(keys(), str(former)) != person.id:
        _forget()
    kept[str(person.workshop_id)] = links.token_of(keys(), person)
    session[PEOPLE] = kept


def sign_out_person(workshop_id: int) -> None:
    """Forgets the participant and everything this browser kept of them."""
    kept = dict(_tokens())
    kept.pop(str(workshop_id), None)
    session[PEOPLE] = kept
    _forget()


def _forget() -> None:
    for name in (SENT, VOTES):
        session.pop(name, None)


def signed_in_person(workshop: Workshop) -> Person | None:
    """The participant this browser belongs to."""
    token = _token(workshop.id)
    return links.person_behind(db.session(), keys(), token, workshop_id=workshop.id)


def former_person(workshop: Workshop) -> Person | None:
    """Whose browser this was until a newer link, or a substitute, took the place of theirs."""
    return links.person_before(db.session(), keys(), _token(workshop.id))


def takes_part(person: "Person | Sender") -> bool:
    """Whether this person has a seat."""
    return person.status is PersonStatus.CONFIRMED


def mark_of(person: "Person | Sender") -> str:
    """Under what a browser keeps somebody's drafts: the same after every sign-in, and no number.

    The number would tell whether somebody's details wait because their name is known.
    """
    return person_mark(keys().link_key(), person_id=person.id)


def workshop_with_person(slug: str) -> Workshop | None:
    """The workshop, with the person of a browser that belongs to one, so that asking who is free.

    The session refers to its objects weakly: `g` holds them.
    """
    row = db.session().execute(_WITH_PERSON, {"slug": slug, "person": _only_person()}).first()
    workshop, g.person = row or (None, None)
    return workshop


@dataclass(frozen=True)
class Sender:
    """Who sends a form, and to which workshop: what a short transaction needs to know of both."""

    workshop_id: int
    uid: str
    slug: str
    state: WorkshopState
    default_language: str
    id: int
    status: PersonStatus
    language: str
    link_version: int

    @classmethod
    def of(cls, workshop: Workshop, person: Person) -> "Sender":
        return cls(
            workshop.id, workshop.uid, workshop.slug, workshop.state, workshop.default_language,
            person.id, person.status, person.language, person.link_version,
        )  # fmt: skip

    @property
    def workshop(self) -> Workshop:
        """All of it, for a page that says why nothing was stored."""
        return db.session().get_one(Workshop, self.workshop_id)


def sender(slug: str) -> Sender | None:
    """Whose token of one workshop this browser holds, read narrowly: a hall sends within a second.

    None for everybody else; `signed_in_person` knows them all.
    """
    number = _only_person()
    row = db.session().connection().execute(_SENDER, {"slug": slug, "person": number}).first()
    found = Sender(*row) if row else None
    if found is None:
        return None
    genuine = link_is_genuine(
        keys().link_key(), _token(found.workshop_id),
        person_id=found.id, link_version=found.link_version,
    )  # fmt: skip
    return found if genuine else None


def _only_person() -> int:
    """Whom the only token of this browser claims to be of; 0 where there is none or several."""
    tokens = list(_tokens().values())
    return (links.person_id(keys(), str(tokens[0])) or 0) if len(tokens) == 1 else 0


def _token(workshop_id: int) -> str:
    return str(_tokens().get(str(workshop_id), ""))


def _tokens() -> dict[str, Any]:
    found: dict[str, Any] = session.get(PEOPLE, {})
    return found


_THEIRS = sa.and_(Person.workshop_id == Workshop.id, Person.id == sa.bindparam("person"))
_SLUG = Workshop.slug == sa.bindparam("slug")
_WITH_PERSON = sa.select(Workshop, Person).outerjoin(Person, _THEIRS).where(_SLUG)
_SENDER = (
    sa.select(
        Workshop.id, Workshop.uid, Workshop.slug, Workshop.state, Workshop.default_language,
        Person.id, Person.status, Person.language, Person.link_version,
    )
    .join(Person, _THEIRS)
    .where(_SLUG)
)  # fmt: skip
