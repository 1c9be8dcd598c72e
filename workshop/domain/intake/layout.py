"""Finds the headings in a sheet, wherever they stand, and the rows below them that are people.

A sheet without any is read by what its columns hold, as far as that is clear; see `headless`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from workshop.domain.intake import columns, headless
from workshop.domain.intake.attributes import key_of, name_of
from workshop.domain.intake.columns import JOINED, Column
from workshop.domain.intake.delimited import UNREAD
from workshop.domain.intake.headings import (
    FIRST_ROWS,
    NAMES,
    certain_headings,
    guess_header,
    read_header,
)
from workshop.domain.intake.meant import is_person, leftover
from workshop.domain.intake.sheets import Sheet
from workshop.domain.messages import Say

Corrections = Mapping[str, Mapping[int, Column | None]]
"""What an organiser said the columns hold: by signature of the headings, by place from 0."""

SAMPLES = 3
HEADED, GUESSED, HEADLESS = 2, 1, 0
"""How a sheet's columns are known: by headings, by what stands below some, by that alone."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row below the headings; `row` is its number in the file, cells are by column.

    damage: why what it says is not to be relied on.  kept: what columns with headings of their own
    say, by heading.
    """

    sheet: str
    row: int
    cells: dict[Column, str]
    damage: Say | None = None
    kept: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Guess:
    """One column: its heading, up to three of its values, and what it is taken for."""

    place: int
    heading: str
    samples: tuple[str, ...]
    meant: Column | None


@dataclass(frozen=True)
class Block:
    """Headings of one wording, met once or again and again; `corrected` by an organiser.

    row: where they stand first, from 1; 0 where the columns have no headings.
    """

    signature: str
    sheet: str
    row: int
    guesses: tuple[Guess, ...]
    corrected: bool


@dataclass(frozen=True)
class Found:
    """A sheet: how many rows of it may be people, and whether they are read."""

    name: str
    people: int
    chosen: bool


@dataclass(frozen=True)
class Layout:
    """`lines` may be people, `skipped` are rows with text that are none: (sheet, row, text)."""

    lines: list[Line]
    skipped: list[tuple[str, int, str]]
    columns: frozenset[Column]
    unknown_headings: tuple[str, ...]
    blocks: tuple[Block, ...]
    sheets: tuple[Found, ...]

    @property
    def kept(self) -> frozenset[str]:
        """Keys of the attributes that columns are kept for."""
        guesses = (guess for block in self.blocks for guess in block.guesses)
        found = {key_of(one.heading) for one in guesses if one.meant is Column.KEPT}
        return frozenset(found - {""})


@dataclass
class _Header:
    """Headings in force: what each place holds, its words, and values seen below it."""

    signature: str
    row: int
    found: dict[int, Column]
    words: dict[int, str]
    corrected: bool = False
    samples: dict[int, list[str]] = field(default_factory=dict)

    def cells(self, row: list[str]) -> dict[Column, str]:
        read: dict[Column, str] = {}
        for at, column in self.found.items():
            if column is Column.KEPT:
                continue
            cell = row[at] if at < len(row) else ""
            if column not in read:
                read[column] = cell
            elif cell.strip():
                read[column] = f"{read[column]}{JOINED.get(column, ' ')}{cell}"
        return read

    def kept(self, row: list[str]) -> dict[str, str]:
        return {
            name: row[at]
            for at, column in self.found.items()
            if column is Column.KEPT and at < len(row) and (name := name_of(self.words.get(at, "")))
        }

    def outside(self, row: list[str]) -> list[str]:
        """What says nothing about who is meant."""
        return [
            cell
            for at, cell in enumerate(row)
            if self.found.get(at, Column.KEPT) is Column.KEPT and cell.strip()
        ]

    def keep(self, keys: Collection[str]) -> None:
        """Columns of these headings are kept, unless an organiser said what the columns hold."""
        if not self.corrected:
            self.found |= {
                at: Column.KEPT
                for at, text in self.words.items()
                if at not in self.found and key_of(text) in keys
            }

    @property
    def has_names(self) -> bool:
        return not NAMES.isdisjoint(self.found.values())

    def sample(self, row: list[str]) -> None:
        """Remembers the values of the first rows."""
        for at, cell in enumerate(row):
            seen = self.samples.setdefault(at, [])
            if len(seen) < SAMPLES and cell.strip() and cell.strip()[:60] not in seen:
                seen.append(cell.strip()[:60])

    def unknown(self) -> list[str]:
        return [text[:60] for at, text in self.words.items() if text and at not in self.found]

    def block(self, sheet: str) -> Block:
        places = sorted({*self.words, *(at for at, seen in self.samples.items() if seen)})
        return Block(
            self.signature,
            sheet,
            self.row,
            tuple(
                Guess(
                    at,
                    self.words.get(at, "")[:120],
                    tuple(self.samples.get(at, ())),
                    self.found.get(at),
                )
                for at in places
            ),
            self.corrected,
        )


@dataclass
class _Read:
    """What one sheet holds; sheets of which the rank is less are read where there are no others."""

    sheet: Sheet
    rank: int = HEADED
    lines: list[Line] = field(default_factory=list)
    skipped: list[tuple[str, int, str]] = field(default_factory=list)
    headers: list[_Header] = field(default_factory=list)


def find_people(
    sheets: list[Sheet],
    chosen: Collection[str] = (),
    corrections: Corrections | None = None,
    kept: Collection[str] = (),
) -> Layout:
    """All rows below headings, from the chosen sheets; totals and blank lines are left out.

    chosen: names of sheets; without any, every sheet that has headings, else any list.
    kept: keys of attributes that are known; columns of such headings are theirs.
    """
    read = [_read(sheet, corrections or {}, kept) for sheet in sheets]
    taken = _taken(read, chosen)
    several = sum(bool(one.headers) for one in taken) > 1
    lines: list[Line] = []
    skipped: list[tuple[str, int, str]] = []
    blocks: dict[str, Block] = {}
    unknown: dict[str, None] = {}
    for one in taken:
        name = one.sheet.name if several else ""
        lines += [replace(line, sheet=name) for line in one.lines] if several else one.lines
        skipped += [(name, row, text) for _, row, text in one.skipped]
        for header in one.headers:
            blocks.setdefault(header.signature, header.block(one.sheet.name))
            unknown.update(dict.fromkeys(header.unknown()))
    found = {guess.meant for block in blocks.values() for guess in block.guesses if guess.meant}
    listed = tuple(
        Found(one.sheet.name, len(one.lines) if one in taken or one.rank else 0, one in taken)
        for one in read
        if one.sheet.rows
    )
    return Layout(lines, skipped, frozenset(found), tuple(unknown), tuple(blocks.values()), listed)


def _taken(read: list[_Read], chosen: Collection[str]) -> list[_Read]:
    if chosen:
        return [one for one in read if one.sheet.name in chosen]
    lists = [one for one in read if one.headers]
    best = max((one.rank for one in lists), default=HEADED)
    return [one for one in lists if one.rank == best]


def _read(sheet: Sheet, corrections: Corrections, kept: Collection[str]) -> _Read:
    """Everything below the headings; where no words are known, as its columns suggest."""
    read = _Read(sheet)
    header: _Header | None = None
    known: dict[str, _Header] = {}
    for number, row in _rows(sheet):
        start = _start(number, row, corrections, is_first=header is None and number <= FIRST_ROWS)
        if start is not None:
            start.keep(kept)
            header = known.setdefault(start.signature, start)
            if header is start:
                read.headers.append(header)
        elif header is not None and not _continues(row, header):
            _take(read, header, number, row)
    if not read.headers:
        _read_by_content(read, corrections, kept)
    return read


def _read_by_content(read: _Read, corrections: Corrections, kept: Collection[str]) -> None:
    """Headings in words nobody knows, else none at all: every row is then meant to be somebody."""
    rows = read.sheet.rows
    first = 0
    if guessed := guess_header(rows):
        first, found = guessed
        row = rows[first - 1]
        read.rank = GUESSED
        header = _Header(columns.signature(row), first, found, _words(row))
    elif (clear := headless.guess_columns(rows)) is not None:
        read.rank = HEADLESS
        header = _headless(headless.signature(rows, clear), clear, corrections)
    else:
        return
    header.keep(kept)
    read.headers.append(header)
    for number, row in enumerate(rows[first:], start=first + 1):
        if any(cell.strip() for cell in row):
            _take(read, header, number, row)


def _headless(key: str, clear: dict[int, Column], corrections: Corrections) -> _Header:
    if key not in corrections:
        return _Header(key, 0, clear, {})
    return _Header(key, 0, _meant(corrections[key]), {}, corrected=True)


def _meant(said: Mapping[int, Column | None]) -> dict[int, Column]:
    return {at: column for at, column in said.items() if column is not None}


def _rows(sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """Rows with something in them, numbered from 1."""
    for number, row in enumerate(sheet.rows, start=1):
        if any(row) and any(cell.strip() for cell in row):
            yield number, row


def _start(
    number: int, row: list[str], corrections: Corrections, *, is_first: bool
) -> _Header | None:
    """The headings that begin at this row, if it is one of headings."""
    found = read_header(row, is_first=is_first)
    if found is None and not corrections:
        return None
    key = columns.signature(row)
    if key in corrections:
        return _Header(key, number, _meant(corrections[key]), _words(row), corrected=True)
    return _Header(key, number, found, _words(row)) if found is not None else None


def _words(row: Sequence[str]) -> dict[int, str]:
    return {at: " ".join(cell.split()) for at, cell in enumerate(row) if cell.strip()}


def _take(read: _Read, header: _Header, number: int, row: list[str]) -> None:
    cells, outside = header.cells(row), header.outside(row)
    told = [*cells.values(), *(outside if not header.row else ())]
    if damage := _damage(read.sheet, number, row):
        read.lines.append(Line("", number, cells, damage))
    elif is_person(cells, outside) or (not header.has_names and any(map(str.strip, told))):
        if len(read.lines) < FIRST_ROWS:
            header.sample(row)
        read.lines.append(Line("", number, cells, kept=header.kept(row)))
    elif text := leftover(cells, outside):
        read.skipped.append(("", number, text))


def _damage(sheet: Sheet, number: int, row: list[str]) -> Say | None:
    if number in sheet.damaged:
        return Say.QUOTE_UNCLOSED
    return Say.CHARACTERS_UNREAD if UNREAD in "".join(row) else None


def _continues(row: list[str], header: _Header) -> bool:
    """Whether this is a second row of headings, such as telephone and e-mail under "contact"."""
    more = certain_headings(row, most_unknown=0)
    if not more:
        return False
    known = set(header.found.values())
    if not header.corrected:
        header.found.update(
            {at: one for at, one in more.items() if at not in header.found and one not in known}
        )
    header.words.update({at: row[at].strip() for at in more})
    return True
