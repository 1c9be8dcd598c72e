"""Steering the screen: opened, closed, and what it shows.

It works like a remote control: a tap says what is to be seen, never what is to change, and the
last one wins. So nobody is told to reload before a room that is waiting, and two taps at once
leave one of the two pictures that were asked for; every organiser's page follows.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.terms import ScreenView
from workshop.errors import WorkshopError
from workshop.i18n import _l
from workshop.local_clock import later_today
from workshop.models import (
    FeedbackForm,
    FocusGroup,
    FormOpening,
    Question,
    QuestionVersion,
    Screen,
    Workshop,
)
from workshop.planning.editing import By, hold

NUMBERS: Mapping[str, int] = {
    ScreenView.WELCOME: 0, ScreenView.NOW: 0, ScreenView.BLANK: 0,
    ScreenView.SHARED: 0, ScreenView.DIVIDES: 0,
    ScreenView.PROGRESS: 1, ScreenView.COUNTDOWN: 1,
    ScreenView.FIGURES: 2, ScreenView.REPORT_BACK: 2,
}  # fmt: skip
"""How many numbers name a picture besides its kind: of a countdown, the form that closes by itself.

Other countdowns are started in their own way.
"""
UNKNOWN = _l("This is no longer there to be shown. Choose from what the page offers now.")


@dataclass(frozen=True, slots=True)
class Shown:
    """What is on the screen. form_number, question, group_id: see models.Screen."""

    view: ScreenView = ScreenView.WELCOME
    form_number: int | None = None
    question: int | None = None
    ends_at: dt.datetime | None = None
    group_id: int | None = None

    @property
    def key(self) -> str:
        """As buttons name it; countdowns to a time of their own differ by it alone."""
        parts = (self.view, self.form_number, self.question, self.group_id)
        return ".".join(str(part) for part in parts if part is not None)

    @property
    def counts_to_closing(self) -> bool:
        """Whether it is a countdown to the closing of a form, as late as that is by now."""
        return self.view is ScreenView.COUNTDOWN and self.form_number is not None


@dataclass(frozen=True, slots=True)
class State:
    """The screen of a workshop; equal states make equal pictures of equal data."""

    is_open: bool = False
    version: int = 0
    shown: Shown = Shown()


def state(session: Session, workshop_id: int) -> State:
    """As it is now; closed where nobody has steered it yet."""
    row = session.execute(_STATE, {"workshop": workshop_id}).first()
    if row is None:
        return State()
    return State(row.is_open, row.version, Shown(*row[2:]))


def set_open(session: Session, workshop: Workshop, *, is_open: bool, by: By) -> None:
    """From now on everybody may see the screen, or nobody."""
    row = _held(session, workshop)
    if row.is_open is not is_open:
        row.is_open = is_open
        _changed(session, workshop, row, "screen.opened" if is_open else "screen.closed", by)


def show(session: Session, workshop: Workshop, key: str, *, by: By) -> None:
    """Put on the screen what a button names (see Shown.key); raises WorkshopError if unknown."""
    shown = _meant(session, workshop, key)
    row = _held(session, workshop)
    if _of(row) != shown:
        _put(session, workshop, row, shown, by)


def count_down(session: Session, workshop: Workshop, *, minutes: int, by: By) -> None:
    """Count down for so many minutes, from now."""
    _count_to(session, workshop, by.now + dt.timedelta(minutes=minutes), by)


def count_down_until(session: Session, workshop: Workshop, until: dt.time, *, by: By) -> None:
    """Count down to a time of today on the workshop's own clock.

    Raises WorkshopError when that has passed, or is further away than any countdown.
    """
    _count_to(session, workshop, later_today(workshop, until, now=by.now), by)


def _count_to(session: Session, workshop: Workshop, end: dt.datetime, by: By) -> None:
    row = _held(session, workshop)
    _put(session, workshop, row, Shown(ScreenView.COUNTDOWN, ends_at=end), by)


def _meant(session: Session, workshop: Workshop, key: str) -> Shown:
    """The picture behind a button's name."""
    name, *numbers = key.split(".")
    if name not in NUMBERS or len(numbers) != NUMBERS[name] or not all(map(_is_number, numbers)):
        raise WorkshopError(UNKNOWN)
    form, other = ([int(number) for number in numbers] + [None, None])[:2]
    shown = Shown(ScreenView(name), form, other)
    if shown.view is ScreenView.REPORT_BACK:
        shown = Shown(shown.view, form, group_id=other)
    if shown.view is ScreenView.COUNTDOWN:
        return replace(shown, ends_at=_closing(session, workshop, form))
    if numbers and not _exists(session, workshop, shown):
        raise WorkshopError(UNKNOWN)
    return shown


def _closing(session: Session, workshop: Workshop, form: int | None) -> dt.datetime:
    """When the last group closes by itself; raises WorkshopError where none does."""
    last: dt.datetime | None = session.scalar(
        sa.select(FormOpening.closes_at)
        .join(FeedbackForm, FeedbackForm.id == FormOpening.form_id)
        .where(
            FeedbackForm.workshop_id == workshop.id,
            FeedbackForm.number == form,
            FormOpening.closes_at.is_not(None),
        )
        .order_by(FormOpening.closes_at.desc())
        .limit(1)
    )
    if last is None:
        raise WorkshopError(UNKNOWN)
    return last


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _exists(session: Session, workshop: Workshop, shown: Shown) -> bool:
    """Whether the workshop has this form, and this question on it, or this group."""
    found = sa.select(FeedbackForm.id).where(
        FeedbackForm.workshop_id == workshop.id, FeedbackForm.number == shown.form_number
    )
    if shown.question is not None:
        found = (
            found.join(Question, Question.form_id == FeedbackForm.id)
            .join(QuestionVersion, QuestionVersion.question_id == Question.id)
            .where(QuestionVersion.id == shown.question)
        )
    if shown.group_id is not None:
        found = found.join(FocusGroup, FocusGroup.workshop_id == FeedbackForm.workshop_id).where(
            FocusGroup.id == shown.group_id
        )
    return session.scalar(found) is not None


def _held(session: Session, workshop: Workshop) -> Screen:
    """The row, made where it is missing; taps happen one after the other."""
    hold(session, workshop)
    row = session.scalar(
        sa.select(Screen)
        .where(Screen.workshop_id == workshop.id)
        .execution_options(populate_existing=True)
    )
    if row is None:
        row = Screen(workshop_id=workshop.id, is_open=False, view=ScreenView.WELCOME, version=0)
        session.add(row)
    return row


def _of(row: Screen) -> Shown:
    return Shown(row.view, row.form_number, row.question, row.ends_at, row.group_id)


def _put(session: Session, workshop: Workshop, row: Screen, shown: Shown, by: By) -> None:
    row.view, row.form_number = shown.view, shown.form_number
    row.question, row.ends_at, row.group_id = shown.question, shown.ends_at, shown.group_id
    _changed(session, workshop, row, "screen.shown", by, shown)


def _changed(
    session: Session, workshop: Workshop, row: Screen, what: str, by: By, shown: Shown | None = None
) -> None:
    row.version += 1
    by.record(session, workshop, what, _subject(shown) if shown else "")
    session.flush()


def _subject(shown: Shown) -> str:
    """For the audit trail: which picture, of which form."""
    if shown.form_number is None:
        return str(shown.view)
    return f"{shown.view}, " + (f"strategy {shown.form_number}" if shown.form_number else "overall")


_STATE = sa.select(
    Screen.is_open,
    Screen.version,
    Screen.view,
    Screen.form_number,
    Screen.question,
    Screen.ends_at,
    Screen.group_id,
).where(Screen.workshop_id == sa.bindparam("workshop"))
