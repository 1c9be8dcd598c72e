"""What the staff of a group make of what was said: notes, themes, and marks on comments.

A comment is named by 8 bytes that its released revision and its question give (`Comment.order`): a
revised comment is another one, whose themes and marks start anew, and nothing here says more about
a writer than the comment itself.
"""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workshop.domain.terms import NoteKind
from workshop.models.base import Base, InWorkshop, Numbered, inside, referable, stored_by_value


class Note(Numbered, InWorkshop, Base):
    """A point made in the room on one strategy; no speaker. It never counts as an answer.

    `submission_hash` and `content_hash` are of what was sent, so that a repeated send is one note;
    `version` rises with every change. A deleted note is kept, so that deleting can be undone.
    """

    __tablename__ = "note"
    __table_args__ = (
        referable(),
        inside("form_id", "feedback_form"),
        inside("group_id", "focus_group"),
        UniqueConstraint("workshop_id", "submission_hash"),
        sa.Index("ix_note_place", "form_id", "group_id"),
        CheckConstraint("text <> ''", name="has_a_text"),
        CheckConstraint("version >= 1", name="version_is_positive"),
    )

    form_id: Mapped[int]
    group_id: Mapped[int] = mapped_column(index=True)
    kind: Mapped[NoteKind] = mapped_column(stored_by_value(NoteKind))
    text: Mapped[str] = mapped_column(sa.String(2000))
    starred: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    submission_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    content_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    created_at: Mapped[dt.datetime]
    deleted_at: Mapped[dt.datetime | None]


class Theme(Numbered, InWorkshop, Base):
    """A code that facilitators of all groups put on comments and notes; `name_key` tells two apart.

    The name is as typed, in one language.
    """

    __tablename__ = "theme"
    __table_args__ = (
        referable(),
        UniqueConstraint("workshop_id", "name_key"),
        CheckConstraint("name <> ''", name="has_a_name"),
        CheckConstraint("version >= 1", name="version_is_positive"),
    )

    name: Mapped[str] = mapped_column(sa.String(80))
    name_key: Mapped[str] = mapped_column(sa.String(240))
    version: Mapped[int] = mapped_column(default=1)


class CommentTheme(InWorkshop, Base):
    """A theme on a comment."""

    __tablename__ = "comment_theme"
    __table_args__ = (
        inside("theme_id", "theme"),
        inside("form_id", "feedback_form"),
        inside("group_id", "focus_group"),
        sa.Index("ix_comment_theme_place", "form_id", "group_id"),
    )

    theme_id: Mapped[int] = mapped_column(primary_key=True)
    comment: Mapped[bytes] = mapped_column(sa.LargeBinary(8), primary_key=True)
    form_id: Mapped[int]
    group_id: Mapped[int] = mapped_column(index=True)


class NoteTheme(InWorkshop, Base):
    """A theme on a note."""

    __tablename__ = "note_theme"
    __table_args__ = (inside("theme_id", "theme"), inside("note_id", "note"))

    theme_id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(primary_key=True, index=True)


class CommentMark(InWorkshop, Base):
    """A comment that is starred, or hidden from pages and the projector; never from exports."""

    __tablename__ = "comment_mark"
    __table_args__ = (
        inside("form_id", "feedback_form"),
        inside("group_id", "focus_group"),
        CheckConstraint("hidden_because <> ''", name="hidden_has_a_reason"),
    )

    form_id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(primary_key=True, index=True)
    comment: Mapped[bytes] = mapped_column(sa.LargeBinary(8), primary_key=True)
    starred: Mapped[bool] = mapped_column(default=False)
    hidden_because: Mapped[str | None] = mapped_column(sa.String(300))


class DeskVersion(InWorkshop, Base):
    """Rises with every change of the tables above, so that an unchanged page costs one look.

    Its row is also the lock under which these changes happen one after the other.
    """

    __tablename__ = "desk_version"

    workshop_id: Mapped[int] = mapped_column(
        sa.ForeignKey("workshop.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(default=0)
