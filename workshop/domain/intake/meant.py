"""Which rows below headings are meant to be somebody, and what the others say."""

import re

from workshop.domain.intake.columns import Column
from workshop.domain.names import fold

TOTALS = (
    "รวม",
    "ยอดรวม",
    "จำนวนรวม",
    "รวมทั้งสิ้น",
    "รวมทั้งหมด",
    "total",
    "grand total",
    "subtotal",
    "sum",
)
_MAY_BE_TOTAL = re.compile(r"\W*(?:รวม|ยอด|จำนวน|total|grand|sub|sum)", re.IGNORECASE)


def is_person(cells: dict[Column, str], outside: list[str]) -> bool:
    """Whether a row below the headings is meant to be somebody, complete or not."""
    filled = {column for column, cell in cells.items() if cell.strip()}
    if any(_is_total(cell) for cell in (*cells.values(), *outside)):
        return bool({Column.LAST_NAME, Column.EMAIL, Column.AGENCY} & filled)
    about = filled - {Column.NUMBER}
    if {Column.FIRST_NAME, Column.FULL_NAME, Column.LAST_NAME} & about:
        return len(about) > 1 or not _stands_alone(cells, filled)
    return len(about) > 1


def _stands_alone(cells: dict[Column, str], filled: set[Column]) -> bool:
    """A single cell is a title between the rows, unless a number says that it is one of them."""
    return len(filled) == 1 and not (
        Column.FULL_NAME in filled and " " in cells[Column.FULL_NAME].strip()
    )


def _is_total(text: str) -> bool:
    if not _MAY_BE_TOTAL.match(text):
        return False
    words = fold(text[:60]).strip(" :.")
    return any(
        words == total or words.startswith((total + " ", total + ":")) for total in TOTALS
    ) or bool(re.fullmatch(r"(?:รวม|รวมทั้งสิ้น|จำนวน)\s*\d+\s*(?:คน|ราย|ท่าน)?", words))


def leftover(cells: dict[Column, str], outside: list[str]) -> str:
    """What a skipped row said, unless it is a bare running number or a total."""
    texts = [
        cell.strip()
        for column, cell in cells.items()
        if column is not Column.NUMBER or not re.fullmatch(r"\W*\d*\W*", cell)
    ]
    said = [text for text in (*texts, *(cell.strip() for cell in outside)) if text]
    if not said or any(_is_total(cell) for cell in (*cells.values(), *outside)):
        return ""
    return " ".join(said)[:120]
