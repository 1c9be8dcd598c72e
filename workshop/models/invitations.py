"""Who was asked to come, and what they replied."""

import datetime as dt
import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workshop.domain.terms import InvitedBy, InviteeSource
from workshop.models.base import Base, InWorkshop, Numbered, inside, stored_by_value


class Invitee(Numbered, InWorkshop, Base):
    """A person, an office ("Director") or an agency that is asked to come.

    Without a name whoever holds the position may reply, without both anybody of the agency.
    A reply leads to `person_id`; `is_substitute` says that this person comes in the invitee's
    place. `not_them` holds ids of people of whom an organiser said that they are somebody else.
    Raising `link_version` makes every earlier link useless. `withdrawn_at` keeps the record.
    """

    __tablename__ = "invitee"
    __table_args__ = (
        UniqueConstraint("workshop_id", "short_code"),
        sa.Index("ix_invitee_workshop_id_name_key", "workshop_id", "name_key"),
        CheckConstraint(
            "first_name <> '' OR position <> '' OR agency_name <> ''", name="addresses_somebody"
        ),
        CheckConstraint("(first_name = '') = (last_name = '')", name="has_a_whole_name"),
        CheckConstraint("email = lower(email)", name="email_is_lower_case"),
        CheckConstraint("language IN ('th', 'en')", name="language_is_known"),
        CheckConstraint("link_version >= 1", name="link_version_is_positive"),
        CheckConstraint("(sent_at IS NULL) = (sent_by IS NULL)", name="sent_in_one_way"),
        CheckConstraint("reminded_at >= sent_at", name="reminded_after_sent"),
        CheckConstraint("(person_id IS NULL) = (replied_at IS NULL)", name="replied_at_one_time"),
        CheckConstraint(
            "person_id IS NULL OR declined_at IS NULL", name="replied_or_declined"
        ),
        CheckConstraint("NOT is_substitute OR person_id IS NOT NULL", name="substitute_replied"),
        CheckConstraint("decline_reason = '' OR declined_at IS NOT NULL", name="reason_declines"),
        inside("agency_id", "agency", ondelete="NO ACTION"),
        inside("person_id", "person"),
    )  # fmt: skip

    prefix: Mapped[str] = mapped_column(sa.String(60), default="")
    first_name: Mapped[str] = mapped_column(sa.String(120), default="")
    last_name: Mapped[str] = mapped_column(sa.String(120), default="")
    name_key: Mapped[str] = mapped_column(sa.String(260), default="")
    position: Mapped[str] = mapped_column(sa.String(200), default="")
    agency_id: Mapped[int | None] = mapped_column(index=True)
    agency_name: Mapped[str] = mapped_column(sa.String(200), default="")
    ministry: Mapped[str] = mapped_column(sa.String(200), default="")
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    language: Mapped[str] = mapped_column(sa.String(2), default="th")
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    source: Mapped[InviteeSource] = mapped_column(
        stored_by_value(InviteeSource), default=InviteeSource.TYPED
    )
    short_code: Mapped[str] = mapped_column(sa.String(8))
    link_version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime | None]
    sent_by: Mapped[InvitedBy | None] = mapped_column(stored_by_value(InvitedBy))
    reminded_at: Mapped[dt.datetime | None]
    person_id: Mapped[int | None] = mapped_column(index=True)
    is_substitute: Mapped[bool] = mapped_column(default=False)
    replied_at: Mapped[dt.datetime | None]
    declined_at: Mapped[dt.datetime | None]
    decline_reason: Mapped[str] = mapped_column(sa.String(500), default="")
    withdrawn_at: Mapped[dt.datetime | None]
    not_them: Mapped[list[str]] = mapped_column(default=list)
    version: Mapped[int] = mapped_column(default=1)


class StagedInvitees(Numbered, InWorkshop, Base):
    """A list of invitees that was uploaded or pasted, previewed, and waits to be stored.

    `content` is the text of its sheets, read and packed, behind a first line that says in JSON
    which `sheets` were chosen and what was said of its `columns`, as in a StagedImport; no such
    line stands there while nothing was.
    """

    __tablename__ = "staged_invitees"
    __table_args__ = (
        UniqueConstraint("workshop_id", "account_id"),
        CheckConstraint("filename <> ''", name="has_a_filename"),
    )

    account_id: Mapped[int] = mapped_column(
        sa.ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    filename: Mapped[str] = mapped_column(sa.String(200))
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    created_at: Mapped[dt.datetime]

    @property
    def packed(self) -> bytes:
        """The sheets alone."""
        return self.content.partition(b"\n")[2] if self._is_headed else self.content

    @property
    def sheets(self) -> list[str]:
        return list(self._said.get("sheets", ()))

    @sheets.setter
    def sheets(self, chosen: list[str]) -> None:
        self._say(sheets=chosen)

    @property
    def columns(self) -> dict[str, Any]:
        return dict(self._said.get("columns", {}))

    @columns.setter
    def columns(self, said: dict[str, Any]) -> None:
        self._say(columns=said)

    @property
    def _is_headed(self) -> bool:
        return self.content.startswith(b"{")

    @property
    def _said(self) -> dict[str, Any]:
        if not self._is_headed:
            return {}
        said: dict[str, Any] = json.loads(self.content.partition(b"\n")[0])
        return said

    def _say(self, **more: Any) -> None:
        head = json.dumps({**self._said, **more})  # ASCII, one line
        self.content = head.encode("ascii") + b"\n" + self.packed
