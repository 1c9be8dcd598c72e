"""An approved report-back on the screen: as many of its lines, in order, as the room can read."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy.orm import Session

from workshop.domain.terms import ScreenView
from workshop.i18n import _, local, plain
from workshop.models import FocusGroup, Workshop
from workshop.report.service import Overview
from workshop.screen.service import Shown, State
from workshop.summary.drafting import Line
from workshop.summary.pictures import title_of
from workshop.summary.report_backs_service import Approved, approved_places

MOST_ROWS = 8
"""That fit below the title where nothing may scroll."""
LETTERS = 84
"""Of the widest kind that fit in a row."""


@dataclass(frozen=True, slots=True)
class Telling:
    """left: how many lines there was no room for."""

    number: int
    title: Markup
    group: FocusGroup
    name: Markup
    lines: Sequence[Line]
    left: int


def telling(found: Approved) -> Telling:
    """The picture of one report-back."""
    taken, rows = 0, 0
    for line in found.lines:
        beside = 0 if line.is_fixed else len(line.source)
        rows += -(-(len(line.text) + beside) // LETTERS)
        if taken and rows > MOST_ROWS:
            break
        taken += 1
    group, standing = found.group, found.standing
    return Telling(
        standing.number, title_of(standing), group,
        local(group, "short_name") or local(group, "name"),
        found.lines[:taken], len(found.lines) - taken,
    )  # fmt: skip


def places(
    session: Session, workshop: Workshop, state: State, overview: Overview
) -> list[tuple[str, str, bool]]:
    """A button for each approved report-back as (what it shows, words, whether that is on)."""
    letters = {group.id: group for group in overview.groups}
    found = []
    for standing in approved_places(session, workshop.id, overview.standings):
        group = letters[standing.group_id]
        shown = Shown(ScreenView.REPORT_BACK, standing.number, group_id=group.id)
        form = (
            str(_("Overall questions")) if standing.is_overall
            else f"{standing.number} {plain(standing, 'short_title') or plain(standing, 'title')}"
        )  # fmt: skip
        found.append((shown.key, f"{group.letter} · {form}", shown.key == state.shown.key))
    return found
