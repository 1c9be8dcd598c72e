"""Looks into a workbook before it is opened: how large it would become, and whether it has macros.

A few kilobytes can unpack to gigabytes, or claim one cell in the last row of the last column; the
reader would take that much memory at once. So everything is measured first, piece by piece, and
nothing of it is kept.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from workshop.domain.intake.refusal import Refused
from workshop.domain.messages import Say

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_PARTS = 2_000
MAX_ROWS = 20_000
"""Rows of one list."""
MAX_CELLS = 600_000
MAX_SPAN = 2_000_000
"""Rows times columns, up to the last cell that holds something."""
MAX_TEXT = 60_000_000
"""Bytes of all cells together, were each as long as the longest text that cells share."""

LONG_TEXT = 4_000

_CHUNK = 1 << 16
_LONGEST_TAG = 1 << 20
"""Bytes without the end of a tag that are kept to find it."""
_ROW_OR_CELL = re.compile(rb"<(?:\w+:)?(row|c)(\s[^>]*?)?(/?)>")
_PLACE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,4})(\d{1,9})[\"']")
_NUMBER = re.compile(rb"\sr\s*=\s*[\"'](\d{1,9})[\"']")
_SHARED_END = re.compile(rb"</(?:\w+:)?si>")
_MACROS_IN_OLE = ("_VBA_PROJECT_CUR".encode("utf-16-le"), "_VBA_PROJECT".encode("utf-16-le"))
_LOCKED_IN_OLE = "EncryptedPackage".encode("utf-16-le")
_MACRO_PARTS = re.compile(r"vbaproject\.bin$|^xl/macrosheets/|^basic/|^scripts/")
_CONTENT_TYPES = "[content_types].xml"


def check_size(data: bytes) -> None:
    if not data.strip(b"\0\t\r\n \xef\xbb\xbf"):
        raise Refused(Say.FILE_EMPTY)
    if len(data) > MAX_BYTES:
        raise Refused(Say.FILE_TOO_LARGE, limit=MAX_BYTES // 1024 // 1024)


def check_ole(data: bytes) -> None:
    """An old .xls: refused with macros or a password."""
    if _LOCKED_IN_OLE in data:
        raise Refused(Say.FILE_LOCKED)
    if any(mark in data for mark in _MACROS_IN_OLE):
        raise Refused(Say.FILE_HAS_MACROS)


def check_zip(data: bytes) -> None:
    """An .xlsx or .ods: refused with macros, when it is something else, damaged, or too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            _check_parts(packed)
    except Refused:
        raise
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as damaged:
        raise Refused(Say.FILE_UNREADABLE) from damaged
    except (OSError, EOFError, ValueError, KeyError, OverflowError) as damaged:
        raise Refused(Say.FILE_UNREADABLE) from damaged


def _check_parts(packed: zipfile.ZipFile) -> None:
    parts = packed.infolist()
    _check_kind(parts)
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise _unpacks()
    cells, longest, room = 0, 0, [MAX_UNPACKED]
    for part in parts:
        name = part.filename.casefold()
        pieces = _unpacked(packed, part, room)
        if "worksheets/" in name and name.endswith(".xml"):
            cells += _check_sheet(pieces, MAX_CELLS - cells)
        elif name.endswith("sharedstrings.xml"):
            longest = max(longest, _longest_text(pieces))
        elif name == _CONTENT_TYPES:
            _check_types(pieces)
        else:
            for _piece in pieces:  # only measured
                pass
    if longest > LONG_TEXT and cells * longest > MAX_TEXT:
        raise _unpacks()


def _unpacks() -> Refused:
    return Refused(Say.FILE_UNPACKS, limit=MAX_UNPACKED // 1024 // 1024)


def _check_kind(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename.casefold() for part in parts]
    if any(_MACRO_PARTS.search(name) for name in names):
        raise Refused(Say.FILE_HAS_MACROS)
    if not any(name.endswith("xl/workbook.xml") or name == "content.xml" for name in names):
        raise Refused(Say.FILE_KIND)
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(Say.FILE_LOCKED)


def _check_types(pieces: Iterator[bytes]) -> None:
    """A workbook that says it may hold macros is refused even where it holds none."""
    if any(b"macroEnabled" in piece for piece in _whole_tags(pieces)):
        raise Refused(Say.FILE_HAS_MACROS)


def _unpacked(packed: zipfile.ZipFile, part: zipfile.ZipInfo, room: list[int]) -> Iterator[bytes]:
    """The part's bytes, piece by piece; what it says about its own size is not believed."""
    with packed.open(part) as opened:
        while piece := opened.read(_CHUNK):
            room[0] -= len(piece)
            if room[0] < 0:
                raise _unpacks()
            yield piece


def _whole_tags(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes, cut only where a tag ends."""
    rest = b""
    for piece in pieces:
        rest += piece
        cut = rest.rfind(b">") + 1
        if cut:
            yield rest[:cut]
            rest = rest[cut:]
        elif len(rest) > _LONGEST_TAG:
            raise _unpacks()
    yield rest


def _check_sheet(pieces: Iterator[bytes], most: int) -> int:
    """The number of cells; refused when the sheet spans more than fits into memory.

    Cells that do not say where they stand follow one another in their row.
    """
    count, row, column, rows, columns, first = 0, 0, 0, 0, 0, True
    for piece in _whole_tags(pieces):
        if first and b"\0" in piece[:200]:
            raise Refused(Say.FILE_UNREADABLE)
        first = False
        for tag, about, closed in _ROW_OR_CELL.findall(piece):
            if tag == b"row":
                row, column = _row_number(about, row), 0
                continue
            row, column = _cell_place(about, row, column)
            if not closed:
                count, rows, columns = count + 1, max(rows, row), max(columns, column)
        if count > most or rows * columns > MAX_SPAN:
            raise Refused(Say.TOO_MANY_ROWS, limit=MAX_ROWS)
    return count


def _row_number(about: bytes, before: int) -> int:
    found = _NUMBER.search(about)
    return int(found[1]) if found else before + 1


def _cell_place(about: bytes, row: int, column: int) -> tuple[int, int]:
    found = _PLACE.search(about)
    return (int(found[2]), _column(found[1])) if found else (row, column + 1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _longest_text(pieces: Iterator[bytes]) -> int:
    longest, since = 0, 0
    for piece in _whole_tags(pieces):
        ends = [match.end() for match in _SHARED_END.finditer(piece)]
        for before, after in zip([-since, *ends], ends, strict=False):
            longest = max(longest, after - before)
        since = len(piece) - ends[-1] if ends else since + len(piece)
        longest = max(longest, since)
    return longest
