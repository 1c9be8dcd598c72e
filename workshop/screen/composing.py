"""What stands on the screen and on the page that steers it, as finished values."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workshop.agreement.service import statements
from workshop.domain.figures.marks import people_per_mark
from workshop.domain.terms import ScreenView, StatementState
from workshop.i18n import _, _l, clock, plain
from workshop.local_clock import local_time
from workshop.models import Workshop
from workshop.registration.day import Part
from workshop.report import service as report
from workshop.screen import figures, reading
from workshop.screen.agreement import TITLES, Agreement, agreement
from workshop.screen.closing import Ending, closes, ending
from workshop.screen.figures import Figure, Progress
from workshop.screen.reading import Sight
from workshop.screen.service import Shown, State
from workshop.screen.telling import Telling, places, telling
from workshop.screen.words import Both, in_both, said
from workshop.summary import pictures
from workshop.summary.standing import Standing

TEXTS = {
    "now": _l("Now"), "next": _l("Up next"), "join": _l("Join at"), "welcome": _l("Welcome"),
    "over": _l("The programme is over"), "up": _l("Time is up"), "minutes": _l("minutes"),
    "seconds": _l("seconds"), "answered": _l("Answers so far"),
}  # fmt: skip
VIEWS = {
    ScreenView.WELCOME: _l("Welcome and joining"),
    ScreenView.NOW: _l("Now and next"),
    ScreenView.COUNTDOWN: _l("Countdown"),
    ScreenView.PROGRESS: _l("Answers so far"),
    ScreenView.FIGURES: _l("What was answered"),
    **TITLES,
    ScreenView.REPORT_BACK: _l("Report-back"),
    ScreenView.BLANK: _l("Nothing"),
}
EASY = (ScreenView.WELCOME, ScreenView.NOW, ScreenView.BLANK)
LAST = 60
MINUTES = (1, 5, 10, 15, 20, 30)


@dataclass(frozen=True, slots=True)
class Line:
    """A part of the day: when, and what."""

    time: str
    title: Both


@dataclass(frozen=True, slots=True)
class Clock:
    """Moments in ms since 1970: now; how far the workshop's clock is ahead of UTC; the end."""

    now: int
    ahead: int
    ends: int | None
    words: str

    @property
    def left(self) -> int:
        """Whole seconds of the countdown, rounded up."""
        return max(0, -(-((self.ends or 0) - self.now) // 1000))

    @property
    def is_last_minute(self) -> bool:
        """From when on seconds are shown instead of minutes."""
        return self.left <= LAST

    @property
    def number(self) -> int:
        """What stands large: seconds in the last minute, before it minutes, rounded up."""
        return self.left if self.is_last_minute else -(-self.left // 60)


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything on the screen."""

    view: ScreenView
    key: str
    title: Both
    is_over: bool
    clock: Clock
    on: Line | None
    next: Line | None
    progress: Progress | None = None
    figure: Figure | None = None
    agreed: Agreement | None = None
    told: Telling | None = None
    ending: Ending | None = None
    flower: Sequence[tuple[str, int, int]] = ()
    flower_words: str = ""
    per_mark: int = 1


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: what it puts on the screen."""

    key: str
    text: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class FormChoices:
    """The buttons of a form."""

    number: int
    title: str
    is_open: bool
    answered: int
    choices: Sequence[Choice]


def picture(session: Session, sight: Sight, *, now: dt.datetime) -> Picture:
    """What is asked for; now and next where that is no longer there."""
    shown, view = sight.state.shown, sight.state.shown.view
    counted = figures.progress(sight) if view is ScreenView.PROGRESS else None
    figure = _figure(session, sight) if view is ScreenView.FIGURES else None
    told = telling(sight.told) if sight.told and sight.told.lines else None
    closing = ending(sight, now=now)
    if _is_gone(shown, view, counted or figure or told, closing):
        view = ScreenView.NOW
    return Picture(
        view, shown.key, in_both(sight.workshop, "title"), _is_over(sight),
        _clock(sight, now, closing),
        _line(sight.day.now, until=True),
        _line(sight.day.next) if sight.day.is_today else None, counted, figure,
        agreed=agreement(sight.agreed, view) if sight.agreed else None, told=told,
        ending=closing,
        flower=sight.flower, flower_words=_flower_words(sight),
        per_mark=people_per_mark(sum(a + b for _letter, a, b in sight.flower)),
    )  # fmt: skip


def _is_gone(shown: Shown, view: ScreenView, found: object, closing: Ending | None) -> bool:
    """Whether there is nothing any more of what is asked for."""
    if shown.counts_to_closing:
        return closing is None
    return view in reading.NEEDS_SOME and not found


def _is_over(sight: Sight) -> bool:
    """Whether nothing comes any more."""
    left = sight.day.now or sight.day.next
    return left is None and sight.day.local.date() >= sight.workshop.date


def _figure(session: Session, sight: Sight) -> Figure | None:
    if not sight.standings:
        return None
    found = reading.results(session, sight.workshop, sight.overview)
    strand = reading.shown_strand(found, sight.state.shown.question)
    return figures.figure(found, strand) if strand else None


def _clock(sight: Sight, now: dt.datetime, closing: Ending | None) -> Clock:
    local = sight.day.local
    face = local.replace(tzinfo=dt.UTC)
    ends = closing.ends_at if closing else sight.state.shown.ends_at
    return Clock(
        now=_ms(now), ahead=_ms(face) - _ms(now), ends=_ms(ends) if ends else None,
        words=clock(local, sight.workshop.timezone),
    )  # fmt: skip


def _ms(moment: dt.datetime) -> int:
    return int(moment.timestamp() * 1000)


def _line(part: Part | None, *, until: bool = False) -> Line | None:
    if part is None:
        return None
    time = _("until %(time)s", time=clock(part.ends)) if until else clock(part.item.starts)
    return Line(str(time), in_both(part.item, "title"))


def _flower_words(sight: Sight) -> str:
    if sight.seats is None:
        return ""
    if sight.arrived:
        return str(
            _("%(arrived)s of %(all)s have arrived", arrived=sight.arrived,
              all=sight.seats.confirmed)
        )  # fmt: skip
    return str(
        _("%(taken)s of %(all)s seats taken", taken=sight.seats.confirmed,
          all=sight.seats.capacity)
    )  # fmt: skip


def easy_choices(state: State) -> list[Choice]:
    """Pictures that need nothing else to be chosen."""
    return [Choice(view, str(VIEWS[view]), state.shown.view is view) for view in EASY]


def agreement_choices(session: Session, workshop: Workshop, state: State) -> list[Choice]:
    """What came of the voting; nothing where no statement is approved."""
    if not statements(session, workshop.id, state=StatementState.APPROVED):
        return []
    return [Choice(view, str(words), state.shown.view is view) for view, words in TITLES.items()]


def told_choices(
    session: Session, workshop: Workshop, state: State, overview: report.Overview
) -> list[Choice]:
    """Each approved report-back."""
    return [Choice(*one) for one in places(session, workshop, state, overview)]


def form_choices(
    session: Session, workshop: Workshop, state: State, overview: report.Overview
) -> list[FormChoices]:
    """By form: how many answered, and each figure there is."""
    found = reading.results(session, workshop, overview)
    chosen = []
    for form in overview.forms:
        places = [one for one in overview.standings if one.form_id == form.form_id]
        shown = [Shown(ScreenView.PROGRESS, form.number)]
        words = [str(VIEWS[ScreenView.PROGRESS])]
        closing = Shown(ScreenView.COUNTDOWN, form.number)
        if closes(places) or state.shown.key == closing.key:
            shown.append(closing)
            words.append(str(_("Countdown to the closing")))
        for strand in reading.countable(found):
            if strand.form_id == form.form_id:
                asked = state.shown.question
                version = asked if asked in strand.versions else strand.key
                shown.append(Shown(ScreenView.FIGURES, form.number, version))
                words.append(pictures.plain_name(strand))
        buttons = [
            Choice(one.key, text, one.key == state.shown.key)
            for one, text in zip(shown, words, strict=True)
        ]
        chosen.append(_form_choices(form, places, buttons))
    return chosen


def _form_choices(
    form: Standing, places: Sequence[Standing], buttons: Sequence[Choice]
) -> FormChoices:
    title = str(figures.OVERALL_TITLE) if form.is_overall else plain(form, "title")
    return FormChoices(
        form.number, title, any(one.is_open for one in places),
        sum(one.answered for one in places), buttons,
    )  # fmt: skip


def on_now(
    workshop: Workshop, state: State, forms: Sequence[FormChoices], told: Sequence[Choice]
) -> str:
    """What is on the screen, in words."""
    shown, words = state.shown, str(VIEWS[state.shown.view])
    if shown.view is ScreenView.COUNTDOWN and not shown.counts_to_closing and shown.ends_at:
        until = clock(local_time(workshop, shown.ends_at), workshop.timezone)
        return f"{words} " + str(_("until %(time)s", time=until))
    if (one := next((one for one in told if one.is_on), None)) is not None:
        return f"{words} · {one.text}"
    form = next((one for one in forms if one.number == shown.form_number), None)
    if form is None or not (shown.view in reading.COUNTS or shown.counts_to_closing):
        return words
    text = next((one.text for one in form.choices if one.is_on), words)
    return f"{form.number} {form.title} · {text}" if form.number else f"{form.title} · {text}"


def texts() -> dict[str, Both]:
    """Our own words that stand on the screen in both languages."""
    return {name: said(text) for name, text in TEXTS.items()}
