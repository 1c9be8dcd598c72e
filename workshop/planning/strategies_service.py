"""Strategies; each has a feedback form of the same number."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.errors import ConflictError, WorkshopError
from workshop.i18n import _l
from workshop.models import FeedbackForm, Question, Response, Strategy, Workshop
from workshop.planning import editing
from workshop.planning.editing import By

NAMES = (
    "number", "title_th", "title_en", "short_title_th", "short_title_en",
    "description_th", "description_en",
)  # fmt: skip


def strategies(session: Session, workshop: Workshop) -> list[Strategy]:
    """By number."""
    return list(
        session.scalars(
            sa.select(Strategy).where(Strategy.workshop_id == workshop.id).order_by(Strategy.number)
        )
    )


def question_counts(session: Session, workshop: Workshop) -> dict[int, int]:
    """By the form's number, how many questions it asks."""
    rows = session.execute(
        sa.select(FeedbackForm.number, sa.func.count())
        .join(Question, Question.form_id == FeedbackForm.id)
        .where(FeedbackForm.workshop_id == workshop.id, Question.retired.is_(False))
        .group_by(FeedbackForm.number)
    )
    return dict(rows.all())


def strategy(session: Session, workshop: Workshop, row_id: int) -> Strategy:
    return editing.find(session, Strategy, workshop, row_id)


def values(row: Strategy) -> dict[str, Any]:
    return editing.read(row, *NAMES)


def add(session: Session, workshop: Workshop, new: Mapping[str, Any], *, by: By) -> None:
    """With its form, which has no questions yet and is closed."""
    editing.hold(session, workshop)
    _check_number(session, workshop, new["number"], None)
    row = Strategy(workshop_id=workshop.id, **new)
    session.add(row)
    session.flush()
    session.add(FeedbackForm(workshop_id=workshop.id, number=row.number, strategy_id=row.id))
    by.record(session, workshop, "strategy.added", _subject(row))


def change(
    session: Session, workshop: Workshop, row_id: int, new: Mapping[str, Any], *,
    version: int | None, by: By,
) -> None:  # fmt: skip
    """Raises ChangedMeanwhileError when somebody stored a change after `version`."""
    editing.hold(session, workshop)
    row = strategy(session, workshop, row_id)
    editing.seen(version, row.version, values(row))
    _check_number(session, workshop, new["number"], row.id)
    editing.fill(row, new)
    row.version += 1
    session.execute(
        sa.update(FeedbackForm)
        .where(FeedbackForm.workshop_id == workshop.id, FeedbackForm.strategy_id == row.id)
        .values(number=row.number)
    )
    by.record(session, workshop, "strategy.changed", _subject(row))


def delete(
    session: Session, workshop: Workshop, row_id: int, *, version: int | None, by: By
) -> None:
    """With its form and questions; raises ConflictError once somebody answered."""
    editing.hold(session, workshop)
    row = strategy(session, workshop, row_id)
    editing.seen(version, row.version, values(row))
    answered = sa.exists().where(
        Response.form_id == FeedbackForm.id, FeedbackForm.strategy_id == row.id
    )
    if session.scalar(sa.select(answered)):
        raise ConflictError(_l("People have answered on this strategy. It has to stay."))
    session.delete(row)
    by.record(session, workshop, "strategy.deleted", _subject(row))


def _check_number(session: Session, workshop: Workshop, number: int, own: int | None) -> None:
    if any(row.number == number and row.id != own for row in strategies(session, workshop)):
        raise WorkshopError(
            _l("Another strategy has this number. Choose a different one."), field="number"
        )


def _subject(row: Strategy) -> str:
    return f"{row.number} {row.title_th or row.title_en}"
