"""The written report: everything that stands in it, in the language spoken now.

What it says of answers it takes from report.service.Results, as page and files do; nothing here
counts an answer. Comments are quoted only where their writers allow it (disclosed.quotable).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from workshop.documents import wording
from workshop.domain.figures.answers import swatch
from workshop.domain.figures.marks import flower, logo
from workshop.feedback import paper_service
from workshop.feedback.attendance import Room
from workshop.i18n import _, language, plain
from workshop.models import Workshop
from workshop.report import blocks, tables, told
from workshop.report.blocks import Block
from workshop.report.participation_service import Participation
from workshop.report.service import Results
from workshop.report.tables import Matrix, MatrixCell
from workshop.summary import pictures
from workshop.summary.shares import Shares

BAR = 38


@dataclass(frozen=True, slots=True)
class Material:
    """All that a written report is made of.

    results: without comments that staff took off the pages.
    """

    workshop: Workshop
    results: Results
    shares: Shares
    participation: Participation


def content(material: Material) -> dict[str, Any]:
    """Front and sections, finished: what both typesetters print as it is."""
    workshop, results = material.workshop, material.results
    about = wording.about(workshop)
    return {
        "lang": language(),
        "digits": "arabic",
        "title": f"{_('Report')} · {about['short']}",
        "words": wording.both(lambda: {"page": _("Page {page} of {pages}")}),
        "about": {language(): about},
        "over": _("Report"),
        "place": " · ".join(part for part in (about["venue"], plain(workshop, "room")) if part),
        "released": tables.released_words(results.overview, results.disclosed.k),
        "contents": _("Contents"),
        "picture": {"logo": logo(20, standalone=True), "flower": _flower(results)},
        "flower_says": _flower_says(results, material.participation),
        "sections": [
            *blocks.section(_("Who took part"), _took_part(material)),
            *blocks.section(_("Scores by strategy and group"), _scores(results)),
            *blocks.section(_("Choices and rankings"), _counted(results)),
            *blocks.section(_("Report-backs"), told.report_backs(results)),
            *blocks.section(
                _("In participants’ own words"), told.quotes(results, material.participation)
            ),
            *blocks.section(_("Themes by group"), told.themes(results, material.shares)),
            *blocks.section(_("Agreement across groups"), told.agreement(results)),
            *blocks.section(_("Said in the room"), told.notes(results)),
            *blocks.section(
                _("How this report was made"),
                told.method(results, material.participation),
            ),
        ],
    }


def _flower(results: Results) -> str:
    rooms = results.overview.rooms
    marks = [
        (group.letter, room.arrived, max(room.placed - room.arrived, 0))
        for group in results.overview.groups
        if (room := rooms.get(group.id)) is not None
    ]
    return flower(marks, standalone=True) if marks else ""


def _flower_says(results: Results, participation: Participation) -> str:
    groups = [
        f"{group.letter} {(results.overview.rooms.get(group.id) or Room()).arrived}"
        for group in results.overview.groups
    ]
    came = _(
        "%(came)s of %(placed)s came",
        came=participation.everybody.arrived,
        placed=participation.everybody.placed,
    )
    return f"{came}: {', '.join(groups)}" if groups else str(came)


def _took_part(material: Material) -> Iterator[Block]:
    yield blocks.heading(_("By group"))
    yield _people(
        [
            (blocks.of_group(group), material.results.overview.rooms.get(group.id) or Room())
            for group in material.results.overview.groups
        ],
        _("Group"),
        material.participation.everybody,
    )
    yield blocks.heading(_("By role of the agency"))
    roles = [
        (blocks.cell(plain(role, "name")), room) for role, room in material.participation.roles
    ]
    if material.participation.without.placed:
        roles.append((blocks.cell(_("No role")), material.participation.without))
    yield _people(roles, _("Role"), material.participation.everybody)
    yield blocks.below(_("Whoever has several roles is counted in each of them."))
    yield blocks.heading(_("Who answered"))
    yield from _answered(material)


def _people(rows: list[tuple[Block, Room]], head: object, everybody: Room) -> Block:
    columns = [
        blocks.column(head, 110),
        *blocks.numbers((_("With a seat"), _("Came")), 66),
    ]
    found = [*rows, (blocks.cell(_("Everybody"), strong=True), everybody)]
    return blocks.table(
        columns,
        [
            blocks.row(name, blocks.cell(room.placed), blocks.cell(room.arrived))
            for name, room in found
        ],
    )


def _answered(material: Material) -> Iterator[Block]:
    """By strategy: how many answered in each group, and by which way the answers came in."""
    overview, k = material.results.overview, material.results.disclosed.k
    ways = paper_service.by_form(material.participation.answers)
    heads = [*(group.letter for group in overview.groups), _("From phones"), _("From paper forms")]
    rows = []
    for counted in tables.counts(overview):
        here = ways.get(counted.standing.form_id, paper_service.Totals())
        numbers = (here.phone, here.paper) if here.is_told(k) else ("–", "–")
        cells = [
            blocks.cell(_("%(n)s of %(all)s", n=cell[0], all=cell[1]) if cell else "–")
            for cell in counted.cells
        ]
        title = told.titled(counted.standing)
        rows.append(blocks.row(blocks.cell(title), *cells, *map(blocks.cell, numbers)))
    columns = [blocks.column(_("Form"), 62), *blocks.numbers(heads, blocks.WIDTH - 62)]
    yield blocks.table(columns, rows)
    yield blocks.below(
        _("Of the people who have arrived; while nobody of a group has, of everybody placed in it.")
    )
    if not all(one.is_told(k) for one in ways.values()):
        yield blocks.below(told.way_words(k))


def _scores(results: Results) -> Iterator[Block]:
    for matrix in tables.matrices(results):
        yield blocks.heading(matrix.question)
        yield _matrix(results, matrix)


def _matrix(results: Results, matrix: Matrix) -> Block:
    """One row for each strategy in each group: the bar, and beside it what it is made of."""
    rows = []
    for one in matrix.rows:
        rows.append(blocks.band(" · ".join(filter(None, (told.titled(one.standing), one.wording)))))
        for group, cell in zip([*results.overview.groups, None], one.cells, strict=True):
            rows.append(blocks.row(blocks.of_group(group), *_scored(cell)))
    points = [blocks.column(point, 6.5, right=True, picture=swatch(point)) for point in range(1, 6)]
    return blocks.table(
        [
            blocks.column(_("Group"), 37), blocks.column("", BAR + 2), *points,
            blocks.column(_("n/a"), 10, right=True), blocks.column(_("d/k"), 10, right=True),
            blocks.column("n", 9.5, right=True), blocks.column(_("Median"), 13, right=True),
            blocks.column("4–5", 24, right=True),
        ],
        rows,
    )  # fmt: skip


def _scored(cell: MatrixCell) -> list[Block]:
    if cell.row is None or cell.row.tally is None:
        return [blocks.cell(cell.words, span=11)]
    tally = cell.row.tally
    share = f"{cell.row.top} ({_bounds(tally.top_interval)})" if tally.top_interval else ""
    figures = [*tally.counts, tally.not_relevant, tally.unknown, tally.people]
    bar = blocks.drawn(cell.row.bar, pictures.described(tally), BAR)
    return [
        {**bar, "text": cell.words}, *map(blocks.cell, figures), blocks.cell(cell.row.median),
        blocks.cell(share),
    ]  # fmt: skip


def _bounds(bounds: tuple[float, float]) -> str:
    return f"{bounds[0] * 100:.0f}–{bounds[1] * 100:.0f}"


def _counted(results: Results) -> Iterator[Block]:
    groups = results.overview.groups
    for one in tables.counted(results):
        yield blocks.heading(f"{told.titled(one.standing)}: {blocks.spoken(one.listing.name)}")
        if one.listing.is_hidden:
            yield blocks.hint(one.note)
            continue
        yield blocks.hint(" · ".join(filter(None, (one.listing.note, one.note))))
        letters = [
            f"{group.letter} (n {people})" for group, people in zip(groups, one.people, strict=True)
        ]
        yield blocks.table(
            [
                blocks.column(_("Choice"), 58), blocks.column(_("All groups"), 38),
                *blocks.numbers([*letters, *one.listing.heads], blocks.WIDTH - 96),
            ],
            [
                blocks.row(
                    blocks.cell(line.name),
                    blocks.drawn(line.picture, line.name.striptags(), 36),
                    *map(blocks.cell, line.cells),
                )
                for line in one.lines
            ],
        )  # fmt: skip
