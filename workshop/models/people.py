"""People who registered, what they agreed to, seats offered, changes that wait for a word."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workshop.domain.terms import OfferState, PersonSource, PersonStatus, Seniority
from workshop.models.base import Base, InWorkshop, Numbered, inside, referable, stored_by_value

ERASED_KEY = "erased|"
"""What the compared name of somebody whose details were erased begins with."""


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

    @property
    def is_erased(self) -> bool:
        """Whether the details are gone: only the row is left, for the counts."""
        return self.name_key.startswith(ERASED_KEY)


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


class SeatOffer(Numbered, InWorkshop, Base):
    """A seat held for somebody on the waiting list until `expires_at`; open until it is settled.

    Only one may be open per person: two seats cannot be held for the same one. `change_id` instead
    of a person: what somebody sees who only seems to wait (ProposedChange); that holds no seat.
    `reason` is why it was made out of turn, by `made_by`; both are empty for those made in order.
    """

    __tablename__ = "seat_offer"
    __table_args__ = (
        inside("person_id", "person"),
        inside("change_id", "proposed_change"),
        sa.Index("ix_seat_offer_person_id", "person_id"),
        sa.Index("ix_seat_offer_change_id", "change_id"),
        sa.Index("ix_seat_offer_state_expires_at", "state", "expires_at"),
        sa.Index(
            "uq_seat_offer_open_of_person", "person_id", unique=True,
            sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"),
        ),
        sa.Index(
            "uq_seat_offer_open_of_change", "change_id", unique=True,
            sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"),
        ),
        CheckConstraint("(person_id IS NULL) <> (change_id IS NULL)", name="is_for_one"),
        CheckConstraint("expires_at > made_at", name="expires_after_it_was_made"),
        CheckConstraint("(state = 'open') = (settled_at IS NULL)", name="settled_has_a_time"),
        CheckConstraint("settled_at >= made_at", name="settled_after_it_was_made"),
    )  # fmt: skip

    person_id: Mapped[int | None]
    change_id: Mapped[int | None]
    made_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    state: Mapped[OfferState] = mapped_column(stored_by_value(OfferState), default=OfferState.OPEN)
    settled_at: Mapped[dt.datetime | None]
    made_by: Mapped[str] = mapped_column(sa.String(254), default="")
    reason: Mapped[str] = mapped_column(sa.String(300), default="")


class QueueTurn(Numbered, InWorkshop, Base):
    """An organiser decided, for a reason, that the next free seat is offered to this person.

    `used_at`: when it was. One that was made before the person last registered means nothing.
    """

    __tablename__ = "queue_turn"
    __table_args__ = (
        inside("person_id", "person"),
        sa.Index("ix_queue_turn_person_id", "person_id"),
        sa.Index(
            "uq_queue_turn_unused_of_person",
            "person_id",
            unique=True,
            sqlite_where=sa.text("used_at IS NULL"),
            postgresql_where=sa.text("used_at IS NULL"),
        ),
        CheckConstraint("reason <> ''", name="has_a_reason"),
        CheckConstraint("used_at >= made_at", name="used_after_it_was_made"),
    )

    person_id: Mapped[int]
    made_at: Mapped[dt.datetime]
    made_by: Mapped[str] = mapped_column(sa.String(254))
    reason: Mapped[str] = mapped_column(sa.String(300))
    used_at: Mapped[dt.datetime | None]


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
    """An uploaded list that was previewed and waits to be applied.

    `content` is the text of its sheets, read and packed; `sheets` the names of those chosen (none:
    all with people); `columns` what an organiser corrected, by signature of the headings.
    """

    __tablename__ = "staged_import"
    __table_args__ = (CheckConstraint("filename <> ''", name="has_a_filename"),)

    account_id: Mapped[int] = mapped_column(
        sa.ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    filename: Mapped[str] = mapped_column(sa.String(200))
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    sheets: Mapped[list[str]] = mapped_column(default=list)
    columns: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[dt.datetime]
    applied_at: Mapped[dt.datetime | None]

    @property
    def packed(self) -> bytes:
        """The sheets alone."""
        return self.content


class ListLayout(Numbered, InWorkshop, Base):
    """What the columns under certain headings hold, as an organiser said when storing such a list.

    `signature` is the SHA-256 of the headings as compared; `columns` maps the place of a column,
    from 0, to what it holds, or to "" when it is left out.
    """

    __tablename__ = "list_layout"
    __table_args__ = (
        UniqueConstraint("workshop_id", "signature"),
        sa.Index("ix_list_layout_signature", "signature"),
        CheckConstraint("signature <> ''", name="has_a_signature"),
    )

    signature: Mapped[str] = mapped_column(sa.String(64))
    columns: Mapped[dict[str, Any]] = mapped_column(default=dict)
    stored_at: Mapped[dt.datetime]
