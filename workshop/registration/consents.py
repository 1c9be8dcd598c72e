"""What people agree to, purpose by purpose: in which words, since when, and until when.

Agreeing to register is asked with the privacy notice; photographs have words of their own. Every
version of the words is kept, and each consent says which one was read.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import audit
from workshop.domain.terms import Purpose
from workshop.links import is_stand_in
from workshop.models import Consent, ConsentText, Person, PrivacyNotice, ProposedChange
from workshop.registration.details import full_name

PARTICIPANT = "participant"
GIVEN = "consents"
"""Under this name a proposed change keeps what its sender agreed to, besides the notice."""

PHOTOGRAPHS = {
    "text_th": "ยินยอมให้ผู้จัดถ่ายภาพและวิดีโอที่เห็นข้าพเจ้าในการประชุมนี้ และใช้ในรายงานและเผยแพร่ผลการประชุม",
    "text_en": (
        "I agree that photographs and videos of this workshop may show me, and may be used in its "
        "report and to tell the public about it."
    ),
}
"""What is asked until an organiser writes something else; becomes version 1 once somebody reads it
and agrees."""


@dataclass(frozen=True)
class Words:
    """The words of one purpose as they are asked now; `number` 0: not stored yet."""

    number: int
    text_th: str
    text_en: str


@dataclass(frozen=True)
class Given:
    """A consent: version `number` of the words for `purpose`, until it was withdrawn."""

    purpose: str
    number: int
    given_at: dt.datetime
    withdrawn_at: dt.datetime | None = None

    @property
    def holds(self) -> bool:
        return self.withdrawn_at is None


def words(session: Session, workshop_id: int, purpose: Purpose = Purpose.PHOTOGRAPHS) -> Words:
    """The newest version."""
    newest = session.scalar(
        sa.select(ConsentText)
        .where(ConsentText.workshop_id == workshop_id, ConsentText.purpose == purpose)
        .order_by(ConsentText.number.desc())
        .limit(1)
    )
    if newest is None:
        return Words(0, **PHOTOGRAPHS)
    return Words(newest.number, newest.text_th, newest.text_en)


def write_words(
    session: Session, workshop_id: int, text_th: str, text_en: str,
    *, purpose: Purpose = Purpose.PHOTOGRAPHS, now: dt.datetime,
) -> int:  # fmt: skip
    """Other words are a new version, whose number is given; call under the workshop's lock."""
    last = words(session, workshop_id, purpose)
    if last.number and (last.text_th, last.text_en) == (text_th, text_en):
        return last.number
    session.add(
        ConsentText(
            workshop_id=workshop_id, purpose=purpose, number=last.number + 1, text_th=text_th,
            text_en=text_en, created_at=now,
        )
    )  # fmt: skip
    session.flush()
    return last.number + 1


def _number(session: Session, workshop_id: int, purpose: Purpose, *, now: dt.datetime) -> int:
    """The version that was read; the usual words are stored when somebody first agrees to them."""
    if purpose is Purpose.REGISTRATION:
        newest = sa.select(sa.func.max(PrivacyNotice.number)).where(
            PrivacyNotice.workshop_id == workshop_id
        )
        return session.scalar(newest) or 0
    asked = words(session, workshop_id, purpose)
    if asked.number:
        return asked.number
    return write_words(session, workshop_id, asked.text_th, asked.text_en, purpose=purpose, now=now)


def history(session: Session, person: Person) -> list[Given]:
    """Everything somebody agreed to, oldest first, withdrawn or not."""
    if is_stand_in(person):
        return _kept(session.get_one(ProposedChange, -person.id))
    rows = session.scalars(
        sa.select(Consent)
        .where(Consent.person_id == person.id)
        .order_by(Consent.given_at, Consent.id)
    )
    return [Given(row.purpose, row.notice_number, row.given_at, row.withdrawn_at) for row in rows]


def holds(session: Session, person: Person, purpose: Purpose) -> bool:
    """Whether somebody agrees to this now."""
    return any(one.holds for one in history(session, person) if one.purpose == purpose)


def decide(
    session: Session, person: Person, purpose: Purpose, *, agrees: bool, now: dt.datetime
) -> bool:
    """Somebody agrees, or takes it back; gives whether that changed anything."""
    if holds(session, person, purpose) is agrees:
        return False
    number = _number(session, person.workshop_id, purpose, now=now) if agrees else 0
    if is_stand_in(person):
        _decide_for_show(session, person, purpose, number, agrees=agrees, now=now)
        return True
    if agrees:
        _store(session, person, purpose, number, now=now)
    else:
        session.execute(
            sa.update(Consent)
            .where(
                Consent.person_id == person.id,
                Consent.purpose == purpose,
                Consent.withdrawn_at.is_(None),
            )
            .values(withdrawn_at=now)
        )
    session.flush()
    return True


def give(session: Session, person: Person, purpose: Purpose, *, now: dt.datetime) -> None:
    """Somebody new on the list agrees."""
    number = _number(session, person.workshop_id, purpose, now=now)
    _store(session, person, purpose, number, now=now)


def _store(
    session: Session, person: Person, purpose: Purpose, number: int, *, now: dt.datetime
) -> None:
    session.add(
        Consent(
            workshop_id=person.workshop_id, person_id=person.id, purpose=purpose,
            notice_number=number, given_at=now,
        )
    )  # fmt: skip


def record(session: Session, person: Person, purpose: Purpose, *, now: dt.datetime) -> None:
    """Somebody changed their mind: into the history. What was said first is part of registering."""
    if is_stand_in(person):
        return
    what = "consent.given" if holds(session, person, purpose) else "consent.withdrawn"
    audit.record(
        session, workshop_id=person.workshop_id, actor=PARTICIPANT, what=what,
        subject=f"{full_name(person)} · {purpose}", now=now,
    )  # fmt: skip


def agreed(session: Session, workshop_id: int, purpose: Purpose) -> frozenset[int]:
    """Ids of all people of a workshop who agree to this now; for lists, badges and exports."""
    return frozenset(
        session.scalars(
            sa.select(Consent.person_id).where(
                Consent.workshop_id == workshop_id,
                Consent.purpose == purpose,
                Consent.withdrawn_at.is_(None),
            )
        )
    )


def photographs(session: Session, workshop_id: int) -> dict[int, bool]:
    """By id, whether somebody agrees to photographs; who was never asked is not in it."""
    asked = session.scalars(
        sa.select(Consent.person_id).where(Consent.workshop_id == workshop_id).distinct()
    )
    yes = agreed(session, workshop_id, Purpose.PHOTOGRAPHS)
    return {person_id: person_id in yes for person_id in asked}


def of_change(made: ProposedChange) -> Sequence[Given]:
    """What the sender of details that wait agreed to, besides the notice."""
    return [
        Given(
            one["purpose"], int(one["number"]), dt.datetime.fromisoformat(one["given_at"]),
            dt.datetime.fromisoformat(one["withdrawn_at"]) if one["withdrawn_at"] else None,
        )
        for one in made.details.get(GIVEN, ())
    ]  # fmt: skip


def take_over(session: Session, person: Person, made: ProposedChange, *, now: dt.datetime) -> None:
    """The details count now, and so does what was said to photographs with them."""
    newest = [one for one in of_change(made) if one.purpose == Purpose.PHOTOGRAPHS]
    agrees = bool(newest) and newest[-1].holds
    decide(session, person, Purpose.PHOTOGRAPHS, agrees=agrees, now=now)


def as_json(given: Sequence[Given]) -> list[dict[str, Any]]:
    return [
        {
            "purpose": str(one.purpose), "number": one.number,
            "given_at": one.given_at.isoformat(),
            "withdrawn_at": one.withdrawn_at.isoformat() if one.withdrawn_at else None,
        }
        for one in given
    ]  # fmt: skip


def _kept(made: ProposedChange) -> list[Given]:
    others = of_change(made)
    told = any(one.purpose == Purpose.REGISTRATION for one in others)
    first = [] if told else [Given(Purpose.REGISTRATION, made.notice_number, made.created_at)]
    return [*first, *others]


def keep(made: ProposedChange) -> None:
    """What was agreed to keeps its time, whatever happens to the rest."""
    made.details = {**made.details, GIVEN: as_json(_kept(made))}


def _decide_for_show(
    session: Session, person: Person, purpose: Purpose, number: int,
    *, agrees: bool, now: dt.datetime,
) -> None:  # fmt: skip
    """What waits to be confirmed says the same as a person's own record would."""
    made = session.get_one(ProposedChange, -person.id)
    given = _kept(made)
    if agrees:
        given = [*given, Given(purpose, number, now)]
    else:
        given = [
            Given(one.purpose, one.number, one.given_at, now)
            if one.purpose == purpose and one.holds
            else one
            for one in given
        ]
    made.details = {**made.details, GIVEN: as_json(given)}
    session.flush()
