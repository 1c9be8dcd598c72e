"""The countdown to the closing of a form: always the time that the form itself has by now."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from workshop.domain.terms import ScreenView
from workshop.i18n import _, clock
from workshop.local_clock import local_time
from workshop.screen.figures import OVERALL_TITLE
from workshop.screen.reading import Sight
from workshop.screen.words import Both, in_both, said
from workshop.summary.standing import Standing


@dataclass(frozen=True, slots=True)
class Ending:
    """A form that is counted down to; words: when it closes, for each group where that differs."""

    number: int
    title: Both
    ends_at: dt.datetime
    words: str


def ending(sight: Sight, *, now: dt.datetime) -> Ending | None:
    """The next closing of the form that is shown, of whichever group.

    Once it is closed its time is up. None while it is open without a time, and for a form that is
    gone.
    """
    if not sight.standings or sight.state.shown.view not in (
        ScreenView.COUNTDOWN, ScreenView.PROGRESS,
    ):  # fmt: skip
        return None
    ends = _ends(sight, now)
    if ends is None:
        return None
    first = sight.standings[0]
    title = said(OVERALL_TITLE) if first.is_overall else in_both(first, "title")
    return Ending(first.number, title, ends, _words(sight))


def closes(standings: Iterable[Standing]) -> list[dt.datetime]:
    """When groups close by themselves, the first one first."""
    return sorted({one.closes_at for one in standings if one.closes_at is not None})


def _ends(sight: Sight, now: dt.datetime) -> dt.datetime | None:
    times = closes(sight.standings)
    if times:
        return next((time for time in times if time > now), times[-1])
    if any(one.is_open for one in sight.standings):
        return None
    return min(sight.state.shown.ends_at or now, now)


def _words(sight: Sight) -> str:
    times = closes(sight.standings)
    if not times:
        return ""
    if len({one.closes_at for one in sight.standings}) == 1:
        return str(_("Closes at %(time)s.", time=_face(sight, times[0])))
    letters = {group.id: group.letter for group in sight.groups}
    return " · ".join(
        f"{', '.join(letters[one.group_id] for one in sight.standings if one.closes_at == time)} "
        + str(_("until %(time)s", time=_face(sight, time)))
        for time in times
    )


def _face(sight: Sight, time: dt.datetime) -> str:
    return clock(local_time(sight.workshop, time), sight.workshop.timezone)
