"""From the bytes of a delimited text file to rows; what is damaged costs its own row only.

A stray double quote opens a cell that runs on over the rows below it, or to the end of the file.
Such a cell is read line by line again: the rows below are kept, and the row it began in is named.

Unlike a workbook, text is read by the server itself: what it takes is bounded by the limits here,
some 150 MB for the worst 10 MB, and no library's crash can end the process.
"""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from workshop.domain.intake import guard
from workshop.domain.intake.refusal import Refused
from workshop.domain.messages import Say

UNREAD = "\ufffd"
"""Stands for what is no character; the row it is in cannot be stored."""
_DELIMITERS = ",;\t"
_CELL_MAX = 2_000
_COLUMNS_MAX = 300
_PARTS_MAX = 5_000
"""Delimiters in one line of what can be a list; texts with commas in them have far fewer."""
_LINES_MAX = 20 * guard.MAX_ROWS
"""A cell may hold several lines; each line of the file takes many times its few bytes."""
_WIDE = 4
"""Cells of a row that no line of an ordinary cell has by chance."""
_HIGH = re.compile(rb"[\x80-\xff]")
_THAI_OR_MARK = re.compile(rb"\xe0[\xb8\xb9][\x80-\xbf]|\xe2[\x80-\x83][\x80-\xbf]")
"""Three bytes each: Thai and typographic marks in UTF-8; rare in text of Thai Windows."""

csv.field_size_limit(guard.MAX_BYTES)


def read_rows(data: bytes) -> tuple[list[list[str]], frozenset[int]]:
    """The rows, and the numbers (from 1) of those in which a double quote does not close.

    Text may be UTF-8 with or without BOM, UTF-16 with BOM, or Thai Windows (cp874), with commas,
    semicolons or tabs. Bytes that are no character become UNREAD. Raises Refused for what is no
    text.
    """
    plain = _text(data).replace("\0", "").removeprefix("\ufeff")
    if _controls(plain) > max(10, len(plain) // 50):
        raise Refused(Say.FILE_KIND)
    return _table(plain.replace("\r\n", "\n").replace("\r", "\n"))


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        if 2 * 3 * len(_THAI_OR_MARK.findall(data)) > len(_HIGH.findall(data)):
            return data.decode("utf-8-sig", errors="replace")  # what is not UTF-8 is damaged
        return _decoded(data, "utf-8-sig" if data.startswith(codecs.BOM_UTF8) else "cp874")


def _decoded(data: bytes, encoding: str) -> str:
    """Damaged bytes are shown as such rather than refused: the preview is what protects people."""
    text = data.decode(encoding, errors="replace")
    if text.count(UNREAD) > max(10, len(text) // 20) or text.count("\0") > len(text) // 20:
        raise Refused(Say.FILE_KIND)
    return text


def _controls(text: str) -> int:
    counted = Counter(text[:100_000])
    return sum(counted[chr(code)] for code in range(32) if chr(code) not in "\t\n\r")


def _table(text: str) -> tuple[list[list[str]], frozenset[int]]:
    if text.count("\n") > _LINES_MAX:
        raise Refused(Say.TOO_MANY_ROWS, limit=guard.MAX_ROWS)
    lines = text.split("\n")
    if any(line.count(one) > _PARTS_MAX for line in lines for one in _DELIMITERS):
        raise Refused(Say.FILE_KIND)  # each part of a line takes many times its byte
    delimiter, width = _shape(lines)
    rows: list[list[str]] = []
    damaged: set[int] = set()
    cells = 0
    for row, whole in _records(lines, delimiter, width):
        rows.append([cell[:_CELL_MAX] for cell in row[:_COLUMNS_MAX]])
        if not whole:
            damaged.add(len(rows))
        cells += len(rows[-1])
        if len(rows) > guard.MAX_ROWS * 2 or cells > guard.MAX_CELLS:
            raise Refused(Say.TOO_MANY_ROWS, limit=guard.MAX_ROWS)
    while rows and not rows[-1]:
        rows.pop()
    return rows, frozenset(damaged)


def _records(lines: list[str], delimiter: str, width: int) -> Iterator[tuple[list[str], bool]]:
    """Every record, and whether it is whole; width: the cells most rows have.

    A record that cannot be read, or holds other rows, is taken for its first line alone. Where the
    line in which it stopped is no row, others between that are none belong to it too.
    """
    at, torn_to = 0, 0
    while at < len(lines):
        line = lines[at]
        row, used = _record(lines, at, delimiter) if '"' in line else (_parted(line, delimiter), 1)
        if row and used > 1 and not _swallows(lines[at : at + used], delimiter, width):
            yield row, True
            at += used
            continue
        if used > 1 and not row and '"' in (last := lines[at + used - 1]):
            torn = len(_alone(last, delimiter, width) or ()) != width
            torn_to = max(torn_to, at + used if torn else 0)
        alone = _alone(line, delimiter, width) if used == 1 else None
        whole = alone is not None and (at >= torn_to or len(alone) in (0, width))
        yield alone if alone is not None and whole else _literal(line, delimiter), whole
        at += 1


def _parted(line: str, delimiter: str) -> list[str]:
    return line.split(delimiter) if line else []


def _record(lines: list[str], at: int, delimiter: str) -> tuple[list[str], int]:
    """The record that begins at a line, nothing where it is not valid, and the lines it takes."""
    following = (lines[number] + "\n" for number in range(at, len(lines)))
    reader = csv.reader(following, delimiter=delimiter, strict=True)
    try:
        return next(reader), reader.line_num
    except csv.Error:
        return [], max(1, min(reader.line_num, len(lines) - at))


def _alone(line: str, delimiter: str, width: int) -> list[str] | None:
    """The cells of one line; None where a double quote in it has moved them, or may have."""
    if '"' not in line:
        return _parted(line, delimiter)
    paired = line.count('"') % 2 == 0
    try:
        row = next(csv.reader([line], delimiter=delimiter, strict=True))
        return row if paired or len(row) == width else None
    except csv.Error:
        row = next(csv.reader([line], delimiter=delimiter))
        return row if paired and len(row) == width else None


def _literal(line: str, delimiter: str) -> list[str]:
    """What stands in a damaged line, to recognise it by."""
    return _parted(line.replace('"', ""), delimiter)


def _swallows(lines: list[str], delimiter: str, width: int) -> bool:
    """Whether a cell over several lines holds whole rows: then two stray quotes made it one."""
    rows = sum(line.count(delimiter) == width - 1 for line in lines)
    return width > 1 and rows > 1 and (width >= _WIDE or rows > 2)


def _shape(lines: list[str]) -> tuple[str, int]:
    """What parts most of the first lines into the same number of cells, and that number."""
    first = [line for line in lines[:40] if line.strip()]
    delimiter = max(_DELIMITERS, key=lambda candidate: _evenness(first, candidate))
    widths = _widths((line for line in lines[:400] if line.strip()), delimiter)
    return delimiter, max(widths, key=lambda width: widths[width], default=1)


def _evenness(lines: list[str], delimiter: str) -> int:
    """How many cells it makes where most lines agree on the number of cells; 0 for none."""
    widths = _widths(lines, delimiter)
    return max(((width - 1) * often for width, often in widths.items()), default=0)


def _widths(lines: Iterable[str], delimiter: str) -> Counter[int]:
    """How many lines have how many cells; every line by itself, so that one spoils no other."""
    return Counter(len(next(csv.reader([line], delimiter=delimiter))) for line in lines)
