"""Who agreed to what, and what an organiser decides for the record of processing."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import audit
from workshop.domain.terms import PersonStatus, Purpose
from workshop.errors import ConflictError
from workshop.i18n import _
from workshop.models import Consent, Person, PrivacyRegister, Workshop
from workshop.registration import consents, own_data, retention, seats
from workshop.registration.details import full_name

DECIDED = (
    "controller_th", "controller_en", "officer_th", "officer_en", "recipients_th", "recipients_en",
    "refusals", "retention_days",
)  # fmt: skip
PHOTOS = ("photos_th", "photos_en")
MOST_LISTED = 50


@dataclass(frozen=True)
class By:
    """Who changes something, and when."""

    actor: str
    now: dt.datetime


@dataclass(frozen=True)
class Version:
    """One version of the words for a purpose: how many agree and have not cancelled, and how many
    took it back.

    text: the notice or consent text, None for people who agreed when none was written.
    """

    purpose: Purpose
    number: int
    text: Any
    agreed: int
    withdrawn: int


@dataclass(frozen=True)
class Withdrawn:
    """Somebody who took a consent back."""

    person_id: int
    name: str
    purpose: str
    at: dt.datetime
    is_erased: bool


@dataclass(frozen=True)
class Consents:
    """Counts by purpose and version; `without` counts people who have not cancelled by purpose."""

    versions: Sequence[Version]
    without: Mapping[str, int]
    people: int
    withdrawals: Sequence[Withdrawn]


def register_of(session: Session, workshop: Workshop) -> PrivacyRegister:
    """What was decided; the usual values where nothing was, not stored yet."""
    found = session.get(PrivacyRegister, workshop.id)
    return found or PrivacyRegister(
        workshop_id=workshop.id, controller_th="", controller_en="", officer_th="", officer_en="",
        recipients_th="", recipients_en="", refusals="", retention_days=retention.USUAL_DAYS,
        erased_at=None, version=0,
    )  # fmt: skip


def decided(session: Session, workshop: Workshop) -> dict[str, Any]:
    """As the form shows it."""
    row = register_of(session, workshop)
    photos = consents.words(session, workshop.id)
    return {
        **{name: getattr(row, name) for name in DECIDED},
        "photos_th": photos.text_th, "photos_en": photos.text_en, "version": row.version,
    }  # fmt: skip


def decide(
    session: Session, workshop: Workshop, new: Mapping[str, Any], *, version: int | None, by: By
) -> None:
    """Store it; other words for photographs become a new version.

    ConflictError when somebody stored a change after `version`.
    """
    seats.lock(session, workshop.id)
    row = session.get(PrivacyRegister, workshop.id, populate_existing=True)
    if version != (row.version if row else 0):
        raise ConflictError(
            _("Somebody stored a change in the meantime. Compare, then save again to replace it.")
        )
    if row is None:
        row = register_of(session, workshop)
        session.add(row)
    for name in DECIDED:
        setattr(row, name, new[name])
    row.version += 1
    consents.write_words(session, workshop.id, new["photos_th"], new["photos_en"], now=by.now)
    audit.record(
        session, workshop_id=workshop.id, actor=by.actor, what="privacy.changed", now=by.now
    )
    session.flush()


def overview(session: Session, workshop: Workshop) -> Consents:
    """Five queries, however many people there are."""
    counted = session.execute(
        sa.select(
            Consent.purpose,
            Consent.notice_number,
            sa.func.count().filter(
                Consent.withdrawn_at.is_(None), Person.status != PersonStatus.CANCELLED
            ),
            sa.func.count().filter(Consent.withdrawn_at.is_not(None)),
        )
        .join(Person, Person.id == Consent.person_id)
        .where(Consent.workshop_id == workshop.id)
        .group_by(Consent.purpose, Consent.notice_number)
    )
    numbers = {(row[0], row[1]): (row[2], row[3]) for row in counted}
    texts = own_data.texts(session, workshop.id)
    versions = [
        Version(Purpose(purpose), number, texts.get((purpose, number)),
                *numbers.get((purpose, number), (0, 0)))
        for purpose, number in sorted({*numbers, *texts}, key=lambda key: (key[0], -key[1]))
    ]  # fmt: skip
    versions.sort(key=lambda one: list(Purpose).index(one.purpose))
    here = set(
        session.scalars(
            sa.select(Person.id).where(
                Person.workshop_id == workshop.id, Person.status != PersonStatus.CANCELLED
            )
        )
    )
    without = {str(one): len(here - consents.agreed(session, workshop.id, one)) for one in Purpose}
    return Consents(versions, without, len(here), _withdrawals(session, workshop))


def _withdrawals(session: Session, workshop: Workshop) -> list[Withdrawn]:
    """The newest, of people who have not agreed again since."""
    again = sa.orm.aliased(Consent)
    rows = session.execute(
        sa.select(Person, Consent.purpose, Consent.withdrawn_at)
        .join(Consent, Consent.person_id == Person.id)
        .where(
            Consent.workshop_id == workshop.id,
            Consent.withdrawn_at.is_not(None),
            ~sa.exists().where(
                again.person_id == Consent.person_id,
                again.purpose == Consent.purpose,
                again.id > Consent.id,
            ),
        )
        .order_by(Consent.withdrawn_at.desc(), Consent.id.desc())
        .limit(MOST_LISTED)
    )
    return [
        Withdrawn(
            person.id,
            full_name(person),
            purpose,
            withdrawn_at or person.registered_at,
            is_erased=person.is_erased,
        )
        for person, purpose, withdrawn_at in rows
    ]
