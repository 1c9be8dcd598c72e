"""Whether a row is a row of headings, and what the columns below it hold."""

from collections.abc import Sequence

from workshop.domain.intake import columns
from workshop.domain.intake.columns import Column

NAMES = {Column.FIRST_NAME, Column.FULL_NAME}
FIRST_ROWS = 20
"""Rows that are looked at where only what the columns hold can tell."""
_FEWEST = 2
_FEWEST_LIKELY = 3


def read_header(row: Sequence[str], *, is_first: bool = False) -> dict[int, Column] | None:
    """Which column is what, when this row is a row of headings; else None.

    is_first: none was met before; then longer headings suffice that only seem to say it.
    """
    found = _certain(row)
    if found is None and is_first and _only_words(row):
        likely = _more(row, {})
        filled = sum(bool(cell.strip()) for cell in row)
        if len(likely) >= _FEWEST_LIKELY and 2 * len(likely) >= filled:
            found = likely if NAMES & set(likely.values()) else None
    return _wide(row, _which_name(_more(row, found))) if found is not None else None


def _certain(row: Sequence[str]) -> dict[int, Column] | None:
    filled = sum(bool(cell.strip()) for cell in row)
    found = certain_headings(row, most_unknown=filled // 2)
    if found is None or len(found) < 2:
        return None
    if not NAMES & set(found.values()) and len(found) < 3:
        return None
    return found


def _only_words(row: Sequence[str]) -> bool:
    """No cell of the row looks like somebody's data."""
    return not any(columns.by_content([cell]) for cell in row if cell.strip())


def certain_headings(row: Sequence[str], most_unknown: int) -> dict[int, Column] | None:
    """The headings that are certain; None once more than `most_unknown` cells are none."""
    found: dict[int, Column] = {}
    taken: set[Column] = set()
    for place, cell in enumerate(row):
        if not cell or cell.isspace():
            continue
        column = columns.by_heading(cell)
        if column and column not in taken:
            found[place] = column
            taken.add(column)
        elif (most_unknown := most_unknown - 1) < 0:
            return None
    return found


def _more(row: Sequence[str], found: dict[int, Column]) -> dict[int, Column]:
    """With the longer headings beside those that are certain; each column is taken once."""
    exact = {at: column for at, cell in enumerate(row) if (column := columns.by_heading(cell))}
    for place, column in exact.items():
        if column not in found.values():
            found = {**found, place: column}
    taken = set(found.values())
    for place, cell in enumerate(row):
        column = columns.by_part(cell) if place not in found and cell.strip() else None
        known_name = column is Column.FULL_NAME and NAMES & taken
        if column and column not in taken and not known_name:
            found[place] = column
            taken.add(column)
    return dict(sorted(found.items()))


def _which_name(found: dict[int, Column]) -> dict[int, Column]:
    """ "Name" beside "Surname" is the first name, ชื่อสกุล beside ชื่อ the last; ชื่อ alone is both."""
    known = set(found.values())
    meant: dict[Column, Column] = {}
    if Column.FULL_NAME in known and Column.LAST_NAME in known:
        if Column.FIRST_NAME not in known:
            meant = {Column.FULL_NAME: Column.FIRST_NAME}
        else:
            found = {at: one for at, one in found.items() if one is not Column.FULL_NAME}
    elif Column.FULL_NAME in known and Column.FIRST_NAME in known:
        meant = {Column.FULL_NAME: Column.LAST_NAME}
    elif Column.FIRST_NAME in known and Column.LAST_NAME not in known:
        meant = {Column.FIRST_NAME: Column.FULL_NAME}
    return {at: meant.get(one, one) for at, one in found.items()}


def _wide(row: Sequence[str], found: dict[int, Column]) -> dict[int, Column]:
    """One heading for the name may stand over several columns: prefix, first and last name."""
    at = next((at for at, column in found.items() if column is Column.FULL_NAME), None)
    if at is None:
        return found
    end = at + 1
    while end < len(row) and not row[end].strip():
        end += 1
    if end not in found:
        return found
    return dict(sorted({**found, **dict.fromkeys(range(at, end), Column.FULL_NAME)}.items()))


def guess_header(rows: Sequence[list[str]]) -> tuple[int, dict[int, Column]] | None:
    """Headings in words nobody knows: the first row whose columns tell by what stands below.

    Gives the number of that row, from 1, and what each column holds.
    """
    for number, row in enumerate(rows[:FIRST_ROWS], start=1):
        filled = [at for at, cell in enumerate(row) if cell.strip()]
        below = rows[number : number + FIRST_ROWS]
        if len(filled) < _FEWEST or any(columns.by_content([row[at]]) for at in filled):
            continue
        found: dict[int, Column] = {}
        for at in filled:
            column = columns.by_content([line[at] for line in below if at < len(line)])
            if column and column not in found.values():
                found[at] = column
        if found and set(found.values()) != {Column.AGENCY}:
            return number, found
    return None
