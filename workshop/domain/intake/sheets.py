"""From the bytes of a file to sheets of text, whatever program wrote it."""

import csv
import io
import json
import subprocess
import sys
import threading
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workshop.domain.intake import guard
from workshop.domain.intake.refusal import Refused
from workshop.domain.messages import Say

CHILD = Path(__file__).with_name("child.py")
SECONDS = 25
"""That a workbook may take to open; the child counts its own computing as well."""
_ZIP = b"PK"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_KINDS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"{\\rtf",
    b"Rar!",
    b"7z\xbc",
    b"\x1f\x8b",
)
_MARKUP = (b"<html", b"<!doctype", b"<?xml", b"<table")
_DELIMITERS = ",;\t"
_CELL_MAX = 2_000


@dataclass(frozen=True)
class Sheet:
    """`rows[0]` is row 1 of the file; cells are text, empty ones are ""."""

    name: str
    rows: list[list[str]]


def read_sheets(data: bytes) -> list[Sheet]:
    """The visible sheets of an .xlsx, .xls or .ods, or the one of a text file; Refused otherwise.

    Text may be UTF-8 with or without BOM, UTF-16 with BOM, or Thai Windows (cp874), with commas,
    semicolons or tabs.
    """
    guard.check_size(data)
    if data.startswith(_ZIP):
        guard.check_zip(data)
        return _workbook(data)
    if data.startswith(_OLE):
        guard.check_ole(data)
        return _workbook(data)
    if data.startswith(_OTHER_KINDS) or data[:512].lstrip().lower().startswith(_MARKUP):
        raise Refused(Say.FILE_KIND)
    return [Sheet("", _table(_text(data)))]


def pack(sheets: list[Sheet]) -> bytes:
    """The text of the sheets in few bytes, to be kept until somebody has looked at them."""
    plain = json.dumps([[sheet.name, sheet.rows] for sheet in sheets], ensure_ascii=False)
    return zlib.compress(plain.encode("utf-8", "replace"), 1)


def unpack(packed: bytes) -> list[Sheet]:
    return [Sheet(name, rows) for name, rows in json.loads(zlib.decompress(packed))]


_one_at_a_time = threading.Lock()
_REFUSED = {
    "locked": Say.FILE_LOCKED, "macros": Say.FILE_HAS_MACROS, "heavy": Say.FILE_TOO_HEAVY,
    "damaged": Say.FILE_UNREADABLE,
}  # fmt: skip


def _workbook(data: bytes) -> list[Sheet]:
    """Read by a child of its own, one after the other, so that memory stays bounded."""
    with _one_at_a_time:
        found = _opened(data)
    if "sheets" not in found:
        raise Refused(_REFUSED.get(str(found.get("refused")), Say.FILE_UNREADABLE))
    return [Sheet(name, rows) for name, rows in found["sheets"]]


def _opened(data: bytes) -> dict[str, Any]:
    try:
        done = subprocess.run(  # noqa: S603  our own file under our own Python
            [sys.executable, "-I", str(CHILD)],
            input=data,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        read: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {}
    except subprocess.TimeoutExpired:
        return {"refused": "heavy"}
    except ValueError:
        return {}
    return read or {"refused": "heavy" if done.returncode < 0 else "damaged"}


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded(data, "cp874")


def _decoded(data: bytes, encoding: str) -> str:
    """Damaged bytes are shown as such rather than refused: the preview is what protects people."""
    text = data.decode(encoding, errors="replace")
    if text.count("�") > max(10, len(text) // 20) or text.count("\0") > len(text) // 20:
        raise Refused(Say.FILE_KIND)
    return text


def _table(text: str) -> list[list[str]]:
    plain = text.replace("\0", "").removeprefix("\ufeff")
    if _controls(plain) > max(10, len(plain) // 50):
        raise Refused(Say.FILE_KIND)
    csv.field_size_limit(guard.MAX_BYTES)
    lines = io.StringIO(plain.replace("\r\n", "\n").replace("\r", "\n"))
    rows: list[list[str]] = []
    cells = 0
    try:
        for row in csv.reader(lines, delimiter=_delimiter(plain)):
            rows.append([cell[:_CELL_MAX] for cell in row[:300]])
            cells += len(rows[-1])
            if len(rows) > guard.MAX_ROWS * 2 or cells > guard.MAX_CELLS:
                raise Refused(Say.TOO_MANY_ROWS, limit=guard.MAX_ROWS)
    except csv.Error as damaged:
        raise Refused(Say.FILE_UNREADABLE) from damaged
    return rows


def _controls(text: str) -> int:
    counted = Counter(text[:100_000])
    return sum(counted[chr(code)] for code in range(32) if chr(code) not in "\t\n\r")


def _delimiter(text: str) -> str:
    """What parts most of the first lines into the same number of cells."""
    first = [line for line in text.splitlines()[:40] if line.strip()]
    return max(_DELIMITERS, key=lambda candidate: _evenness(first, candidate))


def _evenness(lines: list[str], delimiter: str) -> int:
    """How many cells it makes where most lines agree on the number of cells; 0 for none."""
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return 0
    return max(((width - 1) * often for width, often in widths.items()), default=0)
