"""What an organiser asks of every split: who sits together or apart, and what counts how much."""

import datetime as dt
from itertools import permutations

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workshop.domain.terms import PairKind
from workshop.models.base import Base, InWorkshop, Numbered, inside, stored_by_value

_ORDERS = ", ".join(f"'{''.join(letters)}'" for letters in permutations("PBSD"))


def _weighs(name: str) -> CheckConstraint:
    return CheckConstraint(f"{name}_weight BETWEEN 0 AND 5", name=f"{name}_weight_is_in_range")


def _orders(name: str) -> CheckConstraint:
    return CheckConstraint(f"{name}_order IN ({_ORDERS})", name=f"{name}_order_names_each_goal")


class SeatPair(Numbered, InWorkshop, Base):
    """Two people who are to sit in one group, or in two; a pair is told of once, in id order.

    A pair stays stored when one of the two cancels, and counts again once both have a seat.
    `said_by` is an e-mail address of staff.
    """

    __tablename__ = "seat_pair"
    __table_args__ = (
        UniqueConstraint("workshop_id", "first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="names_two_people"),
        inside("first_id", "person"),
        inside("second_id", "person"),
    )

    first_id: Mapped[int] = mapped_column(index=True)
    second_id: Mapped[int] = mapped_column(index=True)
    kind: Mapped[PairKind] = mapped_column(stored_by_value(PairKind))
    said_by: Mapped[str] = mapped_column(sa.String(254), default="")
    said_at: Mapped[dt.datetime]


class SplitRules(Numbered, InWorkshop, Base):
    """What counts how much in a workshop's splits; a workshop without a row has the defaults.

    Weights are whole numbers, 0 leaves an attribute out.  The orders name the goals P (first
    choices), B (balance), S (colleagues apart) and D (few moves), the one that counts most first:
    `first_order` of a first split, `rerun_order` of one after a publication.
    """

    __tablename__ = "split_rules"
    __table_args__ = (
        UniqueConstraint("workshop_id"),
        _weighs("ministry"),
        _weighs("seniority"),
        _weighs("language"),
        _weighs("roles"),
        _weighs("gender"),
        _orders("first"),
        _orders("rerun"),
        CheckConstraint("version >= 1", name="version_is_positive"),
    )

    ministry_weight: Mapped[int] = mapped_column(default=1)
    seniority_weight: Mapped[int] = mapped_column(default=1)
    language_weight: Mapped[int] = mapped_column(default=0)
    roles_weight: Mapped[int] = mapped_column(default=0)
    gender_weight: Mapped[int] = mapped_column(default=0)
    first_order: Mapped[str] = mapped_column(sa.String(4), default="PBSD")
    rerun_order: Mapped[str] = mapped_column(sa.String(4), default="PDBS")
    version: Mapped[int] = mapped_column(default=1)
