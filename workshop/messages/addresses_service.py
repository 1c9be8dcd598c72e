"""Addresses that mail does not reach: learned at hand-over, from a report, or told by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import mail
from workshop.domain.bounces import MOST_BYTES, Report, read_report
from workshop.domain.terms import FlagSource, MessageState
from workshop.errors import NotFoundError, WorkshopError
from workshop.i18n import _
from workshop.messages import claims
from workshop.models import AddressFlag, Invitee, Message, Person, Workshop
from workshop.planning.editing import By


@dataclass(frozen=True)
class Listed:
    """A marked address and who has it; invitees: those who are not among the people."""

    flag: AddressFlag
    people: Sequence[Person]
    invitees: Sequence[Invitee]


def listing(session: Session, workshop: Workshop) -> list[Listed]:
    """Newest first, in three queries."""
    flags = session.scalars(
        sa.select(AddressFlag)
        .where(AddressFlag.workshop_id == workshop.id)
        .order_by(AddressFlag.flagged_at.desc(), AddressFlag.id.desc())
    ).all()
    bad = sa.select(AddressFlag.address).where(AddressFlag.workshop_id == workshop.id)
    people: dict[str, list[Person]] = {}
    for person in session.scalars(
        sa.select(Person)
        .where(Person.workshop_id == workshop.id, Person.email.in_(bad))
        .order_by(Person.id)
    ):
        people.setdefault(person.email, []).append(person)
    invitees: dict[str, list[Invitee]] = {}
    for invitee in session.scalars(
        sa.select(Invitee)
        .where(Invitee.workshop_id == workshop.id, Invitee.email.in_(bad))
        .order_by(Invitee.id)
    ):
        listed = {person.id for person in people.get(invitee.email, ())}
        if invitee.is_substitute or invitee.person_id not in listed:
            invitees.setdefault(invitee.email, []).append(invitee)
    return [
        Listed(flag, people.get(flag.address, ()), invitees.get(flag.address, ())) for flag in flags
    ]


def mark(session: Session, workshop: Workshop, address: str, reason: str, *, by: By) -> None:
    """An organiser heard that an address does not work."""
    if not _is_known(session, workshop, address):
        raise WorkshopError(
            _("Nobody of this workshop has the address %(address)s.", address=address),
            field="address",
        )
    claims.flag(session, workshop.id, address, FlagSource.BY_HAND, reason, now=by.now)
    by.record(session, workshop, "address.flagged", address)


def unmark(session: Session, workshop: Workshop, number: int, *, by: By) -> str:
    """The address works again, as far as one knows; gives the address."""
    flag = session.scalar(
        sa.select(AddressFlag).where(
            AddressFlag.workshop_id == workshop.id, AddressFlag.id == number
        )
    )
    if flag is None:
        raise NotFoundError(_("This address is not marked any more. Reload the page."))
    session.delete(flag)
    by.record(session, workshop, "address.unflagged", flag.address)
    return flag.address


def take_report(session: Session, workshop: Workshop, data: bytes, *, field: str, by: By) -> int:
    """Reads a mail that came back, marks its addresses; gives how many were marked or known.

    Raises WorkshopError with a sentence for anything else. Only addresses of this workshop are
    marked: a report about others changes nothing.
    """
    report = _readable(data, field)
    ours = [one for one in report.failures if _is_known(session, workshop, one.address)]
    if not ours:
        raise WorkshopError(
            _("This report is about %(address)s, an address that nobody of this workshop has.",
              address=report.failures[0].address),
            field=field,
        )  # fmt: skip
    for one in ours:
        claims.flag(session, workshop.id, one.address, FlagSource.REPORT, one.reason, now=by.now)
        by.record(session, workshop, "address.flagged", one.address)
    _came_back(session, workshop, report, {one.address: one.reason for one in ours}, by)
    return len(ours)


def _readable(data: bytes, field: str) -> Report:
    if len(data) > MOST_BYTES:
        raise WorkshopError(_("This is longer than 1 MB and no report of a mail server."),
                            field=field)  # fmt: skip
    report = read_report(data)
    if report is None:
        raise WorkshopError(
            _("This is no report of a mail server that says which address failed. Save the mail "
              "that came back with its source (.eml), or mark the address by hand."),
            field=field,
        )  # fmt: skip
    if report.delayed:
        raise WorkshopError(
            _("This report says only that the mail is delayed. There is nothing to do yet."),
            field=field,
        )
    return report


def _came_back(
    session: Session, workshop: Workshop, report: Report, failed: Mapping[str, str], by: By
) -> None:
    """Of which mail the report is, if it can be told."""
    message = session.scalar(
        sa.select(Message)
        .where(Message.workshop_id == workshop.id, Message.message_id == report.message_id)
        .with_for_update()
    )
    left = (MessageState.SENT, MessageState.PERHAPS_SENT)
    if message is None or message.recipient not in failed or message.state not in left:
        return
    message.state, message.error = MessageState.BOUNCED, failed[message.recipient]
    mail.redact(message)
    by.record(session, workshop, "message.bounced", message.subject)


def _is_known(session: Session, workshop: Workshop, address: str) -> bool:
    columns = (
        (Person.workshop_id, Person.email),
        (Invitee.workshop_id, Invitee.email),
        (Message.workshop_id, Message.recipient),
    )
    return any(
        session.scalar(sa.select(own).where(own == workshop.id, column == address).limit(1))
        is not None
        for own, column in columns
    )
