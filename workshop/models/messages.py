"""Mails in the outbox, the letters a workshop put in its own words, mailings, flagged addresses."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workshop.domain.terms import FlagSource, LetterKind, MailingState, MessageState
from workshop.models.base import Base, InWorkshop, Numbered, inside, referable, stored_by_value


class Message(Numbered, Base):
    """A mail in the outbox, written in the same commit as what it tells about.

    `details` holds what it was composed from besides the person, so that it can be composed anew.
    While it is being sent, `claim` names who does it and `due_at` is when that claim ends;
    `handing_at` is set in the moment before a server may take it. `calendar` and `qr_link` are
    removed with the links of the text once it is on its way.
    """

    __tablename__ = "message"
    __table_args__ = (
        inside("person_id", "person"),
        inside("mailing_id", "mailing"),
        UniqueConstraint("mailing_id", "person_id"),
        sa.Index("ix_message_state_due_at", "state", "due_at"),
        CheckConstraint("recipient <> ''", name="has_a_recipient"),
        CheckConstraint("attempts >= 0", name="attempts_are_counted"),
        CheckConstraint("state <> 'sending' OR claim <> ''", name="sending_is_claimed"),
    )

    workshop_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("workshop.id", ondelete="CASCADE"), index=True
    )
    message_id: Mapped[str] = mapped_column(sa.String(120), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    recipient: Mapped[str] = mapped_column(sa.String(254), index=True)
    language: Mapped[str] = mapped_column(sa.String(2), default="th")
    subject: Mapped[str] = mapped_column(sa.String(300))
    body: Mapped[str] = mapped_column(sa.Text)
    calendar: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    state: Mapped[MessageState] = mapped_column(
        stored_by_value(MessageState), default=MessageState.WAITING
    )
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(sa.String(300), default="")
    created_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime | None]
    person_id: Mapped[int | None] = mapped_column(index=True)
    mailing_id: Mapped[int | None]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reply_to: Mapped[str] = mapped_column(sa.String(254), default="")
    qr_link: Mapped[str] = mapped_column(sa.String(300), default="")
    claim: Mapped[str] = mapped_column(sa.String(160), default="")
    handing_at: Mapped[dt.datetime | None]


class MessageTemplate(Numbered, InWorkshop, Base):
    """A letter in the workshop's own words, in one language; without one the usual text holds."""

    __tablename__ = "message_template"
    __table_args__ = (
        UniqueConstraint("workshop_id", "kind", "language"),
        CheckConstraint("language IN ('th', 'en')", name="language_is_known"),
        CheckConstraint("subject <> '' AND body <> ''", name="has_a_text"),
    )

    kind: Mapped[LetterKind] = mapped_column(stored_by_value(LetterKind))
    language: Mapped[str] = mapped_column(sa.String(2))
    subject: Mapped[str] = mapped_column(sa.String(300))
    body: Mapped[str] = mapped_column(sa.Text)


class Mailing(Numbered, InWorkshop, Base):
    """One letter to everybody who fits `filters`, at once or at a time relative to the workshop.

    `days_after` counts from the workshop's date (negative: before it), `at_time` is local to the
    workshop: when the workshop moves, the mailing moves with it. Who gets it is worked out when it
    goes out; `recipients` and `skipped` say how many people got it and could not get it.
    `submission_hash` makes a repeated send one mailing.
    """

    __tablename__ = "mailing"
    __table_args__ = (
        referable(),
        UniqueConstraint("workshop_id", "submission_hash"),
        sa.Index("ix_mailing_state", "state"),
        CheckConstraint("(days_after IS NULL) = (at_time IS NULL)", name="day_and_time_together"),
        CheckConstraint(
            "state NOT IN ('planned', 'missed') OR days_after IS NOT NULL",
            name="planned_has_a_time",
        ),
        CheckConstraint("recipients >= 0 AND skipped >= 0", name="people_are_counted"),
    )

    kind: Mapped[LetterKind] = mapped_column(stored_by_value(LetterKind))
    filters: Mapped[dict[str, Any]]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    submission_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    state: Mapped[MailingState] = mapped_column(stored_by_value(MailingState))
    days_after: Mapped[int | None]
    at_time: Mapped[dt.time | None]
    recipients: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[int] = mapped_column(default=0)
    is_late: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[str] = mapped_column(sa.String(254))
    created_at: Mapped[dt.datetime]
    done_at: Mapped[dt.datetime | None]


class AddressFlag(Numbered, InWorkshop, Base):
    """An address that mail does not reach; mailings leave it out until the flag is removed."""

    __tablename__ = "address_flag"
    __table_args__ = (
        UniqueConstraint("workshop_id", "address"),
        CheckConstraint("address = lower(address) AND address <> ''", name="address_is_lower_case"),
    )

    address: Mapped[str] = mapped_column(sa.String(254))
    source: Mapped[FlagSource] = mapped_column(stored_by_value(FlagSource))
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    flagged_at: Mapped[dt.datetime]
