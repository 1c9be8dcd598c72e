"""What groups agree on, and what divides them, for the room.

While people vote only their number is shown: a result on the wall would reach those who have not
voted yet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from markupsafe import Markup

from workshop.agreement.results import Counted, Results
from workshop.domain.terms import ScreenView
from workshop.feedback.attendance import Room
from workshop.i18n import _, _l, local, ngettext
from workshop.models import FocusGroup
from workshop.screen.figures import CountRow, Progress
from workshop.screen.words import Both, in_both, said
from workshop.summary.pictures import percent

VIEWS = frozenset({ScreenView.SHARED, ScreenView.DIVIDES})
TITLES = {
    ScreenView.SHARED: _l("What all groups agree on"),
    ScreenView.DIVIDES: _l("What divides us"),
}
MOST = 4
"""Statements on one picture."""
LINES = 9
"""Lines of statements that fit on it."""
WIDE, COLUMN, LETTER = 60.0, 5.0, 0.57
"""In em of the screen: the table, one group's share in it, a letter of a statement."""


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement with the share that agrees in each group, "" where it may not be shown."""

    text: Both
    shares: Sequence[str]
    is_clear: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """`progress` while people vote; `rows` afterwards, or none of them and a sentence."""

    title: Both
    groups: Sequence[FocusGroup]
    rows: Sequence[StatementRow] = ()
    progress: Progress | None = None
    note: str = ""


def agreement(results: Results, view: ScreenView) -> Agreement:
    """One of the two pictures."""
    title = said(TITLES[view])
    if results.is_open:
        waits = _("People are voting. What came of it is shown once the voting is closed.")
        return Agreement(title, results.groups, progress=_progress(results), note=str(waits))
    found = results.shared if view is ScreenView.SHARED else results.dividing
    if not found:
        return Agreement(title, results.groups, note=str(_("There is nothing to show here yet.")))
    rows = _rows(results, found[:MOST])
    note = str(_("Agreement in each group, of all votes"))
    if left := len(found) - len(rows):
        note += " · " + ngettext("%(num)s more statement", "%(num)s more statements", left)
    return Agreement(title, results.groups, rows, note=note)


def _rows(results: Results, found: Sequence[Counted]) -> list[StatementRow]:
    """As many as fit, in both languages where that fits too."""
    both = [_row(results, one, both=True) for one in found]
    across = max((WIDE - COLUMN * len(results.groups)) / LETTER, 1)
    if sum(_lines(row, across) for row in both) <= LINES:
        return both
    rows: list[StatementRow] = []
    left = LINES
    for one in found:
        row = _row(results, one, both=False)
        left -= _lines(row, across)
        if left < 0 and rows:
            break
        rows.append(row)
    return rows


def _lines(row: StatementRow, across: float) -> int:
    """across: letters in a line."""
    texts = (row.text.main.striptags(), row.text.other.striptags())
    return sum(ceil(len(text) / across) for text in texts)


def _row(results: Results, one: Counted, *, both: bool) -> StatementRow:
    words = in_both(one.name.asked, "text")
    shares = [
        percent(votes.agreement) if (votes := one.groups.get(group.id)) else ""
        for group in results.groups
    ]
    return StatementRow(words if both else Both(words.main), shares, one.is_clear)


def _progress(results: Results) -> Progress:
    """How many people of each group have voted on the statement that most of them voted on."""
    rows = []
    for group in results.groups:
        answered = max(
            (line.standings[group.id].answered for line in results.lines
             if group.id in line.standings), default=0,
        )  # fmt: skip
        expected = results.rooms.get(group.id, Room()).expected(answered)
        rows.append(CountRow(group, _name(group), answered, expected))
    return Progress(
        0, said(_l("Votes on statements so far")), rows, sum(row.answered for row in rows),
        sum(row.expected for row in rows),
    )  # fmt: skip


def _name(group: FocusGroup) -> Markup:
    return local(group, "short_name") or local(group, "name")
