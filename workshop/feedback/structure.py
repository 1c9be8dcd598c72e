"""The forms of a workshop as people meet them, and which of them a group may answer now."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.questionnaire import Option, Question, Questionnaire
from workshop.domain.terms import OVERALL
from workshop.models import FeedbackForm, FormOpening, QuestionVersion, Strategy
from workshop.models import Question as QuestionRow


@dataclass(frozen=True, slots=True)
class FormState:
    """A form of a workshop, and whether one group may answer it now.

    `closings` counts how often it was closed to the group. The overall form has number 0 and no
    titles.
    """

    form_id: int
    number: int
    version: int
    is_open: bool
    closings: int
    title_th: str
    title_en: str
    description_th: str
    description_en: str

    @property
    def is_overall(self) -> bool:
        return self.number == OVERALL


def form_states(
    session: Session, *, workshop_id: int, group_id: int | None
) -> tuple[FormState, ...]:
    """The forms with questions for the group, strategies by number, the overall one last.

    Without a group: those with questions for everybody, all of them closed.
    """
    rows = session.execute(_STATES, {"workshop": workshop_id, "group": group_id})
    return tuple(FormState(*row) for row in rows)


def questionnaire(session: Session, state: FormState) -> Questionnaire:
    """The form with its questions in their newest wording."""
    rows = session.execute(_QUESTIONS, {"form": state.form_id})
    return Questionnaire(
        form_id=state.form_id,
        number=state.number,
        version=state.version,
        title_th=state.title_th,
        title_en=state.title_en,
        description_th=state.description_th,
        description_en=state.description_en,
        questions=tuple(_question(row) for row in rows),
    )


_GROUP = sa.bindparam("group", type_=sa.Integer)

_HAS_QUESTIONS = (
    sa.select(QuestionRow.id)
    .where(
        QuestionRow.form_id == FeedbackForm.id,
        QuestionRow.retired.is_(False),
        sa.or_(QuestionRow.group_id.is_(None), QuestionRow.group_id == _GROUP),
    )
    .exists()
)

_STATES = (
    sa.select(
        FeedbackForm.id,
        FeedbackForm.number,
        FeedbackForm.version,
        sa.func.coalesce(FormOpening.is_open, sa.false()),
        sa.func.coalesce(FormOpening.closings, 0),
        sa.func.coalesce(Strategy.title_th, ""),
        sa.func.coalesce(Strategy.title_en, ""),
        sa.func.coalesce(Strategy.description_th, ""),
        sa.func.coalesce(Strategy.description_en, ""),
    )
    .outerjoin(Strategy, Strategy.id == FeedbackForm.strategy_id)
    .outerjoin(
        FormOpening,
        sa.and_(FormOpening.form_id == FeedbackForm.id, FormOpening.group_id == _GROUP),
    )
    .where(FeedbackForm.workshop_id == sa.bindparam("workshop"), _HAS_QUESTIONS)
    .order_by(FeedbackForm.number == OVERALL, FeedbackForm.number)
)

_QUESTIONS = (
    sa.select(
        QuestionRow.id,
        QuestionVersion.id.label("version_id"),
        QuestionRow.group_id,
        QuestionVersion.kind,
        QuestionVersion.text_th,
        QuestionVersion.text_en,
        QuestionVersion.short_text_th,
        QuestionVersion.short_text_en,
        QuestionVersion.hint_th,
        QuestionVersion.hint_en,
        QuestionVersion.required,
        QuestionVersion.options,
    )
    .join(
        QuestionVersion,
        sa.and_(
            QuestionVersion.question_id == QuestionRow.id,
            QuestionVersion.number == QuestionRow.version,
        ),
    )
    .where(QuestionRow.form_id == sa.bindparam("form"), QuestionRow.retired.is_(False))
    .order_by(QuestionRow.position, QuestionRow.id)
)


def _question(row: Any) -> Question:
    words = dict(row._mapping)
    words["options"] = tuple(
        Option(one["key"], one.get("th", ""), one.get("en", "")) for one in words["options"]
    )
    return Question(**words)
