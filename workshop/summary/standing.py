"""How far a group is: which forms are open to it, how many answered, what waits."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import kept
from workshop.domain.terms import OVERALL
from workshop.models import (
    FeedbackForm,
    FocusGroup,
    FormOpening,
    Question,
    Response,
    Strategy,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """One form in one group, now.

    closes_at: when it closes by itself.  answered: people who answered, always live.  released:
    people of whom something is released.  waiting: those of whom nothing is; where the form is
    closed also those who revised what is. While it is open that would tell who just did.
    serial and total_released change with everything that outputs may use of the answers.
    """

    form_id: int
    group_id: int
    number: int
    version: int
    strategy_version: int
    title_th: str
    title_en: str
    short_title_th: str
    short_title_en: str
    is_open: bool
    closings: int
    closes_at: dt.datetime | None
    serial: int
    asked: bool
    answered: int
    waiting: int
    released: int
    total_released: int

    @property
    def is_overall(self) -> bool:
        return self.number == OVERALL

    @property
    def keeps_late(self) -> bool:
        """Whether what waits came after a reopening, and stays unshown as it was closed again.

        Where nothing is released, all who answered are too few, however often it was opened.
        """
        return not self.is_open and self.closings > 1 and self.released > 0

    @property
    def keeps_few(self) -> bool:
        """Whether what waits was held back at a closing for another reason: too few people."""
        return not self.is_open and not self.keeps_late

    @property
    def stamp(self) -> tuple[int, int, int]:
        """The same exactly while the released answers are the same."""
        return self.serial, self.released, self.total_released


def standings(session: Session, *, workshop_id: int, group_id: int | None = None) -> list[Standing]:
    """Every form that is put to a group, strategies by number and the overall one last.

    group_id: that group alone; None for all groups, by letter within each form.
    """
    statement = _ALL_STANDINGS if group_id is None else _GROUP_STANDINGS
    return _read(session, statement, workshop_id, group_id)


def statement_standings(session: Session, *, workshop_id: int) -> list[Standing]:
    """The same of the statements that everybody votes on, each wording a form of its own."""
    return _read(session, _STATEMENT_STANDINGS, workshop_id, None)


def _read(
    session: Session, statement: Any, workshop_id: int, group_id: int | None
) -> list[Standing]:
    def find() -> list[Standing]:
        values = {"workshop": workshop_id, "group": group_id}
        found = [Standing(*row) for row in session.execute(statement, values)]
        return [standing for standing in found if standing.asked or standing.answered]

    return list(kept.read(session, (statement, workshop_id, group_id), find))


def _standings(*conditions: Any, which: Any = FeedbackForm.number >= OVERALL) -> Any:
    """The forms of a workshop in the groups that meet the conditions (on Response and FocusGroup).

    which: of the forms, by their number.
    """
    mine = (FeedbackForm.workshop_id == _WORKSHOP, which)
    counts = _counts(sa.select(FeedbackForm.id).where(*mine), conditions)
    return (
        sa.select(
            FeedbackForm.id,
            FocusGroup.id,
            FeedbackForm.number,
            FeedbackForm.version,
            sa.func.coalesce(Strategy.version, 0),
            sa.func.coalesce(Strategy.title_th, ""),
            sa.func.coalesce(Strategy.title_en, ""),
            sa.func.coalesce(Strategy.short_title_th, ""),
            sa.func.coalesce(Strategy.short_title_en, ""),
            sa.func.coalesce(FormOpening.is_open, sa.false()),
            sa.func.coalesce(FormOpening.closings, 0),
            FormOpening.closes_at,
            sa.func.coalesce(FormOpening.release_serial, 0),
            _ASKED,
            sa.func.coalesce(counts.c.answered, 0),
            sa.func.coalesce(
                sa.case((FormOpening.is_open, counts.c.new), else_=counts.c.waiting), 0
            ),
            sa.func.coalesce(counts.c.released, 0),
            sa.func.coalesce(counts.c.total, 0),
        )
        .join(FocusGroup, FocusGroup.workshop_id == FeedbackForm.workshop_id)
        .outerjoin(Strategy, Strategy.id == FeedbackForm.strategy_id)
        .outerjoin(FormOpening, _both(FormOpening))
        .outerjoin(counts, _both(counts.c))
        .where(*mine, *(one(FocusGroup.id) for one in conditions))
        .order_by(FeedbackForm.number == OVERALL, FeedbackForm.number, *FocusGroup.by_letter())
    )


def _counts(forms: Any, conditions: Iterable[Any]) -> Any:
    """How many answered, wait and are released, by form and group.

    Responses are counted from their index alone, and alike ones as one row, so their number
    hardly matters.
    """
    kinds = (Response.form_id, Response.group_id, Response.released, Response.revision)
    alike = (
        sa.select(*kinds, sa.func.count().label("people"))
        .where(Response.form_id.in_(forms), *(one(Response.group_id) for one in conditions))
        .group_by(*kinds)
        .subquery()
    ).c
    return (
        sa.select(
            alike.form_id,
            alike.group_id,
            _whole(alike.people).label("answered"),
            _whole(alike.people, alike.released < alike.revision).label("waiting"),
            _whole(alike.people, alike.released == 0).label("new"),
            _whole(alike.people, alike.released > 0).label("released"),
            _whole(alike.people * alike.released).label("total"),
        )
        .group_by(alike.form_id, alike.group_id)
        .subquery()
    )


def _whole(number: Any, *conditions: Any) -> sa.ColumnElement[int]:
    """A sum as a whole number, where the conditions hold: PostgreSQL adds counts up as decimals."""
    added = sa.func.sum(number)
    return sa.cast(added.filter(*conditions) if conditions else added, sa.Integer)


def _both(columns: Any) -> sa.ColumnElement[bool]:
    """Of this form and this group."""
    return sa.and_(columns.form_id == FeedbackForm.id, columns.group_id == FocusGroup.id)


_WORKSHOP = sa.bindparam("workshop", type_=sa.Integer)
_GROUP = sa.bindparam("group", type_=sa.Integer)

_ASKED = (
    sa.select(Question.id)
    .where(
        Question.form_id == FeedbackForm.id,
        Question.retired.is_(False),
        sa.or_(Question.group_id.is_(None), Question.group_id == FocusGroup.id),
    )
    .exists()
)

_ALL_STANDINGS = _standings()
_GROUP_STANDINGS = _standings(lambda column: column == _GROUP)
_STATEMENT_STANDINGS = _standings(which=FeedbackForm.number < OVERALL)
