"""What a group tells the plenary about one strategy."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workshop.models.base import Base, InWorkshop, Numbered, inside


class ReportBack(Numbered, InWorkshop, Base):
    """A report-back that somebody worked on; until then it drafts itself.

    `items` are its lines in order, each {"key", "text"}: the key says what the line rests on (see
    summary.drafting), the text is what a facilitator wrote in its place, "" for the line's own
    words, which are always those of the answers as released. `approved_for` names the release that
    was approved: a later one needs to be looked at again.
    """

    __tablename__ = "report_back"
    __table_args__ = (
        inside("form_id", "feedback_form"),
        inside("group_id", "focus_group"),
        UniqueConstraint("form_id", "group_id"),
        CheckConstraint("version >= 1", name="version_is_positive"),
        CheckConstraint(
            "(approved_at IS NULL) = (approved_for = '')", name="approved_for_a_release"
        ),
    )

    form_id: Mapped[int]
    group_id: Mapped[int] = mapped_column(index=True)
    items: Mapped[list[dict[str, str]]]
    version: Mapped[int] = mapped_column(default=1)
    approved_at: Mapped[dt.datetime | None]
    approved_for: Mapped[str] = mapped_column(sa.String(60), default="")
