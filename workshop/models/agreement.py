"""Statements that everybody votes on. A vote is an answer: it is filed as `Response`.

Each wording of a statement is a form of its own with one question (see FeedbackForm), so votes
are filed, revised, released and erased with the very rows, locks and rules that answers have.
"""

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workshop.domain.terms import StatementState
from workshop.models.base import Base, InWorkshop, Numbered, inside, referable, stored_by_value


class Statement(Numbered, InWorkshop, Base):
    """Something that people agree with or not; `number` names it in addresses, `position` orders.

    group_id: the group whose desk proposed it, None where an organiser did.  comment: the released
    comment it was taken from, by its `order`.  `version` rises with every change.
    """

    __tablename__ = "statement"
    __table_args__ = (
        referable(),
        inside("group_id", "focus_group", ondelete="NO ACTION"),
        UniqueConstraint("workshop_id", "number"),
        CheckConstraint("number >= 1", name="number_is_positive"),
        CheckConstraint("version >= 1", name="version_is_positive"),
    )

    number: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)
    state: Mapped[StatementState] = mapped_column(
        stored_by_value(StatementState), default=StatementState.PROPOSED
    )
    group_id: Mapped[int | None] = mapped_column(index=True)
    comment: Mapped[bytes | None] = mapped_column(sa.LargeBinary(8))
    version: Mapped[int] = mapped_column(default=1)


class StatementWording(InWorkshop, Base):
    """The form under which the votes on one wording are filed; the highest `number` is asked."""

    __tablename__ = "statement_wording"
    __table_args__ = (
        inside("statement_id", "statement"),
        inside("form_id", "feedback_form"),
        UniqueConstraint("statement_id", "number"),
        CheckConstraint("number >= 1", name="number_is_positive"),
    )

    form_id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int]
    number: Mapped[int] = mapped_column(default=1)
