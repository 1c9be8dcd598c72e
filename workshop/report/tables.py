"""The report's figures as finished values: strategy by group, choices, rankings, the numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from workshop.domain.figures.answers import Reach
from workshop.domain.statistics import Choices, Ranking, Scale, Tally
from workshop.domain.terms import QuestionKind
from workshop.feedback.attendance import Room
from workshop.i18n import _, local
from workshop.models import FocusGroup
from workshop.report.service import Overview, Results
from workshop.summary import pictures, waiting
from workshop.summary.pictures import Listing, ScaleRow, number, percent, title_of
from workshop.summary.standing import Standing
from workshop.summary.strands import Strand

CELL = 176


@dataclass(frozen=True, slots=True)
class CountRow:
    """A form with (answered, expected) by group."""

    standing: Standing
    title: Markup
    cells: Sequence[tuple[int, int] | None]


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One strategy in one group. words: in place of a figure, or which groups a sum is without."""

    row: ScaleRow | None
    people: int
    words: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A strategy's figures on one question, by group and for all groups.

    wording: says that the question has newer words by now, or "".
    """

    standing: Standing
    title: Markup
    wording: str
    cells: Sequence[MatrixCell]


@dataclass(frozen=True, slots=True)
class Matrix:
    """One scale question, strategy by group."""

    question: Markup
    rows: Sequence[MatrixRow]


@dataclass(frozen=True, slots=True)
class CountedLine:
    """An option of a choice or ranking: its picture for all groups, a number for each group."""

    name: Markup
    picture: Markup
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Counted:
    """A choice or ranking question of one form.

    note: which groups the picture leaves out, or why there is none.
    """

    standing: Standing
    title: Markup
    listing: Listing
    lines: Sequence[CountedLine]
    people: Sequence[str]
    note: str


@dataclass(frozen=True, slots=True)
class NumberLine:
    """A scale in one group or all, in numbers: what the matrix shows as a bar."""

    question: Markup
    strategy: str
    group: str
    tally: Scale
    median: str
    share: str


def released_words(overview: Overview, k: int) -> str:
    """Of how many answers all of this is made, and why others are not in it."""
    clauses = [_("From %(n)s answers", n=overview.released), *waiting.words(overview.standings, k)]
    return str(_("%(what)s.", what=waiting.joined(clauses)))


def counts(overview: Overview) -> list[CountRow]:
    """How many of how many answered each form, by group; None where it is not asked."""
    found = []
    for form in overview.forms:
        cells = []
        for group in overview.groups:
            standing = overview.on(form.form_id, group.id)
            expected = overview.rooms.get(group.id, Room())
            cells.append(
                (standing.answered, expected.expected(standing.answered)) if standing else None
            )
        found.append(CountRow(form, title_of(form), cells))
    return found


def hidden(results: Results, strand: Strand, group: FocusGroup | None = None) -> str:
    """In place of a figure that may not be shown, or not yet; without a group, of any group."""
    places = [
        one
        for one in results.overview.standings
        if one.form_id == strand.form_id and (group is None or one.group_id == group.id)
    ]
    first = next((one for one in places if one.is_open and not one.released), None)
    standing = first or results.standing(strand.form_id)
    return pictures.hidden_words(standing, results.disclosed.k)


def matrices(results: Results) -> list[Matrix]:
    """Every scale question; all bars of the page are on one scale."""
    families = results.families(QuestionKind.SCALE)
    groups = results.overview.groups
    across = pictures.reach(
        tally
        for family in families
        for strand in family
        for tally in [
            *(results.disclosed.tally(strand, g.id) for g in groups),
            _sum(results, strand),
        ]
    )
    return [
        Matrix(
            _heading(family),
            [_matrix_row(results, strand, across) for strand in family],
        )
        for family in families
    ]


def _heading(family: Sequence[Strand]) -> Markup:
    """A question's short words; the whole text where some of its answers are of earlier words."""
    if any(strand.is_earlier for strand in family):
        return local(family[0], "text")
    return pictures.name_of(family[0])


def wording_of(strand: Strand) -> str:
    """Says that a question has newer words by now, or ""."""
    return str(_("earlier wording")) if strand.is_earlier else ""


def _sum(results: Results, strand: Strand) -> Tally | None:
    total = results.disclosed.total(strand)
    return total[0] if total else None


def _matrix_row(results: Results, strand: Strand, across: Reach) -> MatrixRow:
    standing = results.standing(strand.form_id)
    cells = []
    for group in results.overview.groups:
        tally = results.disclosed.tally(strand, group.id)
        where = f"{pictures.plain_title(standing)}, {group.letter}"
        words = "" if tally else _why_empty(results, strand, group)
        cells.append(_matrix_cell(strand, tally, across, where, words))
    total = results.disclosed.total(strand)
    words = without(results, strand, total[2]) if total else hidden(results, strand)
    where = f"{pictures.plain_title(standing)}, {_('All groups')}"
    cells.append(_matrix_cell(strand, total[0] if total else None, across, where, words))
    return MatrixRow(standing, title_of(standing), wording_of(strand), cells)


def _matrix_cell(
    strand: Strand, tally: Tally | None, across: Reach, where: str, words: str
) -> MatrixCell:
    if tally is None:
        return MatrixCell(None, 0, words)
    row = pictures.scale_row(strand, tally, across, where=where, width=CELL)
    return MatrixCell(row, tally.people, words)


def _why_empty(results: Results, strand: Strand, group: FocusGroup) -> str:
    if not strand.is_for(group.id):
        return str(_("Not asked"))
    if strand.is_earlier:
        return "–"
    return hidden(results, strand, group)


def without(results: Results, strand: Strand, within: frozenset[int]) -> str:
    """Which groups a sum over all groups leaves out because they are hidden, or ""."""
    letters = [
        group.letter
        for group in results.overview.groups
        if group.id not in within and strand.is_for(group.id)
    ]
    return str(_("without %(groups)s", groups=", ".join(letters))) if letters else ""


def counted(results: Results) -> list[Counted]:
    """Every choice and ranking question, form by form."""
    kinds = (QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.RANKING)
    chosen = [strand for strand in results.strands if strand.kind in kinds]
    return [_counted(results, strand) for strand in chosen]


def _counted(results: Results, strand: Strand) -> Counted:
    total = results.disclosed.total(strand)
    listing = pictures.listing(strand, total[0] if total else None)
    tallies = [results.disclosed.tally(strand, group.id) for group in results.overview.groups]
    keys = _keys(strand, total[0] if total else None)
    lines = [
        CountedLine(line.name, line.picture, [*(_number(t, key) for t in tallies), *line.cells])
        for key, line in zip(keys, listing.lines, strict=False)
    ]
    standing = results.standing(strand.form_id)
    return Counted(
        standing=standing,
        title=title_of(standing),
        listing=listing,
        lines=lines,
        people=[str(tally.people) if tally else "–" for tally in tallies],
        note=without(results, strand, total[2]) if total else hidden(results, strand),
    )


def _keys(strand: Strand, tally: Tally | None) -> Sequence[str]:
    """Option keys in the order of the figure's lines."""
    return tally.order() if isinstance(tally, Ranking) else strand.option_keys


def _number(tally: Tally | None, key: str) -> str:
    """An option's number in one group: people who chose it, or its mean place."""
    if isinstance(tally, Choices):
        return f"{tally.counts.get(key, 0)}"
    if isinstance(tally, Ranking):
        return number(tally.mean_rank(key))
    return "–"


def numbers(results: Results) -> list[NumberLine]:
    """The matrices' numbers, sums included."""
    found: list[NumberLine] = []
    for family in results.families(QuestionKind.SCALE):
        for strand in family:
            where = " · ".join(
                filter(None, (short(results.standing(strand.form_id)), wording_of(strand)))
            )
            tallies = [
                (group.letter, results.disclosed.tally(strand, group.id))
                for group in results.overview.groups
            ]
            tallies.append((str(_("All")), _sum(results, strand)))
            found += [
                NumberLine(
                    _heading(family), where, letter, tally,
                    number(tally.median), interval(tally),
                )
                for letter, tally in tallies
                if isinstance(tally, Scale)
            ]  # fmt: skip
    return found


def short(standing: Standing) -> str:
    return str(_("Overall")) if standing.is_overall else str(standing.number)


def interval(tally: Scale) -> str:
    """The share of the top two, of how many, with its Wilson interval, in whole per cent."""
    bounds = tally.top_interval
    if bounds is None:
        return ""
    low, high = (f"{bound * 100:.0f}" for bound in bounds)
    share = _("%(share)s of %(n)s", share=percent(tally.top_share), n=tally.rated)
    return f"{share} ({low}–{high})"
