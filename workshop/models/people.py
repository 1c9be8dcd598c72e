"""People who registered, what they agreed to, and changes that wait for their word."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workshop.domain.terms import PersonSource, PersonStatus, Seniority
from workshop.models.base import Base, InWorkshop, Numbered, inside, referable, stored_by_value


class Person(Numbered, InWorkshop, Base):
    """Somebody who registered; a seat is theirs while `confirmed`.

    `name_key` is the name as compared (prefix, spacing and Unicode form ignored). Raising
    `link_version` makes every earlier personal link useless.
    """

    __tablename__ = "person"
    __table_args__ = (
        referable(),
        UniqueConstraint("workshop_id", "short_code"),
        sa.Index("ix_person_workshop_id_name_key", "workshop_id", "name_key"),
        sa.Index("ix_person_workshop_id_status", "workshop_id", "status"),
        CheckConstraint("first_name <> '' AND last_name <> ''", name="has_a_full_name"),
        CheckConstraint("email = lower(email)", name="email_is_lower_case"),
        CheckConstraint("language IN ('th', 'en')", name="language_is_known"),
        CheckConstraint("link_version >= 1", name="link_version_is_positive"),
        CheckConstraint(
            "checked_in_at IS NULL OR status = 'confirmed'", name="checked_in_is_confirmed"
        ),
        inside("agency_id", "agency", ondelete="NO ACTION"),
    )

    prefix: Mapped[str] = mapped_column(sa.String(60), default="")
    first_name: Mapped[str] = mapped_column(sa.String(120))
    last_name: Mapped[str] = mapped_column(sa.String(120))
    name_key: Mapped[str] = mapped_column(sa.String(260))
    position: Mapped[str] = mapped_column(sa.String(200), default="")
    seniority: Mapped[Seniority] = mapped_column(
        stored_by_value(Seniority), default=Seniority.UNKNOWN
    )
    agency_id: Mapped[int | None] = mapped_column(index=True)
    agency_name: Mapped[str] = mapped_column(sa.String(200), default="")
    ministry: Mapped[str] = mapped_column(sa.String(200), default="")
    email: Mapped[str] = mapped_column(sa.String(254), default="", index=True)
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    dietary: Mapped[str] = mapped_column(sa.String(200), default="")
    access_needs: Mapped[str] = mapped_column(sa.String(1000), default="")
    language: Mapped[str] = mapped_column(sa.String(2), default="th")
    status: Mapped[PersonStatus] = mapped_column(stored_by_value(PersonStatus))
    source: Mapped[PersonSource] = mapped_column(
        stored_by_value(PersonSource), default=PersonSource.SELF
    )
    short_code: Mapped[str] = mapped_column(sa.String(8))
    link_version: Mapped[int] = mapped_column(default=1)
    registered_at: Mapped[dt.datetime]
    checked_in_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class PersonRole(InWorkshop, Base):
    """The role a person ticked for their agency; without any, the agency's own roles hold."""

    __tablename__ = "person_role"
    __table_args__ = (inside("person_id", "person"), inside("role_id", "agency_role"))

    person_id: Mapped[int] = mapped_column(primary_key=True)
    role_id: Mapped[int] = mapped_column(primary_key=True, index=True)


class Consent(Numbered, InWorkshop, Base):
    """Somebody agreed to one purpose in the words of one version of the notice."""

    __tablename__ = "consent"
    __table_args__ = (
        inside("person_id", "person"),
        sa.Index("ix_consent_person_id", "person_id"),
        CheckConstraint("purpose <> ''", name="has_a_purpose"),
        CheckConstraint("withdrawn_at >= given_at", name="withdrawn_after_given"),
    )

    person_id: Mapped[int]
    purpose: Mapped[str] = mapped_column(sa.String(40))
    notice_number: Mapped[int]
    given_at: Mapped[dt.datetime]
    withdrawn_at: Mapped[dt.datetime | None]


class Submission(InWorkshop, Base):
    """A registration form that was sent; makes a repeated send one record.

    `id_hash` is the SHA-256 of workshop and the form's random id, `content_hash` that of what it
    said. It led to a person, or to a proposed change.
    """

    __tablename__ = "submission"
    __table_args__ = (
        inside("person_id", "person"),
        inside("change_id", "proposed_change"),
        CheckConstraint("(person_id IS NULL) <> (change_id IS NULL)", name="led_to_one_record"),
    )

    id_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)
    content_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    person_id: Mapped[int | None] = mapped_column(index=True)
    change_id: Mapped[int | None] = mapped_column(index=True)


class ProposedChange(Numbered, InWorkshop, Base):
    """Details sent under a known name and address; they count once that address confirms.

    An organiser may take them over or discard them instead; they wait while neither happened.

    Until then whoever sent them has a page that shows them back, as after a first registration,
    with a code and a status of its own. No seat is taken; `held_until` is how long the public
    figure of seats counts one for it, so that the figure does not give the secret away.
    """

    __tablename__ = "proposed_change"
    __table_args__ = (
        referable(),
        inside("person_id", "person"),
        UniqueConstraint("token_hash"),
        UniqueConstraint("workshop_id", "short_code"),
        sa.Index("ix_proposed_change_person_id", "person_id"),
        sa.Index("ix_proposed_change_workshop_id_email", "workshop_id", "email"),
        CheckConstraint("applied_at >= created_at", name="applied_after_creation"),
        CheckConstraint("discarded_at >= created_at", name="discarded_after_creation"),
    )

    person_id: Mapped[int]
    details: Mapped[dict[str, Any]]
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    status: Mapped[PersonStatus] = mapped_column(stored_by_value(PersonStatus))
    short_code: Mapped[str] = mapped_column(sa.String(8))
    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    notice_number: Mapped[int]
    created_at: Mapped[dt.datetime]
    held_until: Mapped[dt.datetime]
    applied_at: Mapped[dt.datetime | None]
    discarded_at: Mapped[dt.datetime | None]


class StagedImport(Numbered, InWorkshop, Base):
    """An uploaded list that was previewed and waits to be applied."""

    __tablename__ = "staged_import"
    __table_args__ = (CheckConstraint("filename <> ''", name="has_a_filename"),)

    account_id: Mapped[int] = mapped_column(
        sa.ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    filename: Mapped[str] = mapped_column(sa.String(200))
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    created_at: Mapped[dt.datetime]
    applied_at: Mapped[dt.datetime | None]
