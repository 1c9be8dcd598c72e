"""An approved report-back on the screen: its figures as pictures, then as many of its other lines,
in order and with a quotation among them, as the room can read.
"""

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
MOST_FIGURES = 2
FIGURE_ROWS = 2
"""Rows of text that a figure takes the place of."""
LETTERS = 84
"""Of the widest kind that fit in a row."""


@dataclass(frozen=True, slots=True)
class Telling:
    """figures: lines with a bar.  left: how many lines there was no room for."""

    number: int
    title: Markup
    group: FocusGroup
    name: Markup
    figures: Sequence[Line]
    lines: Sequence[Line]
    left: int


def telling(found: Approved) -> Telling:
    """The picture of one report-back."""
    figures = [line for line in found.lines if line.row][:MOST_FIGURES]
    others = [line for line in found.lines if line not in figures]
    lines = _fitting(others, MOST_ROWS - FIGURE_ROWS * len(figures))
    group, standing = found.group, found.standing
    return Telling(
        standing.number, title_of(standing), group,
        local(group, "short_name") or local(group, "name"),
        figures, lines, len(others) - len(lines),
    )  # fmt: skip


def _fitting(lines: Sequence[Line], most: int) -> list[Line]:
    """In their order, at least one; room is kept for the first quotation."""
    quote = next((line for line in lines if line.is_fixed), None)
    first = [quote] if quote else lines[:1]
    left = most - sum(map(_rows, first))
    taken = list(first)
    for line in lines:
        if line not in first and (left := left - _rows(line)) >= 0:
            taken.append(line)
    return [line for line in lines if line in taken]


def _rows(line: Line) -> int:
    beside = 0 if line.is_fixed else len(line.source)
    return -(-(len(line.text) + beside) // LETTERS)


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
