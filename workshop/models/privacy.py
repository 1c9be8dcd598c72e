"""What people are told and agree to beyond the notice, and the register of processing."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workshop.models.base import Base, InWorkshop, Numbered


class ConsentText(Numbered, InWorkshop, Base):
    """One version of the words by which people agree to one purpose; never changed once written.

    The notice for registering has a table of its own, PrivacyNotice.
    """

    __tablename__ = "consent_text"
    __table_args__ = (
        UniqueConstraint("workshop_id", "purpose", "number"),
        CheckConstraint("number >= 1", name="number_is_positive"),
        CheckConstraint("purpose <> ''", name="has_a_purpose"),
        CheckConstraint("text_th <> '' OR text_en <> ''", name="has_a_text"),
    )

    purpose: Mapped[str] = mapped_column(sa.String(40))
    number: Mapped[int]
    text_th: Mapped[str] = mapped_column(sa.String(600), default="")
    text_en: Mapped[str] = mapped_column(sa.String(600), default="")
    created_at: Mapped[dt.datetime]


class PrivacyRegister(Base):
    """What an organiser decides for a workshop's record of processing; one row, or none yet.

    `retention_days` count from the workshop's date. `erased_at`: when personal details were erased.
    `refusals` are requests of people that were refused, with the reasons (section 39 (7)).
    """

    __tablename__ = "privacy_register"
    __table_args__ = (
        CheckConstraint("retention_days BETWEEN 1 AND 3650", name="retention_is_in_range"),
    )

    workshop_id: Mapped[int] = mapped_column(
        sa.ForeignKey("workshop.id", ondelete="CASCADE"), primary_key=True
    )
    controller_th: Mapped[str] = mapped_column(sa.String(500), default="")
    controller_en: Mapped[str] = mapped_column(sa.String(500), default="")
    officer_th: Mapped[str] = mapped_column(sa.String(500), default="")
    officer_en: Mapped[str] = mapped_column(sa.String(500), default="")
    recipients_th: Mapped[str] = mapped_column(sa.String(500), default="")
    recipients_en: Mapped[str] = mapped_column(sa.String(500), default="")
    refusals: Mapped[str] = mapped_column(sa.Text, default="")
    retention_days: Mapped[int] = mapped_column(default=90)
    erased_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column(default=1)
