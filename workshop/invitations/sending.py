"""Who is written to next: invitations not yet sent, one reminder, letters handed out on paper.

Whom a page counted is what is sent: its seal is compared, so that nothing goes to somebody added
meanwhile, and a button pressed twice sends once and says the same: whom one press wrote to bears
the time of that press.
"""

import datetime as dt
import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy.orm import Session

from workshop.domain.terms import InvitationState, InvitedBy, WorkshopState
from workshop.errors import ConflictError, WorkshopError
from workshop.i18n import _
from workshop.invitations import service
from workshop.invitations.mailing import INVITATION, REMINDER, Mailer
from workshop.invitations.reading import Row, everything, sorted_rows
from workshop.models import Invitee, Workshop
from workshop.people.service import By
from workshop.registration import invited, replies, seats

TIME_TO_REPLY = dt.timedelta(hours=24)
"""Whoever was invited more recently is not reminded with all others: there is one such reminder."""


class What(StrEnum):
    """What is sent; the last part of the page's address."""

    INVITATIONS = "send"
    REMINDERS = "remind"
    PAPER = "printed"


@dataclass(frozen=True)
class Batch:
    """Who would be written to now, in the board's order, and who cannot be reached by mail.

    recent: invited too short a time ago to be reminded. reminded: without a reaction, reminded
    before.
    """

    what: What
    rows: list[Row]
    unreachable: list[Row] = field(default_factory=list)
    recent: list[Row] = field(default_factory=list)
    reminded: list[Row] = field(default_factory=list)

    @property
    def silent(self) -> int:
        """How many have not reacted, whether they are reminded now or not."""
        return sum(map(len, (self.rows, self.unreachable, self.recent, self.reminded)))

    @property
    def seal(self) -> str:
        """Tells whether two batches are the same people at the same addresses."""
        known = [(row.invitee.id, row.invitee.email, row.invitee.link_version) for row in self.rows]
        return hashlib.sha256(repr(sorted(known)).encode()).hexdigest()[:32]


def batch(session: Session, workshop: Workshop, what: What, *, now: dt.datetime) -> Batch:
    """Not sent yet, or, for reminders, sent a day ago without any reaction and not reminded."""
    listed = sorted_rows(everything(session, workshop))
    rows = [row for row in listed if _is_due(row, what)]
    if what is What.PAPER:
        return Batch(what, rows)
    reached = [row for row in rows if row.may_be_mailed]
    early = now - TIME_TO_REPLY if what is What.REMINDERS else None
    return Batch(
        what,
        [row for row in reached if not _is_recent(row, early)],
        [row for row in rows if not row.may_be_mailed],
        [row for row in reached if _is_recent(row, early)],
        [row for row in listed if what is What.REMINDERS and _was_reminded(row)],
    )


def send(
    session: Session, workshop: Workshop, what: What, *, seal: str, mailer: Mailer, by: By
) -> int:
    """Write to everybody of the batch that was looked at; gives how many they are.

    Asked again for a batch that went out as it was looked at, it only says so. ConflictError when
    it is another one by now.
    """
    seats.lock(session, workshop.id)
    _require_open(workshop)
    if what is not What.PAPER:
        _require_address(mailer)
    due = batch(session, workshop, what, now=by.now)
    if due.seal != seal:
        if earlier := _sent_as(session, workshop, what, seal):
            return earlier
        raise ConflictError(
            _("This is not the list you looked at any more. Look at it again, then send.")
        )
    for row in due.rows:
        _write(session, workshop, row.invitee, what, mailer=mailer, by=by)
    session.flush()
    return len(due.rows)


def write_to(
    session: Session, workshop: Workshop, invitee_id: int, *, mailer: Mailer, by: By
) -> Invitee:
    """One invitee gets the invitation, or, once it was sent, another reminder on express wish."""
    seats.lock(session, workshop.id)
    _require_open(workshop)
    _require_address(mailer)
    invitee = service.find(session, workshop, invitee_id)
    if not invitee.email:
        raise WorkshopError(_("There is no email address. Add one, or print the letter."))
    if replies.state(session, invitee) not in (InvitationState.NOT_SENT, InvitationState.SILENT):
        raise ConflictError(_("There is a reply to this invitation already. Reload the page."))
    what = What.REMINDERS if invitee.sent_at else What.INVITATIONS
    _write(session, workshop, invitee, what, mailer=mailer, by=by)
    session.flush()
    return invitee


def _sent_as(session: Session, workshop: Workshop, what: What, seal: str) -> int:
    """How many one earlier press wrote to who were just the batch of this seal; 0: none did."""
    at_once: dict[object, list[Row]] = defaultdict(list)
    for row in everything(session, workshop):
        invitee = row.invitee
        if what is What.REMINDERS:
            at_once[invitee.reminded_at].append(row)
        elif invitee.sent_by is (InvitedBy.LETTER if what is What.PAPER else InvitedBy.MAIL):
            at_once[invitee.sent_at].append(row)
    at_once.pop(None, None)
    return next((len(rows) for rows in at_once.values() if Batch(what, rows).seal == seal), 0)


def _is_due(row: Row, what: What) -> bool:
    if what is What.REMINDERS:
        return row.state is InvitationState.SILENT and row.invitee.reminded_at is None
    return row.state is InvitationState.NOT_SENT


def _was_reminded(row: Row) -> bool:
    return row.state is InvitationState.SILENT and row.invitee.reminded_at is not None


def _is_recent(row: Row, since: dt.datetime | None) -> bool:
    sent_at = row.invitee.sent_at
    return since is not None and sent_at is not None and sent_at > since


def _write(
    session: Session, workshop: Workshop, invitee: Invitee, what: What, *, mailer: Mailer, by: By
) -> None:
    if what is What.REMINDERS:
        invitee.reminded_at = by.now
        mailer.send(session, workshop, invitee, REMINDER, now=by.now)
    else:
        invitee.sent_at = by.now
        invitee.sent_by = InvitedBy.LETTER if what is What.PAPER else InvitedBy.MAIL
        if what is What.INVITATIONS:
            mailer.send(session, workshop, invitee, INVITATION, now=by.now)
    invitee.version += 1
    deed = "invitation.reminded" if what is What.REMINDERS else "invitation.sent"
    invited.record(session, invitee, deed, actor=by.actor, now=by.now, more=invitee.sent_by or "")


def _require_open(workshop: Workshop) -> None:
    if workshop.state is not WorkshopState.OPEN:
        raise WorkshopError(
            _(
                "Nobody could open the invitation: the workshop is not open."
                " Open it in the settings."
            )
        )


def _require_address(mailer: Mailer) -> None:
    if not mailer.may_mail_links:
        raise WorkshopError(
            _(
                "The public address is not set (WORKSHOP_BASE_URL), so no invitation is mailed."
                " Print letters, or copy the links."
            )
        )
