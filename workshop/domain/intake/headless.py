"""Lists whose first row is somebody already: what columns hold is told by what stands in them."""

import hashlib
import re
from collections.abc import Mapping, Sequence

from workshop.domain.intake import columns
from workshop.domain.intake.columns import Column
from workshop.domain.intake.headings import FIRST_ROWS
from workshop.domain.names import split_prefix, tidy

_FEWEST = 2
_LETTERS = re.compile(r"[A-Z]{1,3}", re.IGNORECASE)
_SOMEBODY = "สมชาย"


def guess_columns(rows: Sequence[list[str]]) -> dict[int, Column] | None:
    """What is clear of the columns, which may be nothing; None where the rows are no list."""
    filled = [row for row in rows if any(cell.strip() for cell in row)][:FIRST_ROWS]
    found = _by_content(filled)
    wide = sum(sum(bool(cell.strip()) for cell in row) >= _FEWEST for row in filled)
    return found if found or wide >= _FEWEST else None


def signature(rows: Sequence[list[str]], found: Mapping[int, Column]) -> str:
    """The same for lists as wide, of which the same is clear; equal to no row of headings' own.

    Running numbers say nothing: a list of one person has none.
    """
    clear = sorted((at, one.value) for at, one in found.items() if one is not Column.NUMBER)
    width = max((len(row) for row in rows[:FIRST_ROWS]), default=0)
    told = f"no headings {width} {clear}"
    return hashlib.sha256(told.encode("ascii")).hexdigest()


def letters(place: int) -> str:
    """What spreadsheets call a column: A for 0, Z for 25, AA for 26."""
    text = ""
    place += 1
    while place:
        place, last = divmod(place - 1, 26)
        text = chr(ord("A") + last) + text
    return text


def place_of(text: str) -> int | None:
    """The place of a column that is named by its letters; None for any other word."""
    if not _LETTERS.fullmatch(text.strip()):
        return None
    place = 0
    for letter in text.strip().upper():
        place = 26 * place + ord(letter) - ord("A") + 1
    return place - 1


def _by_content(rows: Sequence[list[str]]) -> dict[int, Column]:
    found: dict[int, Column] = {}
    below = {
        at: [text for row in rows if at < len(row) and (text := tidy(row[at][:200]))]
        for at in range(max(map(len, rows), default=0))
    }
    for at, cells in below.items():
        column = _running(cells) or _bare_prefix(cells) or columns.by_content(cells)
        if column and column not in found.values():
            found[at] = column
    return dict(sorted({**found, **_names(below, found)}.items()))


def _running(cells: Sequence[str]) -> Column | None:
    numbers = [int(cell.rstrip(".")) for cell in cells if re.fullmatch(r"\d{1,5}\.?", cell)]
    rising = len(numbers) == len(cells) > 1 and numbers == sorted(set(numbers))
    return Column.NUMBER if rising else None


def _bare_prefix(cells: Sequence[str]) -> Column | None:
    """Whether each cell, put before a name, is its prefix."""
    told = bool(cells) and all(_is_prefix(cell) for cell in cells)
    return Column.PREFIX if told else None


def _is_prefix(text: str) -> bool:
    prefix, name = split_prefix(f"{text} {_SOMEBODY}")
    return bool(prefix) and name == _SOMEBODY


def _names(below: Mapping[int, Sequence[str]], found: Mapping[int, Column]) -> dict[int, Column]:
    """First and last name, where a column of prefixes or names with one stands before them."""
    if Column.FULL_NAME in found.values():
        return {}
    before = next((at for at, one in found.items() if one is Column.PREFIX), None)
    if before is not None:
        first = before + 1
    else:
        first = next((at for at, cells in below.items() if _begin_with_prefix(cells)), -1)
    names = {first: Column.FIRST_NAME, first + 1: Column.LAST_NAME}
    free = all(below.get(at) and at not in found for at in names)
    one_word = free and all(" " not in split_prefix(cell)[1] for cell in below[first])
    return names if one_word else {}


def _begin_with_prefix(cells: Sequence[str]) -> bool:
    return bool(cells) and all(split_prefix(cell)[0] for cell in cells)
