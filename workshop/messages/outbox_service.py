"""The outbox as organisers see it: what became of each message, and sending one again."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import audit, mail
from workshop.domain.terms import MessageState, WorkshopState
from workshop.errors import ConflictError, NotFoundError
from workshop.i18n import _, _l
from workshop.invitations.mailing import Mailer
from workshop.links import personal_link
from workshop.messages.composing_service import KINDS, writer
from workshop.models import Invitee, Message, Person, Workshop
from workshop.registration.letters import Draft, Letters

PAGE = 50
ON_ITS_WAY = frozenset({MessageState.SENT, MessageState.BOUNCED, MessageState.WITHDRAWN})
"""Sending these again is another message; the others are still the same one."""
GONE = _l("This message is no longer there. Reload the page.")
NO_ADDRESS = _l("The public address is not set (WORKSHOP_BASE_URL), so no link can be sent.")
NOT_OPEN = _l("The workshop is not open, so nobody could open the links.")
ONCE_ONLY = _l(
    "This message carried a link that works once and is not kept after sending. "
    "Do what caused it again, so that a new link is made."
)


@dataclass(frozen=True)
class Search:
    """What is looked for. state: a MessageState or empty; q: part of an address."""

    state: str = ""
    q: str = ""

    @property
    def used(self) -> bool:
        return bool(self.state or self.q)


@dataclass(frozen=True)
class Outbox:
    """A page of messages, newest first; pages count from 1, `counts` are of the whole workshop."""

    rows: list[Message]
    counts: Mapping[str, int]
    found: int
    page: int
    pages: int


def outbox(session: Session, workshop: Workshop, search: Search, *, page: int) -> Outbox:
    mine = Message.workshop_id == workshop.id
    rows = session.execute(
        sa.select(Message.state, sa.func.count()).where(mine).group_by(Message.state)
    )
    counts = {state.value: number for state, number in rows}
    wanted = [mine]
    if search.state in set(MessageState):
        wanted.append(Message.state == MessageState(search.state))
    if search.q:
        wanted.append(Message.recipient.icontains(search.q, autoescape=True))
    found = session.scalar(sa.select(sa.func.count()).select_from(Message).where(*wanted)) or 0
    pages = max(1, -(-found // PAGE))
    page = min(max(page, 1), pages)
    shown = session.scalars(
        sa.select(Message)
        .where(*wanted)
        .order_by(Message.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return Outbox(list(shown), counts, found, page, pages)


def find(session: Session, workshop: Workshop, message_id: int, *, lock: bool = False) -> Message:
    """A message of this workshop; raises NotFoundError for any other."""
    query = sa.select(Message).where(Message.id == message_id, Message.workshop_id == workshop.id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    message = session.scalar(query)
    if message is None:
        raise NotFoundError(GONE)
    return message


def send_again(
    session: Session, workshop: Workshop, message_id: int,
    *, letters: Letters, by: str, now: dt.datetime,
) -> Message:  # fmt: skip
    """Sends a message once more, at an organiser's wish; gives the one that goes out.

    One that did not leave, or of which nobody knows, is the same message with the same id: a
    server that has it already knows it. One that left is composed anew, with what holds now.
    """
    message = find(session, workshop, message_id, lock=True)
    if workshop.state is WorkshopState.DRAFT and _is_for_guests(message):
        raise ConflictError(NOT_OPEN)
    if message.state is MessageState.SENDING:
        raise ConflictError(_("This message is being sent at this moment. Look again in a minute."))
    if mail.ascii_address(message.recipient) is None:
        raise ConflictError(
            _("This is not an address that mail can be sent to. Correct it on the person’s page.")
        )
    if message.state in ON_ITS_WAY:
        message = _copy(session, workshop, message, letters, now=now)
    else:
        _once_more(session, workshop, message, letters, now=now)
    audit.record(
        session, workshop_id=workshop.id, actor=by, what="message.sent_again",
        subject=message.subject, now=now,
    )  # fmt: skip
    session.flush()
    return message


def withdraw(
    session: Session, workshop: Workshop, message_id: int, *, by: str, now: dt.datetime
) -> Message:
    """Takes back a message that waits; what is being sent or was sent cannot be taken back."""
    message = find(session, workshop, message_id, lock=True)
    if message.state is MessageState.WITHDRAWN:
        return message
    if message.state not in (MessageState.WAITING, MessageState.FAILED):
        raise ConflictError(_("This message is on its way already and cannot be withdrawn."))
    message.state = MessageState.WITHDRAWN
    mail.redact(message)
    audit.record(
        session, workshop_id=workshop.id, actor=by, what="message.withdrawn",
        subject=message.subject, now=now,
    )  # fmt: skip
    return message


def may_repeat(message: Message) -> bool:
    """Whether it can be sent again: as it was, or composed anew from its person."""
    if message.state is MessageState.SENDING:
        return False
    return _is_for_guests(message) or not mail.lost_its_link(message)


def _is_for_guests(message: Message) -> bool:
    """Whether a participant or an invitee gets it; what the team gets leads to other pages."""
    return message.person_id is not None or "invitee" in message.details


def _once_more(
    session: Session, workshop: Workshop, message: Message, letters: Letters, *, now: dt.datetime
) -> None:
    if mail.lost_its_link(message):
        draft = _anew(session, workshop, message, letters, now=now)
        message.subject, message.body = mail.one_line(draft.subject), draft.body
        message.calendar, message.qr_link = draft.calendar, draft.qr_link
    message.state, message.due_at, message.attempts = MessageState.WAITING, now, 0
    message.error, message.claim, message.handing_at = "", "", None


def _copy(
    session: Session, workshop: Workshop, message: Message, letters: Letters, *, now: dt.datetime
) -> Message:
    """To the address that holds today: a wrong one was perhaps why it has to go again."""
    person, invitee = _person(session, message), _invitee(session, message)
    draft = (
        _anew(session, workshop, message, letters, now=now)
        if mail.lost_its_link(message) or message.kind in KINDS
        else Draft(message.kind, message.subject, message.body, details=message.details)
    )
    if person is not None:
        return draft.put(session, workshop, person, now=now)
    return mail.enqueue(
        session, workshop_id=workshop.id, kind=message.kind,
        recipient=invitee.email if invitee else message.recipient,
        subject=draft.subject, body=draft.body, language=message.language, now=now,
        about=mail.About(details=message.details),
    )  # fmt: skip


def _anew(
    session: Session, workshop: Workshop, message: Message, letters: Letters, *, now: dt.datetime
) -> Draft:
    """With today's words and link; a letter that says nothing any more as it was, with its link."""
    if (invitee := _invitee(session, message)) is not None:
        return _invitation(workshop, message, invitee, letters)
    person = _person(session, message)
    if person is None:
        raise ConflictError(ONCE_ONLY)
    kind = KINDS.get(message.kind)
    if kind is not None:
        desk = writer(session, workshop, letters, now=now, people=[person.id])
        draft = desk.write(kind, person, message.details)
        if draft is not None:
            return draft
    return _with_its_link(message, personal_link(letters.settings, letters.keys, person))


def _invitation(workshop: Workshop, message: Message, invitee: Invitee, letters: Letters) -> Draft:
    mailer = Mailer(letters)
    if not mailer.may_mail_links:
        raise ConflictError(NO_ADDRESS)
    if invitee.withdrawn_at is not None or not invitee.email:
        raise ConflictError(_("This invitation was withdrawn, or has no address any more."))
    subject, body = mailer.written(workshop, invitee, message.kind)
    return Draft(message.kind, subject, body, details=message.details)


def _with_its_link(message: Message, link: str | None) -> Draft:
    """The words as they were, with the personal link put back where it was taken out."""
    if link is None:
        raise ConflictError(NO_ADDRESS)
    start = link.rpartition("/")[0]
    body = message.body.replace(f"{start}/{mail.REMOVED}", link)
    if f"/{mail.REMOVED}" in body:
        raise ConflictError(ONCE_ONLY)
    return Draft(message.kind, message.subject, body, details=message.details)


def _person(session: Session, message: Message) -> Person | None:
    return session.get(Person, message.person_id) if message.person_id is not None else None


def _invitee(session: Session, message: Message) -> Invitee | None:
    number = message.details.get("invitee")
    return session.get(Invitee, number) if isinstance(number, int) else None
