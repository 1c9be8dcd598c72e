"""A workshop and what organisers set up for it."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workshop.domain.terms import AgendaKind, AnswerMode, WorkshopState
from workshop.models.base import Base, InWorkshop, Numbered, inside, referable, stored_by_value

SLUG = r"slug <> '' AND slug = lower(slug) AND slug <> 'new'"


class Workshop(Numbered, Base):
    """One day with its people, groups and strategies.

    What people read has a Thai and an English version; one of the two may be empty. `date`,
    `starts` and `ends` are local to `timezone`. `clock_shift` (seconds) moves the now-and-next of
    a rehearsal or demonstration to the day. `uid` names the answer key outside the database.
    `offer_hours`: how long a free seat is held for whoever is next on the waiting list.
    `report_published_at`: since when participants may read the report, None while they may not.
    """

    __tablename__ = "workshop"
    __table_args__ = (
        CheckConstraint(SLUG, name="slug_is_usable"),
        CheckConstraint("title_th <> '' OR title_en <> ''", name="has_a_title"),
        CheckConstraint("ends > starts", name="ends_after_start"),
        CheckConstraint("capacity >= 1", name="capacity_is_positive"),
        CheckConstraint("offer_hours BETWEEN 1 AND 336", name="offer_hours_are_in_range"),
        CheckConstraint("disclosure_k >= 2", name="k_hides_a_person"),
        CheckConstraint("default_language IN ('th', 'en')", name="language_is_known"),
        CheckConstraint(
            "registration_closes_at > registration_opens_at",
            name="registration_closes_after_opening",
        ),
    )

    uid: Mapped[str] = mapped_column(sa.String(32), unique=True)
    slug: Mapped[str] = mapped_column(sa.String(60), unique=True)
    title_th: Mapped[str] = mapped_column(sa.String(200), default="")
    title_en: Mapped[str] = mapped_column(sa.String(200), default="")
    short_title_th: Mapped[str] = mapped_column(sa.String(80), default="")
    short_title_en: Mapped[str] = mapped_column(sa.String(80), default="")
    summary_th: Mapped[str] = mapped_column(sa.Text, default="")
    summary_en: Mapped[str] = mapped_column(sa.Text, default="")
    date: Mapped[dt.date]
    starts: Mapped[dt.time]
    ends: Mapped[dt.time]
    timezone: Mapped[str] = mapped_column(sa.String(40), default="Asia/Bangkok")
    venue_th: Mapped[str] = mapped_column(sa.String(300), default="")
    venue_en: Mapped[str] = mapped_column(sa.String(300), default="")
    map_url: Mapped[str] = mapped_column(sa.String(500), default="")
    album_url: Mapped[str] = mapped_column(sa.String(500), default="")
    capacity: Mapped[int]
    offer_hours: Mapped[int] = mapped_column(default=24)
    registration_opens_at: Mapped[dt.datetime | None]
    registration_closes_at: Mapped[dt.datetime | None]
    registration_open: Mapped[bool] = mapped_column(default=False)
    contact_name_th: Mapped[str] = mapped_column(sa.String(120), default="")
    contact_name_en: Mapped[str] = mapped_column(sa.String(120), default="")
    contact_email: Mapped[str] = mapped_column(sa.String(254), default="")
    contact_phone: Mapped[str] = mapped_column(sa.String(40), default="")
    default_language: Mapped[str] = mapped_column(sa.String(2), default="th")
    state: Mapped[WorkshopState] = mapped_column(
        stored_by_value(WorkshopState), default=WorkshopState.DRAFT
    )
    answer_mode: Mapped[AnswerMode] = mapped_column(
        stored_by_value(AnswerMode), default=AnswerMode.BY_GROUP
    )
    disclosure_k: Mapped[int] = mapped_column(default=5)
    clock_shift: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    report_published_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[dt.datetime]


class PrivacyNotice(Numbered, InWorkshop, Base):
    """One version of the notice people consent to; never changed once written."""

    __tablename__ = "privacy_notice"
    __table_args__ = (
        UniqueConstraint("workshop_id", "number"),
        CheckConstraint("number >= 1", name="number_is_positive"),
    )

    number: Mapped[int]
    text_th: Mapped[str] = mapped_column(sa.Text, default="")
    text_en: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[dt.datetime]


class Document(Numbered, InWorkshop, Base):
    """A file people may download; `size` in bytes."""

    __tablename__ = "document"
    __table_args__ = (
        CheckConstraint("title_th <> '' OR title_en <> ''", name="has_a_title"),
        CheckConstraint("size >= 1", name="is_not_empty"),
    )

    position: Mapped[int] = mapped_column(default=0)
    title_th: Mapped[str] = mapped_column(sa.String(200), default="")
    title_en: Mapped[str] = mapped_column(sa.String(200), default="")
    filename: Mapped[str] = mapped_column(sa.String(200))
    media_type: Mapped[str] = mapped_column(sa.String(100))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)


class AgendaItem(Numbered, InWorkshop, Base):
    """A part of the day, local times of the workshop."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        CheckConstraint("ends IS NULL OR ends > starts", name="ends_after_start"),
        CheckConstraint("title_th <> '' OR title_en <> ''", name="has_a_title"),
    )

    starts: Mapped[dt.time]
    ends: Mapped[dt.time | None]
    kind: Mapped[AgendaKind] = mapped_column(
        stored_by_value(AgendaKind), default=AgendaKind.PLENARY
    )
    title_th: Mapped[str] = mapped_column(sa.String(200), default="")
    title_en: Mapped[str] = mapped_column(sa.String(200), default="")
    detail_th: Mapped[str] = mapped_column(sa.String(300), default="")
    detail_en: Mapped[str] = mapped_column(sa.String(300), default="")
    place_th: Mapped[str] = mapped_column(sa.String(120), default="")
    place_en: Mapped[str] = mapped_column(sa.String(120), default="")
    version: Mapped[int] = mapped_column(default=1)


class Strategy(Numbered, InWorkshop, Base):
    """What the agency asks the groups about."""

    __tablename__ = "strategy"
    __table_args__ = (
        referable(),
        UniqueConstraint("workshop_id", "number"),
        CheckConstraint("number >= 1", name="number_is_positive"),
        CheckConstraint("title_th <> '' OR title_en <> ''", name="has_a_title"),
    )

    number: Mapped[int]
    title_th: Mapped[str] = mapped_column(sa.String(200), default="")
    title_en: Mapped[str] = mapped_column(sa.String(200), default="")
    short_title_th: Mapped[str] = mapped_column(sa.String(80), default="")
    short_title_en: Mapped[str] = mapped_column(sa.String(80), default="")
    description_th: Mapped[str] = mapped_column(sa.Text, default="")
    description_en: Mapped[str] = mapped_column(sa.Text, default="")
    version: Mapped[int] = mapped_column(default=1)


class FocusGroup(Numbered, InWorkshop, Base):
    """Where people discuss; `letter` decides shape and colour, seats are people."""

    __tablename__ = "focus_group"
    __table_args__ = (
        referable(),
        UniqueConstraint("workshop_id", "code"),
        UniqueConstraint("workshop_id", "letter"),
        CheckConstraint("seats_min >= 0", name="seats_min_is_not_negative"),
        CheckConstraint("seats_max >= 1 AND seats_max >= seats_min", name="seats_max_holds_min"),
        CheckConstraint("code <> '' AND code = lower(code)", name="code_is_usable"),
        CheckConstraint(
            "length(letter) BETWEEN 1 AND 2 AND letter = upper(letter)", name="one_letter_or_two"
        ),
        CheckConstraint("name_th <> '' OR name_en <> ''", name="has_a_name"),
    )

    code: Mapped[str] = mapped_column(sa.String(40))
    letter: Mapped[str] = mapped_column(sa.String(2))
    name_th: Mapped[str] = mapped_column(sa.String(120), default="")
    name_en: Mapped[str] = mapped_column(sa.String(120), default="")
    short_name_th: Mapped[str] = mapped_column(sa.String(60), default="")
    short_name_en: Mapped[str] = mapped_column(sa.String(60), default="")
    room_th: Mapped[str] = mapped_column(sa.String(120), default="")
    room_en: Mapped[str] = mapped_column(sa.String(120), default="")
    floor: Mapped[str] = mapped_column(sa.String(20), default="")
    seats_min: Mapped[int]
    seats_max: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)

    @classmethod
    def by_letter(cls) -> tuple[Any, ...]:
        """The order of groups: A to Z, then AA to ZZ."""
        return sa.func.length(cls.letter), cls.letter


class GroupRole(InWorkshop, Base):
    """A group takes people of this agency role."""

    __tablename__ = "group_role"
    __table_args__ = (inside("group_id", "focus_group"), inside("role_id", "agency_role"))

    group_id: Mapped[int] = mapped_column(primary_key=True)
    role_id: Mapped[int] = mapped_column(primary_key=True, index=True)
