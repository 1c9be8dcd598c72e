"""Looks into a workbook before it is opened: how large it would become, and whether it has macros.

A few kilobytes can unpack to gigabytes, or claim one cell in the last row of the last column; the
reader would take that much memory at once. So everything is measured first, without keeping it.
"""

import io
import itertools
import re
import zipfile
import zlib

from workshop.domain.intake.refusal import Refused
from workshop.domain.messages import Say

MAX_BYTES = 10 * 1024 * 1024
MAX_UNPACKED = 120 * 1024 * 1024
MAX_PARTS = 2_000
MAX_ROWS = 20_000
"""Rows of one list."""
MAX_CELLS = 1_000_000
MAX_SPAN = 8_000_000
"""Rows times columns, up to the last cell that holds something."""
MAX_TEXT = 1_000_000_000
"""Bytes of all cells together, were each as long as the longest text that cells share."""

LONG_TEXT = 4_000

_CHUNK = 1 << 16
_CELL = re.compile(rb"<(?:\w+:)?c(\s[^>]*?)?(/?)>")
_ROW = re.compile(rb"<(?:\w+:)?row(?:\s[^>]*?\br\s*=\s*[\"'](\d{1,9})[\"'])?[\s>]")
_PLACE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,4})(\d{1,9})[\"']")
_SHARED_END = re.compile(rb"</(?:\w+:)?si>")
_MACROS_IN_OLE = ("_VBA_PROJECT_CUR".encode("utf-16-le"), "_VBA_PROJECT".encode("utf-16-le"))
_LOCKED_IN_OLE = "EncryptedPackage".encode("utf-16-le")


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
    """An .xlsx: refused with macros, when it is something else, damaged, or unpacks too far."""
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
        raise Refused(Say.FILE_TOO_LARGE, limit=MAX_UNPACKED // 1024 // 1024)
    cells, longest, unpacked = 0, 0, 0
    for part in parts:
        content = _unpack(packed, part, MAX_UNPACKED - unpacked)
        unpacked += len(content)
        name = part.filename.casefold()
        if "worksheets/" in name and name.endswith(".xml"):
            cells += _check_sheet(content)
        elif name.endswith("sharedstrings.xml"):
            longest = max(longest, _longest_text(content))
    if longest > LONG_TEXT and cells * longest > MAX_TEXT:
        raise Refused(Say.FILE_TOO_LARGE, limit=MAX_UNPACKED // 1024 // 1024)


def _check_kind(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename.casefold() for part in parts]
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Refused(Say.FILE_HAS_MACROS)
    if not any(name.endswith("xl/workbook.xml") for name in names):
        raise Refused(Say.FILE_KIND)
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(Say.FILE_LOCKED)


def _unpack(packed: zipfile.ZipFile, part: zipfile.ZipInfo, room: int) -> bytes:
    """The part's bytes, read piece by piece; what it says about its own size is not believed."""
    pieces, size = [], 0
    with packed.open(part) as opened:
        while piece := opened.read(_CHUNK):
            size += len(piece)
            if size > room:
                raise Refused(Say.FILE_TOO_LARGE, limit=MAX_UNPACKED // 1024 // 1024)
            pieces.append(piece)
    return b"".join(pieces)


def _check_sheet(content: bytes) -> int:
    """The number of cells; refused when the sheet spans more than fits into memory."""
    if b"\0" in content[:200]:
        raise Refused(Say.FILE_UNREADABLE)
    cells = [about for about, closed in _CELL.findall(content) if not closed]
    places = [found.groups() for about in cells[:MAX_CELLS] if (found := _PLACE.search(about))]
    rows = max((int(digits) for _, digits in places), default=0)
    columns = max((_column(letters) for letters, _ in places), default=0)
    if unplaced := len(cells) - len(places):  # they stand behind one another in their rows
        numbers = [int(digits) for digits in _ROW.findall(content) if digits]
        rows = max(rows, content.count(b"row"), *numbers, 0)
        columns = max(columns, unplaced)
    if len(cells) > MAX_CELLS or rows * columns > MAX_SPAN:
        raise Refused(Say.TOO_MANY_ROWS, limit=MAX_ROWS)
    return len(cells)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _longest_text(content: bytes) -> int:
    ends = [0, *(match.end() for match in _SHARED_END.finditer(content)), len(content)]
    return max(after - before for before, after in itertools.pairwise(ends))
