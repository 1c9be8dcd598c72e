"""Questions with their versions, which forms are open, and the answers.

Answers are filed so that the database alone cannot tie one to a person: random keys, no running
numbers, no times, and an author that is a keyed hash whose key lies outside the database.
"""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workshop.domain.terms import QuestionKind, Source
from workshop.models.base import Base, InWorkshop, Numbered, inside, referable, stored_by_value


class FeedbackForm(Numbered, InWorkshop, Base):
    """The form of one strategy, or the overall one (`strategy_id` null, `number` 0).

    `version` rises with every change to its questions. A number below 0 is that of a statement's
    wording (see StatementWording): votes are filed as answers, and listed nowhere among them.
    """

    __tablename__ = "feedback_form"
    __table_args__ = (
        referable(),
        inside("strategy_id", "strategy"),
        UniqueConstraint("workshop_id", "number"),
        UniqueConstraint("workshop_id", "strategy_id"),
        CheckConstraint(
            "(number > 0) = (strategy_id IS NOT NULL)", name="every_strategy_has_a_number"
        ),
    )

    number: Mapped[int]
    strategy_id: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)


class FormOpening(InWorkshop, Base):
    """Whether one group may answer one form now; `closings` counts how often it was closed.

    `release_serial` rises with every release, so that what was worked out before can be told apart.
    `closes_at`: when it closes by itself; from then on nobody may begin, whenever it is worked off.
    """

    __tablename__ = "form_opening"
    __table_args__ = (
        inside("form_id", "feedback_form"),
        inside("group_id", "focus_group"),
        CheckConstraint("closings >= 0", name="closings_are_counted"),
        CheckConstraint("closes_at IS NULL OR is_open", name="only_open_ones_close"),
    )

    form_id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(primary_key=True, index=True)
    is_open: Mapped[bool] = mapped_column(default=False)
    closings: Mapped[int] = mapped_column(default=0)
    release_serial: Mapped[int] = mapped_column(default=0)
    closes_at: Mapped[dt.datetime | None]


class Question(Numbered, InWorkshop, Base):
    """A question of a form, for every group or for one; its words live in its versions."""

    __tablename__ = "question"
    __table_args__ = (
        referable(),
        inside("form_id", "feedback_form"),
        inside("group_id", "focus_group"),
        sa.Index("ix_question_form_id", "form_id"),
    )

    form_id: Mapped[int]
    group_id: Mapped[int | None] = mapped_column(index=True)
    position: Mapped[int] = mapped_column(default=0)
    retired: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)


class QuestionVersion(Numbered, InWorkshop, Base):
    """The wording of a question; never changed once somebody answered it.

    `options` is a list of {"key", "th", "en"}; for a scale the wording of its points 1 to 5.
    """

    __tablename__ = "question_version"
    __table_args__ = (
        referable(),
        inside("question_id", "question"),
        UniqueConstraint("question_id", "number"),
        CheckConstraint("number >= 1", name="number_is_positive"),
        CheckConstraint("text_th <> '' OR text_en <> ''", name="has_a_text"),
    )

    question_id: Mapped[int]
    number: Mapped[int] = mapped_column(default=1)
    kind: Mapped[QuestionKind] = mapped_column(stored_by_value(QuestionKind))
    text_th: Mapped[str] = mapped_column(sa.String(500), default="")
    text_en: Mapped[str] = mapped_column(sa.String(500), default="")
    short_text_th: Mapped[str] = mapped_column(sa.String(120), default="")
    short_text_en: Mapped[str] = mapped_column(sa.String(120), default="")
    hint_th: Mapped[str] = mapped_column(sa.String(300), default="")
    hint_en: Mapped[str] = mapped_column(sa.String(300), default="")
    required: Mapped[bool] = mapped_column(default=False)
    options: Mapped[list[dict[str, str]]] = mapped_column(default=list)


class Response(InWorkshop, Base):
    """One person's answers on one form, in their newest revision.

    `author` is HMAC-SHA-256 of person and form under the workshop's answer key. `person_id` is
    set in workshops with named answers only. `released` is the revision that outputs may use.
    """

    __tablename__ = "response"
    __table_args__ = (
        referable(),
        inside("form_id", "feedback_form"),
        inside("group_id", "focus_group", ondelete="NO ACTION"),
        inside("person_id", "person"),
        UniqueConstraint("workshop_id", "author"),
        sa.Index("ix_response_counts", "form_id", "group_id", "released", "revision"),
        CheckConstraint("revision >= 1", name="revision_is_positive"),
        CheckConstraint("released >= 0 AND released <= revision", name="released_exists"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[bytes] = mapped_column(sa.LargeBinary(16), primary_key=True)
    form_id: Mapped[int]
    group_id: Mapped[int] = mapped_column(index=True)
    author: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    person_id: Mapped[int | None] = mapped_column(index=True)
    revision: Mapped[int] = mapped_column(default=1)
    released: Mapped[int] = mapped_column(default=0)


class ResponseRevision(InWorkshop, Base):
    """What was sent once; `content` maps question version id to value.

    id: random, what comments that stand in it first are told apart and ordered by.  keyed_by:
    which member of staff typed it in from paper, by e-mail address.  may_quote: whether its writer
    allows the comments in it to be quoted; told with the comments and never without.
    """

    __tablename__ = "response_revision"
    __table_args__ = (
        inside("response_id", "response"),
        UniqueConstraint("response_id", "submission_hash", "content_hash"),
        CheckConstraint("number >= 1", name="number_is_positive"),
        CheckConstraint("form_version >= 1", name="form_version_is_positive"),
        CheckConstraint("(source = 'paper') = (keyed_by <> '')", name="only_paper_is_keyed_in"),
        {"sqlite_with_rowid": False},
    )

    workshop_id: Mapped[int] = mapped_column(sa.ForeignKey("workshop.id", ondelete="CASCADE"))
    id: Mapped[bytes] = mapped_column(sa.LargeBinary(16))
    response_id: Mapped[bytes] = mapped_column(sa.LargeBinary(16), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    submission_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    content_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    form_version: Mapped[int]
    source: Mapped[Source] = mapped_column(stored_by_value(Source), default=Source.PHONE)
    keyed_by: Mapped[str] = mapped_column(sa.String(254), default="")
    may_quote: Mapped[bool] = mapped_column(default=False)
    content: Mapped[dict[str, Any]]
