"""The forms of a workshop as people meet them, and which of them a group may answer now."""

import datetime as dt
import json
from dataclasses import dataclass, fields
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain import phases
from workshop.domain.questionnaire import Option, Question, Questionnaire
from workshop.domain.terms import OVERALL, PlanState, QuestionKind
from workshop.models import FeedbackForm, FormOpening, Placement, Plan, QuestionVersion, Strategy
from workshop.models import Question as QuestionRow

FORM: Any = FeedbackForm.__table__
OPENING: Any = FormOpening.__table__
STRATEGY: Any = Strategy.__table__
QUESTION: Any = QuestionRow.__table__
VERSION: Any = QuestionVersion.__table__
PLACEMENT: Any = Placement.__table__
PLAN: Any = Plan.__table__
MOST_KNOWN = 500
_known: WeakKeyDictionary[Any, dict[tuple[int, int], Questionnaire]] = WeakKeyDictionary()
"""By database, then form and version: everything that is derived from a form hangs on it."""


@dataclass(frozen=True, slots=True)
class FormState:
    """A form of a workshop, and whether it is open to one group: see `is_open_at`.

    `closings` counts how often it was closed to the group, `closes_at` is when it closes by itself.
    The overall form has number 0 and no titles.
    """

    form_id: int
    number: int
    version: int
    is_open: bool
    closings: int
    closes_at: dt.datetime | None
    title_th: str
    title_en: str
    description_th: str
    description_en: str

    @property
    def is_overall(self) -> bool:
        return self.number == OVERALL

    def is_open_at(self, now: dt.datetime) -> bool:
        """Whether the group may answer it now: its time ends it, however late that is done."""
        return self.is_open and not phases.is_over(self.closes_at, now)


def form_states(
    session: Session, *, workshop_id: int, group_id: int | None
) -> tuple[FormState, ...]:
    """The forms with questions for the group, strategies by number, the overall one last.

    Without a group: those with questions for everybody, all of them closed.
    """
    rows = session.connection().execute(
        _STATES_OF_GROUP, {"workshop": workshop_id, "group": group_id}
    )
    return tuple(FormState(*row[1:]) for row in rows)


def states_for(
    session: Session, *, workshop_id: int, person_id: int
) -> tuple[int | None, tuple[FormState, ...]]:
    """The person's group in the published plan, if any, and the forms for it."""
    asked = {"workshop": workshop_id, "person": person_id}
    rows = session.connection().execute(_STATES_OF_PERSON, asked).all()
    if not rows:
        return session.connection().execute(_SEAT, asked).scalar(), ()
    return rows[0][0], tuple(FormState(*row[1:]) for row in rows)


def seat(session: Session, *, workshop_id: int, person_id: int) -> int | None:
    """The person's group in the published plan."""
    group: int | None = session.connection().scalar(
        _SEAT, {"workshop": workshop_id, "person": person_id}
    )
    return group


def questionnaire(session: Session, state: FormState) -> Questionnaire:
    """The form with its questions in their newest wording; the same object as long as it stays.

    Every change to a question raises its form's version, so a version is read once a process.
    """
    known = _known.setdefault(session.get_bind(), {})
    version = state.form_id, state.version
    if version not in known:
        rows = session.connection().execute(_QUESTIONS, {"form": state.form_id})
        made = Questionnaire(
            state.form_id, state.number, state.version, tuple(_question(tuple(row)) for row in rows)
        )
        if len(known) >= MOST_KNOWN:
            known.clear()
        known[version] = made
    return known[version]


_IS_PUBLISHED = PLAN.c.state == sa.literal_column(f"'{PlanState.PUBLISHED}'")  # planned once
_SEAT = (
    sa.select(PLACEMENT.c.group_id)
    .join(PLAN, PLAN.c.id == PLACEMENT.c.plan_id)
    .where(
        PLAN.c.workshop_id == sa.bindparam("workshop"),
        _IS_PUBLISHED,
        PLACEMENT.c.person_id == sa.bindparam("person"),
    )
)


def _states(group: Any, forms: Any) -> Any:
    """`group`: the id of the group, or null; `forms`: FORM, joined with what `group` needs."""
    has_questions = (
        sa.select(QUESTION.c.id)
        .where(
            QUESTION.c.form_id == FORM.c.id,
            QUESTION.c.retired.is_(False),
            sa.or_(QUESTION.c.group_id.is_(None), QUESTION.c.group_id == group),
        )
        .exists()
    )
    opened = sa.and_(OPENING.c.form_id == FORM.c.id, OPENING.c.group_id == group)
    return (
        sa.select(
            group,
            FORM.c.id,
            FORM.c.number,
            FORM.c.version,
            sa.func.coalesce(OPENING.c.is_open, sa.false()),
            sa.func.coalesce(OPENING.c.closings, sa.literal_column("0")),
            OPENING.c.closes_at,
            *(sa.func.coalesce(text, sa.literal_column("''")) for text in _STRATEGY_TEXTS),
        )
        .select_from(
            forms.outerjoin(STRATEGY, STRATEGY.c.id == FORM.c.strategy_id).outerjoin(
                OPENING, opened
            )
        )
        .where(
            FORM.c.workshop_id == sa.bindparam("workshop"),
            FORM.c.number >= sa.literal_column(str(OVERALL)),
            has_questions,
        )
        .order_by(FORM.c.number == sa.literal_column(str(OVERALL)), FORM.c.number)
    )


_STRATEGY_TEXTS = (
    STRATEGY.c.title_th,
    STRATEGY.c.title_en,
    STRATEGY.c.description_th,
    STRATEGY.c.description_en,
)
_STATES_OF_PERSON = _states(
    PLACEMENT.c.group_id,
    FORM.outerjoin(
        PLAN, sa.and_(PLAN.c.workshop_id == FORM.c.workshop_id, _IS_PUBLISHED)
    ).outerjoin(
        PLACEMENT,
        sa.and_(PLACEMENT.c.plan_id == PLAN.c.id, PLACEMENT.c.person_id == sa.bindparam("person")),
    ),
)
_STATES_OF_GROUP = _states(sa.bindparam("group", type_=sa.Integer), FORM)

_QUESTIONS = (
    sa.select(
        QUESTION.c.id,
        VERSION.c.id,
        QUESTION.c.group_id,
        sa.type_coerce(VERSION.c.kind, sa.String),
        VERSION.c.text_th,
        VERSION.c.text_en,
        VERSION.c.short_text_th,
        VERSION.c.short_text_en,
        VERSION.c.hint_th,
        VERSION.c.hint_en,
        VERSION.c.required,
        sa.cast(VERSION.c.options, sa.Text),
    )
    .join(
        VERSION,
        sa.and_(VERSION.c.question_id == QUESTION.c.id, VERSION.c.number == QUESTION.c.version),
    )
    .where(QUESTION.c.form_id == sa.bindparam("form"), QUESTION.c.retired.is_(False))
    .order_by(QUESTION.c.position, QUESTION.c.id)
)


_TRAITS = tuple(field.name for field in fields(Question))


def _question(row: tuple[Any, ...]) -> Question:
    """From a row of _QUESTIONS, whose columns are in the order of Question's fields."""
    traits = dict(zip(_TRAITS, row, strict=True))
    traits["kind"] = QuestionKind(traits["kind"])
    traits["options"] = tuple(
        Option(one["key"], one.get("th", ""), one.get("en", ""))
        for one in json.loads(traits["options"])
    )
    return Question(**traits)
