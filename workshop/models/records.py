"""Staff accounts and teams, one-time links, guesses and the audit trail."""

import datetime as dt

import sqlalchemy as sa
from flask_login import UserMixin
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workshop.domain.terms import AttemptKind, LinkPurpose, Role
from workshop.models.base import Base, InWorkshop, Numbered, inside, stored_by_value


class Account(UserMixin, Numbered, Base):
    """A member of staff; raising `session_version` signs them out everywhere.

    The second factor counts once `second_since` is set; before, its secret waits for a first right
    code. `second_secret` is of no use without a key that lies outside the database (keys.py),
    `second_step` is the newest step of 30 seconds whose code was accepted, and `recovery_hashes`
    are keyed hashes of the recovery codes that are left.
    """

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("email"),
        CheckConstraint("email = lower(email) AND email <> ''", name="email_is_lower_case"),
        CheckConstraint("language IS NULL OR language IN ('th', 'en')", name="language_is_known"),
        CheckConstraint(
            "second_since IS NULL OR second_secret IS NOT NULL", name="second_factor_has_a_secret"
        ),
    )

    email: Mapped[str] = mapped_column(sa.String(254))
    name: Mapped[str] = mapped_column(sa.String(120), default="")
    password_hash: Mapped[str] = mapped_column(sa.String(200), default="")
    language: Mapped[str | None] = mapped_column(sa.String(2))
    may_create: Mapped[bool] = mapped_column(default=False)
    session_version: Mapped[int] = mapped_column(default=1)
    second_secret: Mapped[bytes | None] = mapped_column(sa.LargeBinary(36))
    second_since: Mapped[dt.datetime | None]
    second_step: Mapped[int] = mapped_column(default=0)
    recovery_hashes: Mapped[list[str]] = mapped_column(default=list)
    created_at: Mapped[dt.datetime]

    def get_id(self) -> str:
        return f"{self.id}:{self.session_version}"


class Membership(Numbered, InWorkshop, Base):
    """What an account may do in a workshop; facilitators and note-takers have a group."""

    __tablename__ = "membership"
    __table_args__ = (
        inside("group_id", "focus_group"),
        UniqueConstraint("workshop_id", "account_id", "role", "group_id"),
        CheckConstraint(
            "(role IN ('facilitator', 'note_taker')) = (group_id IS NOT NULL)",
            name="only_group_roles_have_a_group",
        ),
    )

    account_id: Mapped[int] = mapped_column(
        sa.ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[Role] = mapped_column(stored_by_value(Role))
    group_id: Mapped[int | None] = mapped_column(index=True)


class OneTimeLink(Numbered, Base):
    """An invitation, a password reset or the first set-up; only the token's hash is kept."""

    __tablename__ = "one_time_link"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        CheckConstraint("expires_at > created_at", name="expires_after_creation"),
        CheckConstraint("used_at >= created_at", name="used_after_creation"),
    )

    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    purpose: Mapped[LinkPurpose] = mapped_column(stored_by_value(LinkPurpose))
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    name: Mapped[str] = mapped_column(sa.String(120), default="")
    workshop_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("workshop.id", ondelete="CASCADE"), index=True
    )
    role: Mapped[Role | None] = mapped_column(stored_by_value(Role))
    group_id: Mapped[int | None]
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]


class Attempt(Numbered, Base):
    """A wrong guess; `subject` and `address` are keyed hashes, never the values."""

    __tablename__ = "attempt"
    __table_args__ = (
        sa.Index("ix_attempt_kind_subject_at", "kind", "subject", "at"),
        sa.Index("ix_attempt_kind_address_at", "kind", "address", "at"),
    )

    kind: Mapped[AttemptKind] = mapped_column(stored_by_value(AttemptKind))
    subject: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    address: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    at: Mapped[dt.datetime]


class AuditEntry(Numbered, Base):
    """Who did what to what, when; never about an answer."""

    __tablename__ = "audit_entry"
    __table_args__ = (CheckConstraint("what <> ''", name="says_what"),)

    workshop_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("workshop.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[dt.datetime]
    actor: Mapped[str] = mapped_column(sa.String(254))
    what: Mapped[str] = mapped_column(sa.String(60))
    subject: Mapped[str] = mapped_column(sa.String(300), default="")


class Installation(Base):
    """One row: what kind of installation this database belongs to."""

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    demonstration: Mapped[bool] = mapped_column(default=False)
