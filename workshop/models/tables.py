"""Who sits at which table: how a group's tables were dealt, and the seats after the first round."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workshop.models.base import Base, InWorkshop, Numbered, inside


class TableDeal(Numbered, InWorkshop, Base):
    """The tables of one group in one plan.

    `result` holds what the engine gave and what was done since: `bound` and `seats`, everybody's
    tables round by round, as dealt; `moves`, the changes by hand that can be undone.
    """

    __tablename__ = "table_deal"
    __table_args__ = (
        inside("plan_id", "plan"),
        inside("group_id", "focus_group"),
        UniqueConstraint("plan_id", "group_id"),
        CheckConstraint("tables >= 1", name="tables_are_counted"),
        CheckConstraint("rounds BETWEEN 1 AND 12", name="rounds_are_in_range"),
    )

    plan_id: Mapped[int]
    group_id: Mapped[int] = mapped_column(index=True)
    tables: Mapped[int]
    rounds: Mapped[int]
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)


class TableSeat(InWorkshop, Base):
    """Somebody's table in a round after the first, whose table stands in the placement."""

    __tablename__ = "table_seat"
    __table_args__ = (
        inside("plan_id", "plan"),
        inside("person_id", "person"),
        ForeignKeyConstraint(
            ["plan_id", "person_id"],
            ["placement.plan_id", "placement.person_id"],
            ondelete="CASCADE",
        ),
        CheckConstraint("round >= 2", name="round_comes_after_the_first"),
        CheckConstraint("table_number >= 1", name="table_number_is_positive"),
    )

    plan_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True, index=True)
    round: Mapped[int] = mapped_column(primary_key=True)
    table_number: Mapped[int]
