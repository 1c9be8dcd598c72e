"""Writing statements, approving them, and opening the voting: one change after the other.

Every change holds the workshop first, as filing a vote does, so that no vote is ever counted
under words that its writer did not have before them.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.agreement import service
from workshop.agreement.service import GONE, OPTIONS, Worded
from workshop.agreement.wording import STATES
from workshop.domain.terms import QuestionKind, StatementState, WorkshopState
from workshop.errors import ConflictError, NotFoundError, WorkshopError
from workshop.feedback import opening
from workshop.i18n import _l
from workshop.models import (
    FeedbackForm,
    FocusGroup,
    Question,
    QuestionVersion,
    Statement,
    StatementWording,
    Workshop,
)
from workshop.planning import editing
from workshop.planning.editing import By

MOST = 40
"""Statements of a workshop; who votes on more grows tired."""
NEEDS_ASKING = _l(
    "People have voted on these words. Tick the box if they are to vote anew on the new ones."
)


@dataclass(frozen=True, slots=True)
class Words:
    """A statement's text, with the other language or without."""

    text_th: str
    text_en: str


def propose(
    session: Session, workshop: Workshop, words: Words, *, by: By,
    group: FocusGroup | None = None, comment: bytes | None = None,
) -> Worded:  # fmt: skip
    """A new statement that waits for approval; the same comment and the same words only once.

    group: whose desk proposes it, None for an organiser.  comment: what it was taken from, by its
    `order`; the caller has looked that it may be quoted.
    """
    held = _held(session, workshop)
    before = service.statements(session, held.id)
    earlier = next((one for one in before if comment and one.comment == comment), None)
    if earlier is not None:
        return earlier
    if len(before) >= MOST:
        raise WorkshopError(
            _l("There are %(most)s statements already. Delete one before adding another.",
               most=MOST)
        )  # fmt: skip
    _must_be_new(before, words)
    number = max((one.number for one in before), default=0) + 1
    row = Statement(
        workshop_id=held.id, number=number, position=number, state=StatementState.PROPOSED,
        group_id=group.id if group else None, comment=comment,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _word(session, held, row, words, 1)
    by.record(session, held, "statement.proposed", str(number))
    return service.statement(session, held.id, number)


def change(
    session: Session, workshop: Workshop, number: int, words: Words, *,
    version: int | None, anew: bool, by: By, group: FocusGroup | None = None,
) -> None:  # fmt: skip
    """Other words. Where people have voted it is a new wording, which everybody votes on anew.

    anew: whether that is meant.  group: the desk that changes one of its own proposals.  Raises
    ChangedMeanwhileError when somebody changed it after `version`.
    """
    held = _held(session, workshop)
    row, now = _found(session, held, number, group)
    stored = Words(now.text_th, now.text_en)
    editing.seen(version, row.version, {"text_th": now.text_th, "text_en": now.text_en})
    if words == stored:
        return
    _must_be_new(service.statements(session, held.id), words, own=number)
    if not service.votes(session, now.form_id):
        _mend(session, now, words)
    elif not anew:
        raise WorkshopError(NEEDS_ASKING, field="anew")
    else:
        was_open = service.is_open(session, held.id)
        _switch(session, held, [now], is_open=False)
        _word(session, held, row, words, now.wording + 1)
        if was_open and row.state is StatementState.APPROVED:
            _switch(session, held, [service.statement(session, held.id, number)], is_open=True)
    row.version += 1
    by.record(session, held, "statement.changed", str(number))


def approve(session: Session, workshop: Workshop, number: int, *, by: By) -> None:
    """It goes to everybody: at once while the voting is open, else when it opens."""
    held = _held(session, workshop)
    row, now = _found(session, held, number)
    if row.state is StatementState.APPROVED:
        return
    was_open = service.is_open(session, held.id)
    row.state = StatementState.APPROVED
    row.version += 1
    if was_open:
        _switch(session, held, [now], is_open=True)
    by.record(session, held, "statement.approved", str(number))


def withdraw(session: Session, workshop: Workshop, number: int, *, by: By) -> None:
    """It leaves every page; its votes stay, in case it comes back."""
    held = _held(session, workshop)
    row, now = _found(session, held, number)
    if row.state is not StatementState.APPROVED:
        return
    _switch(session, held, [now], is_open=False)
    row.state = StatementState.WITHDRAWN
    row.version += 1
    by.record(session, held, "statement.withdrawn", str(number))


def delete(
    session: Session, workshop: Workshop, number: int, *, by: By, group: FocusGroup | None = None
) -> None:
    """Only while nobody has voted on it, in any wording."""
    held = _held(session, workshop)
    row, _now = _found(session, held, number, group)
    forms = [one.form_id for one in service.wordings(session, held.id) if one.id == row.id]
    if any(service.votes(session, form_id) for form_id in forms):
        raise ConflictError(_l("People have voted on it. Withdraw it instead."))
    session.execute(sa.delete(StatementWording).where(StatementWording.statement_id == row.id))
    session.execute(sa.delete(FeedbackForm).where(FeedbackForm.id.in_(forms)))
    session.delete(row)
    session.flush()
    by.record(session, held, "statement.deleted", str(number))


def move(session: Session, workshop: Workshop, number: int, *, up: bool, by: By) -> None:
    """One place towards the front, or the back."""
    held = _held(session, workshop)
    _found(session, held, number)
    order = [one.number for one in service.statements(session, held.id)]
    at = order.index(number)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(order):
        return
    order[at], order[to] = order[to], order[at]
    for position, name in enumerate(order, 1):
        session.execute(
            sa.update(Statement)
            .where(Statement.workshop_id == held.id, Statement.number == name)
            .values(position=position)
        )
    by.record(session, held, "statement.moved", str(number))


def set_voting(session: Session, workshop: Workshop, *, is_open: bool, by: By) -> None:
    """Open the voting on what is approved to all groups, or close it.

    A closing releases the votes that may be released, in the same transaction.
    """
    held = _held(session, workshop)
    approved = service.statements(session, held.id, state=StatementState.APPROVED)
    if is_open:
        opening.must_be_open(held)
        if not approved:
            raise ConflictError(_l("Approve a statement first: there is nothing to vote on."))
    if _switch(session, held, approved, is_open=is_open):
        by.record(session, held, "voting.opened" if is_open else "voting.closed")


def _held(session: Session, workshop: Workshop) -> Workshop:
    held = editing.hold(session, workshop)
    if held.state is WorkshopState.CLOSED:
        raise ConflictError(_l("The workshop is closed for good."))
    return held


def _found(
    session: Session, workshop: Workshop, number: int, group: FocusGroup | None = None
) -> tuple[Statement, Worded]:
    """The row and its newest wording; a desk finds its own proposals alone."""
    now = service.statement(session, workshop.id, number)
    row = session.get_one(Statement, now.id, populate_existing=True)
    if group is not None and (row.group_id != group.id or row.state is not StatementState.PROPOSED):
        raise NotFoundError(GONE)
    return row, now


def _must_be_new(known: Sequence[Worded], words: Words, *, own: int | None = None) -> None:
    """known: all statements in their order.  own: the number of the one that is changed."""
    for place, one in enumerate(known, 1):
        for field in ("text_th", "text_en"):
            said = _folded(getattr(words, field))
            if one.number != own and said and said == _folded(getattr(one, field)):
                raise WorkshopError(
                    _l("These words stand already: number %(place)s of all statements "
                       "(%(state)s). Use that one, or write something else.",
                       place=place, state=STATES[one.state]),
                    field=field,
                )  # fmt: skip


def _folded(text: str) -> str:
    """Alike for texts that differ in spaces, capitals or the way marks are stored."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _word(session: Session, workshop: Workshop, row: Statement, words: Words, wording: int) -> None:
    """A form with one question, filed beside those of strategies under a number below 0."""
    lowest = session.scalar(
        sa.select(sa.func.min(FeedbackForm.number)).where(FeedbackForm.workshop_id == workshop.id)
    )
    form = FeedbackForm(workshop_id=workshop.id, number=min(lowest or 0, 0) - 1, strategy_id=None)
    session.add(form)
    session.flush()
    session.add(
        StatementWording(
            workshop_id=workshop.id, form_id=form.id, statement_id=row.id, number=wording
        )
    )
    question = Question(workshop_id=workshop.id, form_id=form.id)
    session.add(question)
    session.flush()
    session.add(
        QuestionVersion(
            workshop_id=workshop.id, question_id=question.id, kind=QuestionKind.SINGLE,
            text_th=words.text_th, text_en=words.text_en, required=True, options=OPTIONS,
        )
    )  # fmt: skip
    session.flush()


def _mend(session: Session, now: Worded, words: Words) -> None:
    """Nobody has voted: the words change in place, and pages that show the old ones are told."""
    session.execute(
        sa.update(QuestionVersion)
        .where(QuestionVersion.id == now.question)
        .values(text_th=words.text_th, text_en=words.text_en)
    )
    session.execute(
        sa.update(FeedbackForm)
        .where(FeedbackForm.id == now.form_id)
        .values(version=FeedbackForm.version + 1)
    )


def _switch(session: Session, workshop: Workshop, which: Sequence[Worded], *, is_open: bool) -> int:
    groups = session.scalars(
        sa.select(FocusGroup)
        .where(FocusGroup.workshop_id == workshop.id)
        .order_by(*FocusGroup.by_letter())
    ).all()
    forms = [one.form_id for one in which]
    return opening.switch(session, workshop, forms, groups, is_open=is_open)
