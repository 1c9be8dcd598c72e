"""The pictures with numbers on the screen: answers so far, and what was answered as released."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from workshop.domain.figures.answers import Reach
from workshop.domain.figures.marks import group_class
from workshop.domain.statistics import Scale
from workshop.domain.terms import QuestionKind
from workshop.feedback.attendance import Room
from workshop.i18n import _, _l, local, plain
from workshop.models import FocusGroup
from workshop.report import tables
from workshop.report.service import Results
from workshop.report.tables import Counted
from workshop.screen.reading import Sight
from workshop.screen.words import NOTHING, Both, in_both, said
from workshop.summary import pictures
from workshop.summary.pictures import title_of
from workshop.summary.strands import Strand

BAR = 480
"""Width of a scale's bar in its own units while few rows stand above each other."""
FEW_ROWS = 5
EXPLAINED = _l("The numbers in the bars are answers, without “not relevant”")
OVERALL_TITLE = _l("Overall questions")
MOST_LETTERS = 90
"""Of a question before its short words stand on the screen instead."""


@dataclass(frozen=True, slots=True)
class CountRow:
    """A group: `answered` of `expected` people."""

    group: FocusGroup
    name: Markup
    answered: int
    expected: int

    @property
    def length(self) -> str:
        """Of a bar that is 600 long when everybody has answered."""
        return f"{600 * self.answered / max(self.expected, 1):.1f}"

    @property
    def colour(self) -> str:
        """The style sheet's class of the group's colour."""
        return group_class(self.group.letter)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many have answered a form, by group; always live."""

    number: int
    title: Both
    rows: Sequence[CountRow]
    answered: int
    expected: int

    @property
    def height(self) -> str:
        return density(len(self.rows) + 1)


@dataclass(frozen=True, slots=True)
class ScaleRow:
    """All groups together (no group), or one: its bar and numbers, or words in their place."""

    group: FocusGroup | None
    name: Markup
    bar: Markup
    share: str
    rated: int
    words: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A question with its figure: `rows` of a scale, or `counted` of choices and rankings."""

    number: int
    title: Markup
    question: Both
    note: str
    low: Markup = NOTHING
    high: Markup = NOTHING
    rows: Sequence[ScaleRow] = ()
    counted: Counted | None = None
    groups: Sequence[FocusGroup] = ()
    is_ranking: bool = False

    @property
    def height(self) -> str:
        """How dense it stands: many rows are drawn smaller, so that nothing scrolls."""
        return density(len(self.counted.lines) if self.counted else len(self.rows))


def density(rows: int) -> str:
    """The style sheet's class for so many rows above each other."""
    steps = ((FEW_ROWS, ""), (FEW_ROWS + 2, "some"), (2 * FEW_ROWS, "many"))
    return next((name for most, name in steps if rows <= most), "most")


def progress(sight: Sight) -> Progress | None:
    """None when the form is gone, or put to nobody."""
    places = {one.group_id: one for one in sight.standings}
    rows = []
    for group in sight.groups:
        if (one := places.get(group.id)) is not None:
            expected = sight.rooms.get(group.id, Room()).expected(one.answered)
            rows.append(CountRow(group, _name(group), one.answered, expected))
    if not rows:
        return None
    first = sight.standings[0]
    title = said(OVERALL_TITLE) if first.is_overall else in_both(first, "title")
    return Progress(
        first.number, title, rows, sum(row.answered for row in rows),
        sum(row.expected for row in rows),
    )  # fmt: skip


def figure(found: Results, strand: Strand) -> Figure:
    """One question, as far as it may be shown."""
    standing = found.standing(strand.form_id)
    number, title = standing.number, title_of(standing)
    note = tables.released_words(found.overview, found.disclosed.k)
    if strand.kind is not QuestionKind.SCALE:
        return Figure(
            number, title, _asked(strand), note, counted=_counted(found, strand),
            groups=found.overview.groups, is_ranking=strand.kind is QuestionKind.RANKING,
        )  # fmt: skip
    rows = _scale_rows(found, strand)
    words = {one.key: local(one, "label") for one in strand.options}
    if any(row.bar for row in rows):
        note = " · ".join(filter(None, (str(EXPLAINED), _left_out(found, strand), note)))
    return Figure(
        number, title, _asked(strand), note, rows=rows,
        low=words.get("1", NOTHING), high=words.get("5", NOTHING),
    )  # fmt: skip


def _asked(strand: Strand) -> Both:
    """The whole question, or its short words where that is too long for a screen."""
    whole = max(len(strand.text_th), len(strand.text_en)) <= MOST_LETTERS
    short = strand.short_text_th or strand.short_text_en
    return in_both(strand, "text" if whole or not short else "short_text")


def _name(group: FocusGroup) -> Markup:
    return local(group, "short_name") or local(group, "name")


def _counted(found: Results, strand: Strand) -> Counted | None:
    kinds = (QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.RANKING)
    chosen = [one for one in found.strands if one.kind in kinds]
    listed = zip(chosen, tables.counted(found), strict=True)
    return next((counted for one, counted in listed if one == strand), None)


def _scale_rows(found: Results, strand: Strand) -> list[ScaleRow]:
    """All groups first, then each the question is put to; all bars on one scale."""
    groups = [group for group in found.overview.groups if strand.is_for(group.id)]
    total = found.disclosed.total(strand)
    tallies = [found.disclosed.tally(strand, group.id) for group in groups]
    across = pictures.reach([total[0] if total else None, *tallies])
    width = BAR * max(len(groups) + 1, FEW_ROWS) // FEW_ROWS
    words = "" if total else tables.hidden(found, strand)
    rows = [_row(strand, None, total[0] if total else None, words, across, width)]
    for group, tally in zip(groups, tallies, strict=True):
        words = "" if tally else tables.hidden(found, strand, group)
        rows.append(_row(strand, group, tally, words, across, width))
    return rows if len(groups) > 1 else rows[1:]


def _left_out(found: Results, strand: Strand) -> str:
    """Which groups are not in the sum, or ""."""
    total = found.disclosed.total(strand)
    words = tables.without(found, strand, total[2]) if total else ""
    return f"{_('All')}: {words}" if words else ""


def _row(
    strand: Strand, group: FocusGroup | None, tally: object, words: str, across: Reach, width: int
) -> ScaleRow:
    name = _name(group) if group else Markup.escape(_("All"))
    if not isinstance(tally, Scale):
        return ScaleRow(group, name, NOTHING, "", 0, words)
    where = plain(group, "name") if group else str(_("All groups"))
    made = pictures.scale_row(strand, tally, across, where=where, width=width)
    share = made.top.removesuffix("\u00a0%")
    return ScaleRow(group, name, made.bar, share, tally.rated, words)
