"""What happened at the door: every scan as it was made, and who came in whose place."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workshop.domain.terms import ArrivalKind
from workshop.models.base import Base, InWorkshop, Numbered, inside, stored_by_value


class Arrival(Numbered, InWorkshop, Base):
    """One scan; never changed once written, so the same scan sent again is found again.

    `scan_id` is the random id the device gave it. `at` is when the device says it was made, never
    later than `received_at`; `device` is what the device calls itself, `scanned_by` the e-mail
    address of who was signed in there. What all scans of a person come to stands in
    `Person.checked_in_at`.
    """

    __tablename__ = "arrival"
    __table_args__ = (
        UniqueConstraint("workshop_id", "scan_id"),
        inside("person_id", "person"),
        sa.Index("ix_arrival_person_id", "person_id"),
        CheckConstraint("scan_id <> ''", name="has_a_scan_id"),
        CheckConstraint("at <= received_at", name="scanned_before_it_was_received"),
    )

    scan_id: Mapped[str] = mapped_column(sa.String(36))
    person_id: Mapped[int]
    kind: Mapped[ArrivalKind] = mapped_column(stored_by_value(ArrivalKind))
    at: Mapped[dt.datetime]
    received_at: Mapped[dt.datetime]
    device: Mapped[str] = mapped_column(sa.String(40), default="")
    scanned_by: Mapped[str] = mapped_column(sa.String(254), default="")


class Substitution(InWorkshop, Base):
    """Somebody came in another person's place and took over seat, group and table.

    A person stands in for one other at most. What the absent person said and answered stays
    theirs: the two are two people.
    """

    __tablename__ = "substitution"
    __table_args__ = (
        inside("person_id", "person"),
        inside("absent_id", "person"),
    )

    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    absent_id: Mapped[int] = mapped_column(index=True)
    at: Mapped[dt.datetime]
    recorded_by: Mapped[str] = mapped_column(sa.String(254), default="")
