"""Mailings: one letter to a set of people, at once or at a time relative to the workshop.

Sent twice it goes out once, and a planned one goes out once however many processes run: the row is
taken under a lock, and letters and state are written in one commit.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.audit import TIMED_WORK
from workshop.domain.terms import LetterKind, MailingState, WorkshopState
from workshop.errors import ConflictError, WorkshopError
from workshop.i18n import _, _l
from workshop.invitations import sending
from workshop.invitations.mailing import Mailer
from workshop.keys import fingerprint
from workshop.messages.composing_service import writer
from workshop.messages.recipients_service import INVITING, Audience, Target, audience
from workshop.models import Document, Mailing, Workshop
from workshop.people.service import By as Sender
from workshop.planning import editing
from workshop.planning.editing import By
from workshop.registration.letters import Letters

LATE_AFTER = dt.timedelta(hours=1)
WORTH_LATER = dt.timedelta(days=14)
"""How long after its time a letter that follows the workshop still makes sense."""
OTHER_PEOPLE = _l("The set of people has changed since. Look at it again, then send.")


@dataclass(frozen=True)
class Order:
    """What is sent to whom. document: its number; attach: it goes along as a file too."""

    kind: LetterKind
    target: Target
    document: int | None = None
    attach: bool = False

    def details(self) -> dict[str, Any]:
        if self.document is None:
            return {}
        return {"document": self.document, **({"attach": self.document} if self.attach else {})}


@dataclass(frozen=True)
class Listed:
    """A mailing with its moments on the workshop's own calendar, which a rehearsal shifts.

    local: when it is planned for.  done: when it went out.  held: why it has not gone out although
    its time has come.
    """

    mailing: Mailing
    local: dt.datetime | None
    done: dt.datetime | None = None
    held: str = ""


def send(
    session: Session, workshop: Workshop, order: Order,
    *, submission_id: str, seal: str, letters: Letters, by: By,
) -> Mailing:  # fmt: skip
    """Writes to everybody of the set that was looked at; sent again it is the same mailing.

    Raises ConflictError when the set is another one by now, WorkshopError when it is empty or
    nobody could open the links.
    """
    editing.hold(session, workshop)
    made = _mailing(workshop, order, submission_id, by)
    if (earlier := _same(session, made)) is not None:
        return earlier
    reason = held_back(workshop, order.kind, letters)
    if reason:
        raise WorkshopError(reason)
    if not seal:
        raise WorkshopError(_("Look first at whom it goes to, then send it from there."))
    found = audience(session, workshop, order.kind, order.target, now=by.now)
    if found.seal != seal:
        raise ConflictError(OTHER_PEOPLE)
    if not found.names:
        raise WorkshopError(_("Nobody fits, so nothing is sent. Choose other people."))
    session.add(made)
    session.flush()
    _write(session, workshop, made, found, letters, by)
    by.record(session, workshop, "mailing.sent", f"{made.kind}: {made.recipients}")
    return made


def plan(
    session: Session, workshop: Workshop, order: Order, planned_for: tuple[int, dt.time],
    *, submission_id: str, by: By,
) -> Mailing:  # fmt: skip
    """Keeps a mailing for its time; who gets it is worked out then."""
    editing.hold(session, workshop)
    made = _mailing(workshop, order, submission_id, by, planned_for)
    if (earlier := _same(session, made)) is not None:
        return earlier
    require_ahead(workshop, made, now=by.now)
    session.add(made)
    session.flush()
    by.record(session, workshop, "mailing.planned", f"{made.kind}: {made.days_after}")
    return made


def require_ahead(workshop: Workshop, mailing: Mailing, *, now: dt.datetime) -> None:
    """WorkshopError (field `days`) when the time it is planned for has passed."""
    if due_at(workshop, mailing) <= now:
        raise WorkshopError(
            _("This time has passed: %(day)s. Choose a later one, or send it now.",
              day=f"{local_time(workshop, mailing):%Y-%m-%d %H:%M}"),
            field="days",
        )  # fmt: skip


def cancel(session: Session, workshop: Workshop, number: int, *, by: By) -> Mailing:
    """A planned mailing does not go out; one that went out cannot be taken back."""
    editing.hold(session, workshop)
    mailing = editing.find(session, Mailing, workshop, number)
    session.refresh(mailing, with_for_update=True)
    if mailing.state is MailingState.CANCELLED:
        return mailing
    if mailing.state is not MailingState.PLANNED:
        raise ConflictError(_("This mailing is not planned any more. Reload the page."))
    mailing.state, mailing.done_at = MailingState.CANCELLED, by.now
    by.record(session, workshop, "mailing.cancelled", f"{mailing.kind}: {mailing.days_after}")
    return mailing


def listing(
    session: Session, workshop: Workshop, letters: Letters, *, now: dt.datetime
) -> list[Listed]:
    """Planned ones first, the next one on top; then the others, newest first."""
    rows = session.scalars(
        sa.select(Mailing).where(Mailing.workshop_id == workshop.id).order_by(Mailing.id.desc())
    )
    found = [
        Listed(
            row,
            local_time(workshop, row) if row.days_after is not None else None,
            row.done_at + dt.timedelta(seconds=workshop.clock_shift) if row.done_at else None,
            held_back(workshop, row.kind, letters) if _is_due(workshop, row, now) else "",
        )
        for row in rows
    ]
    planned = [one for one in found if one.mailing.state is MailingState.PLANNED]
    planned.sort(key=lambda one: due_at(workshop, one.mailing))
    return [*planned, *(one for one in found if one not in planned)]


def due(session: Session, *, now: dt.datetime) -> list[int]:
    """Planned mailings whose time has come; reads only."""
    rows = session.execute(
        sa.select(Mailing, Workshop)
        .join(Workshop, Workshop.id == Mailing.workshop_id)
        .where(Mailing.state == MailingState.PLANNED)
    )
    return [mailing.id for mailing, workshop in rows if due_at(workshop, mailing) <= now]


def go_out(session: Session, number: int, *, letters: Letters, now: dt.datetime) -> Mailing | None:
    """Sends a planned mailing whose time has come; None when another process has it or it waits.

    The workshop's date counts as it is now. When nothing ran at its time it goes out late as long
    as it makes sense: before the workshop until that begins, after it for two weeks. Then it is
    noted as missed.
    """
    known = session.get(Mailing, number)
    if known is None:
        return None
    workshop = editing.hold(session, session.get_one(Workshop, known.workshop_id))
    mailing = session.scalar(
        sa.select(Mailing)
        .where(Mailing.id == number, Mailing.state == MailingState.PLANNED)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    if mailing is None:
        return None
    moment = due_at(workshop, mailing)
    if moment > now:
        return None  # it was moved meanwhile
    if now >= _sensible_until(workshop, moment):
        mailing.state, mailing.done_at = MailingState.MISSED, now
        return mailing
    if held_back(workshop, mailing.kind, letters):
        return None
    mailing.is_late = now - moment > LATE_AFTER
    by = By(TIMED_WORK, now)
    target = Target(**mailing.filters)
    found = audience(session, workshop, mailing.kind, target, now=now)
    _write(session, workshop, mailing, found, letters, by)
    by.record(session, workshop, "mailing.sent", f"{mailing.kind}: {mailing.recipients}")
    return mailing


def held_back(workshop: Workshop, kind: LetterKind, letters: Letters) -> str:
    """Why this letter cannot go out at present; empty when it can."""
    reason: object = ""
    if not letters.settings.may_mail_links:
        reason = _("The public address is not set (WORKSHOP_BASE_URL), so no link can be sent.")
    elif workshop.state is WorkshopState.DRAFT:
        reason = _("The workshop is not open, so nobody could open the links.")
    elif workshop.state is WorkshopState.CLOSED and kind is not LetterKind.THANKS:
        reason = _("The workshop is closed for good. Only thanks can be sent.")
    return str(reason)


def due_at(workshop: Workshop, mailing: Mailing) -> dt.datetime:
    """When a planned mailing goes out, on the real clock: a rehearsal's shift taken out."""
    return local_time(workshop, mailing) - dt.timedelta(seconds=workshop.clock_shift)


def local_time(workshop: Workshop, mailing: Mailing) -> dt.datetime:
    """The same on the workshop's own calendar."""
    day = workshop.date + dt.timedelta(days=mailing.days_after or 0)
    return dt.datetime.combine(
        day, mailing.at_time or dt.time(), ZoneInfo(workshop.timezone)
    )  # fmt: skip


def documents(session: Session, workshop: Workshop) -> list[Document]:
    """What thanks can link to."""
    return list(
        session.scalars(
            sa.select(Document)
            .where(Document.workshop_id == workshop.id)
            .order_by(Document.position, Document.id)
        )
    )


def _sensible_until(workshop: Workshop, moment: dt.datetime) -> dt.datetime:
    zone = ZoneInfo(workshop.timezone)
    begins = dt.datetime.combine(workshop.date, workshop.starts, zone)
    begins -= dt.timedelta(seconds=workshop.clock_shift)
    return begins if moment < begins else moment + WORTH_LATER


def _is_due(workshop: Workshop, mailing: Mailing, now: dt.datetime) -> bool:
    return mailing.state is MailingState.PLANNED and due_at(workshop, mailing) <= now


def _mailing(
    workshop: Workshop, order: Order, submission_id: str, by: By,
    planned_for: tuple[int, dt.time] | None = None,
) -> Mailing:  # fmt: skip
    content = repr((order.kind.value, order.target.stored(), order.details(), planned_for))
    return Mailing(
        workshop_id=workshop.id, kind=order.kind, filters=order.target.stored(),
        details=order.details(), submission_hash=fingerprint(f"{submission_id} {content}"),
        state=MailingState.SENT if planned_for is None else MailingState.PLANNED,
        days_after=planned_for[0] if planned_for else None,
        at_time=planned_for[1] if planned_for else None,
        created_by=by.actor, created_at=by.now, is_late=False,
    )  # fmt: skip


def _same(session: Session, mailing: Mailing) -> Mailing | None:
    return session.scalar(
        sa.select(Mailing).where(
            Mailing.workshop_id == mailing.workshop_id,
            Mailing.submission_hash == mailing.submission_hash,
        )
    )


def _write(
    session: Session, workshop: Workshop, mailing: Mailing, found: Audience, letters: Letters,
    by: By,
) -> None:  # fmt: skip
    """Everybody's letter in their own language, and what became of it, in one commit."""
    if mailing.kind in INVITING:
        mailing.recipients = sending.send(
            session, workshop, INVITING[mailing.kind], seal=found.seal, mailer=Mailer(letters),
            by=Sender(by.actor, by.now),
        )  # fmt: skip
    else:
        mailing.recipients = _write_to_people(session, workshop, mailing, found, letters, by.now)
    mailing.skipped = found.skipped + len(found.names) - mailing.recipients
    mailing.state, mailing.done_at = MailingState.SENT, by.now
    session.flush()


def _write_to_people(
    session: Session, workshop: Workshop, mailing: Mailing, found: Audience, letters: Letters,
    now: dt.datetime,
) -> int:  # fmt: skip
    desk = writer(session, workshop, letters, now=now)
    details: Mapping[str, Any] = mailing.details
    sent = 0
    for person in found.people:
        draft = desk.write(mailing.kind, person, details)
        if draft is not None:
            draft.put(session, workshop, person, now=now, mailing_id=mailing.id)
            sent += 1
    return sent
