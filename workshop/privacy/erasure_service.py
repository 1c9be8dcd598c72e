"""Erasing personal details: rows are blanked and stay, so that counts, plans and answers stay true.

No row of a person is ever deleted: SQLite would give its number to the next person, and answers
are filed under a hash of that number.
"""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import attributes, audit
from workshop.assignment import rules_erasure
from workshop.domain.terms import MessageState, PersonStatus, WorkshopState
from workshop.errors import ConflictError, NotFoundError
from workshop.i18n import _
from workshop.models import (
    AddressFlag,
    AuditEntry,
    Invitee,
    Message,
    Person,
    PrivacyRegister,
    ProposedChange,
    QueueTurn,
    Response,
    SeatOffer,
    StagedImport,
    StagedInvitees,
    Submission,
    Workshop,
)
from workshop.models.people import ERASED_KEY
from workshop.privacy import service
from workshop.privacy.service import By
from workshop.registration import seats
from workshop.registration.details import full_name

NOBODY = "—"
NOWHERE = "erased@workshop.invalid"
CHUNK = 500
ABOUT_PEOPLE = (
    "person.", "people.", "offer.", "consent.", "plan.", "arrival.", "invitation.", "invitations.",
    "message.", "mailing.", "address.", "rules.",
)  # fmt: skip
"""Kinds of entries of the history that name people; who did what when stays."""


def left(session: Session, workshop: Workshop) -> int:
    """How many people's details are still kept."""
    found = session.scalar(
        sa.select(sa.func.count()).where(
            Person.workshop_id == workshop.id, ~Person.name_key.startswith(ERASED_KEY)
        )
    )
    return found or 0


def erase_all(session: Session, workshop: Workshop, *, by: By) -> list[int]:
    """Blank everybody's details, once the workshop is closed for good.

    Gives the numbers of mails whose files have to go after the commit.
    """
    seats.lock(session, workshop.id)
    session.refresh(workshop)
    if workshop.state is not WorkshopState.CLOSED:
        raise ConflictError(
            _("Close the workshop for good first. Until then its people are needed.")
        )
    here = sa.select(Person.id).where(
        Person.workshop_id == workshop.id, ~Person.name_key.startswith(ERASED_KEY)
    )
    people = session.scalars(here).all()
    mails = list(session.scalars(sa.select(Message.id).where(Message.workshop_id == workshop.id)))
    _erase(session, workshop.id, people, mails)
    _erase_lists(session, workshop.id)
    row = session.get(PrivacyRegister, workshop.id)
    if row is None:
        row = service.register_of(session, workshop)
        session.add(row)
    row.erased_at = by.now
    _forget_names(session, workshop.id)
    _record(session, workshop.id, f"{len(people)}", by)
    return mails


def erase_one(session: Session, workshop: Workshop, person_id: int, *, by: By) -> list[int]:
    """Blank one person's details, for instance because they ask for it; they have cancelled."""
    seats.lock(session, workshop.id)
    person = session.scalar(
        sa.select(Person).where(Person.workshop_id == workshop.id, Person.id == person_id)
    )
    if person is None:
        raise NotFoundError(_("Nobody with this number is on the list. Search for the name."))
    if person.status is not PersonStatus.CANCELLED and workshop.state is not WorkshopState.CLOSED:
        raise ConflictError(_("Cancel the registration first, so that nobody is expected."))
    mails = list(session.scalars(sa.select(Message.id).where(Message.person_id == person.id)))
    session.execute(
        sa.update(AuditEntry)
        .where(
            AuditEntry.workshop_id == workshop.id,
            AuditEntry.subject.contains(full_name(person), autoescape=True),
        )
        .values(subject="")
    )
    _erase(session, workshop.id, [person.id], mails)
    _record(session, workshop.id, "1", by)
    return mails


def _record(session: Session, workshop_id: int, subject: str, by: By) -> None:
    audit.record(
        session, workshop_id=workshop_id, actor=by.actor, what="privacy.erased", subject=subject,
        now=by.now,
    )  # fmt: skip
    session.flush()


def _erase(session: Session, workshop_id: int, people: Sequence[int], mails: Sequence[int]) -> None:
    rules_erasure.forget(session, workshop_id, people)
    attributes.forget(session, people)
    codes = seats.new_codes(session, workshop_id, len(people))
    for person_id, code in zip(people, codes, strict=True):
        _blank_person(session, person_id, code)
    for ids in _chunks(people):
        changes = sa.select(ProposedChange.id).where(ProposedChange.person_id.in_(ids))
        session.execute(
            sa.delete(Submission).where(
                sa.or_(Submission.person_id.in_(ids), Submission.change_id.in_(changes))
            )
        )
        made = session.scalars(changes).all()
        fresh = seats.new_codes(session, workshop_id, len(made))
        for change_id, code in zip(made, fresh, strict=True):
            _blank_change(session, change_id, code)
        for table, blank in _BLANKS:
            session.execute(sa.update(table).where(table.person_id.in_(ids)).values(**blank))
        invited = session.scalars(sa.select(Invitee.id).where(Invitee.person_id.in_(ids))).all()
        for invitee_id in invited:
            _blank_invitee(session, invitee_id)
    for ids in _chunks(mails):
        session.execute(sa.update(Message).where(Message.id.in_(ids)).values(**_MAIL))
        waits = (MessageState.WAITING, MessageState.FAILED)
        session.execute(
            sa.update(Message)
            .where(Message.id.in_(ids), Message.state.in_(waits))
            .values(state=MessageState.WITHDRAWN)
        )


def _blank_person(session: Session, person_id: int, code: str) -> None:
    """A new code and link version: no badge and no link leads here any more."""
    session.execute(
        sa.update(Person)
        .where(Person.id == person_id)
        .values(
            prefix="", first_name=NOBODY, last_name=NOBODY, name_key=f"{ERASED_KEY}{person_id}",
            position="", email="", phone="", dietary="", access_needs="",
            short_code=code,
            link_version=Person.link_version + 1, version=Person.version + 1,
        )
    )  # fmt: skip


def _blank_change(session: Session, change_id: int, code: str) -> None:
    """Without details nobody is behind its link, see links.person_behind."""
    session.execute(
        sa.update(ProposedChange)
        .where(ProposedChange.id == change_id)
        .values(
            details={}, email="", status=PersonStatus.CANCELLED, short_code=code,
            token_hash=secrets.token_bytes(32),
            discarded_at=sa.func.coalesce(ProposedChange.discarded_at, ProposedChange.created_at),
        )
    )  # fmt: skip


def _blank_invitee(session: Session, invitee_id: int) -> None:
    session.execute(
        sa.update(Invitee)
        .where(Invitee.id == invitee_id)
        .values(
            prefix="", first_name="", last_name="", name_key="", position=NOBODY, email="",
            phone="", note="", decline_reason="", not_them=[],
            short_code=secrets.token_hex(4).upper(),
            link_version=Invitee.link_version + 1, version=Invitee.version + 1,
        )
    )  # fmt: skip


_MAIL: dict[str, Any] = {
    "recipient": NOWHERE, "subject": "", "body": "", "calendar": None, "reply_to": "",
    "qr_link": "", "details": {}, "error": "",
}  # fmt: skip
_BLANKS: tuple[tuple[Any, dict[str, Any]], ...] = (
    (SeatOffer, {"reason": ""}),
    (QueueTurn, {"reason": NOBODY}),
    (Response, {"person_id": None}),
)


def _erase_lists(session: Session, workshop_id: int) -> None:
    """Everybody who was invited, uploaded lists, and addresses that did not work."""
    for invitee_id in session.scalars(
        sa.select(Invitee.id).where(Invitee.workshop_id == workshop_id)
    ).all():
        _blank_invitee(session, invitee_id)
    for table in (StagedImport, StagedInvitees):
        session.execute(
            sa.update(table).where(table.workshop_id == workshop_id)
            .values(content=b"", filename=NOBODY)
        )  # fmt: skip
    session.execute(sa.delete(AddressFlag).where(AddressFlag.workshop_id == workshop_id))


def _forget_names(session: Session, workshop_id: int) -> None:
    """The history keeps who did what and when, without the names of those it was done to."""
    about = sa.or_(*(AuditEntry.what.startswith(kind, autoescape=True) for kind in ABOUT_PEOPLE))
    session.execute(
        sa.update(AuditEntry).where(AuditEntry.workshop_id == workshop_id, about).values(subject="")
    )


def _chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
