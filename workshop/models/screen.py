"""What the projector shows."""

import datetime as dt

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workshop.domain.terms import ScreenView
from workshop.models.base import Base, InWorkshop, Numbered, stored_by_value


class Screen(Numbered, InWorkshop, Base):
    """The picture on a workshop's screen; a workshop without a row has a closed one.

    `form_number` is a strategy's number, or that of the overall questions; `question` the id of
    the version of a question whose figure is shown, `group_id` whose report-back. All are looked
    up when a picture is made: what is no longer there leaves the screen, and nothing has to ask it
    before it goes.
    `ends_at` is the end of the countdown, `version` counts the changes.
    """

    __tablename__ = "screen"
    __table_args__ = (
        UniqueConstraint("workshop_id"),
        CheckConstraint(
            "view NOT IN ('progress', 'figures') OR form_number IS NOT NULL",
            name="counts_are_of_a_form",
        ),
        CheckConstraint("view <> 'figures' OR question IS NOT NULL", name="figure_has_a_question"),
        CheckConstraint(
            "view <> 'report_back' OR (form_number IS NOT NULL AND group_id IS NOT NULL)",
            name="report_back_is_of_a_group",
        ),
        CheckConstraint("view <> 'countdown' OR ends_at IS NOT NULL", name="countdown_has_an_end"),
    )

    is_open: Mapped[bool] = mapped_column(default=False)
    view: Mapped[ScreenView] = mapped_column(
        stored_by_value(ScreenView), default=ScreenView.WELCOME
    )
    form_number: Mapped[int | None]
    question: Mapped[int | None]
    group_id: Mapped[int | None]
    ends_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column(default=1)
