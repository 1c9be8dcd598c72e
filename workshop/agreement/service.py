"""Statements as they are read: their newest wording, and the form its votes are filed under."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.terms import StatementState, Vote
from workshop.errors import NotFoundError
from workshop.i18n import _l
from workshop.models import (
    FeedbackForm,
    FormOpening,
    Question,
    QuestionVersion,
    Response,
    Statement,
    StatementWording,
)

GONE = _l("This statement is no longer here. Go back to the list.")
OPTIONS = [
    {"key": Vote.AGREE.value, "th": "เห็นด้วย", "en": "Agree"},
    {"key": Vote.DISAGREE.value, "th": "ไม่เห็นด้วย", "en": "Disagree"},
    {"key": Vote.PASS.value, "th": "ไม่ออกความเห็น", "en": "Pass"},
]
"""Of the one question of a statement's form, the same for every statement."""


@dataclass(frozen=True, slots=True)
class Worded:
    """A statement in one wording.

    wording: 1 is the first; form_version rises when the words are mended before anybody voted.
    question: the id under which votes stand in what was sent.
    """

    id: int
    number: int
    state: StatementState
    group_id: int | None
    comment: bytes | None
    version: int
    wording: int
    form_id: int
    form_version: int
    question: int
    text_th: str
    text_en: str
    is_newest: bool

    @property
    def is_approved(self) -> bool:
        return self.state is StatementState.APPROVED


def wordings(session: Session, workshop_id: int) -> list[Worded]:
    """Every wording there ever was, in the order of the statements, the newest first."""
    rows: Iterable[Any] = session.execute(_WORDINGS, {"workshop": workshop_id})
    found: list[Worded] = []
    for row in rows:
        is_newest = not found or found[-1].id != row[0]
        found.append(Worded(*(*row, is_newest)))
    return found


def statements(
    session: Session, workshop_id: int, *, state: StatementState | None = None
) -> list[Worded]:
    """In the newest wording, in their order."""
    return [
        one
        for one in wordings(session, workshop_id)
        if one.is_newest and state in (None, one.state)
    ]


def statement(session: Session, workshop_id: int, number: int) -> Worded:
    """Raises NotFoundError where there is none with this number."""
    for one in statements(session, workshop_id):
        if one.number == number:
            return one
    raise NotFoundError(GONE)


def openings(session: Session, workshop_id: int) -> frozenset[tuple[int, int]]:
    """(form, group) of the wordings that may be voted on now."""
    rows = session.execute(
        sa.select(FormOpening.form_id, FormOpening.group_id)
        .join(StatementWording, StatementWording.form_id == FormOpening.form_id)
        .where(StatementWording.workshop_id == workshop_id, FormOpening.is_open)
    )
    return frozenset((form_id, group_id) for form_id, group_id in rows)


def is_open(session: Session, workshop_id: int) -> bool:
    """Whether anything may be voted on."""
    return bool(openings(session, workshop_id))


def votes(session: Session, form_id: int) -> int:
    """How many people voted on a wording; always live."""
    counted = sa.select(sa.func.count()).where(Response.form_id == form_id)
    return session.scalars(counted).one()


_WORDINGS = (
    sa.select(
        Statement.id,
        Statement.number,
        Statement.state,
        Statement.group_id,
        Statement.comment,
        Statement.version,
        StatementWording.number.label("wording"),
        FeedbackForm.id,
        FeedbackForm.version,
        QuestionVersion.id,
        QuestionVersion.text_th,
        QuestionVersion.text_en,
    )
    .join(StatementWording, StatementWording.statement_id == Statement.id)
    .join(FeedbackForm, FeedbackForm.id == StatementWording.form_id)
    .join(Question, Question.form_id == FeedbackForm.id)
    .join(QuestionVersion, QuestionVersion.question_id == Question.id)
    .where(Statement.workshop_id == sa.bindparam("workshop", type_=sa.Integer))
    .order_by(Statement.position, Statement.number, StatementWording.number.desc())
)
