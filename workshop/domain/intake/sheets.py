"""From the bytes of a file to sheets of text, whatever program wrote it."""

import json
import subprocess
import threading
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workshop.domain import processes
from workshop.domain.intake import guard
from workshop.domain.intake.delimited import read_rows
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


@dataclass(frozen=True)
class Sheet:
    """`rows[0]` is row 1 of the file; cells are text, empty ones are "".

    damaged: the numbers of rows in which a double quote does not close.
    """

    name: str
    rows: list[list[str]]
    damaged: frozenset[int] = frozenset()


def read_sheets(data: bytes) -> list[Sheet]:
    """The visible sheets of an .xlsx, .xls or .ods, or the one of a text file; Refused otherwise.

    `delimited` says which text is read.
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
    return [Sheet("", *read_rows(data))]


def pack(sheets: list[Sheet]) -> bytes:
    """The text of the sheets in few bytes, to be kept until somebody has looked at them."""
    kept = [[sheet.name, sheet.rows, sorted(sheet.damaged)] for sheet in sheets]
    plain = json.dumps(kept, ensure_ascii=False)
    return zlib.compress(plain.encode("utf-8", "replace"), 1)


def unpack(packed: bytes) -> list[Sheet]:
    """Uploads packed before damage was kept have none."""
    return [
        Sheet(name, rows, frozenset(*damaged))
        for name, rows, *damaged in json.loads(zlib.decompress(packed))
    ]


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
        done = processes.run([str(CHILD)], given=data, seconds=SECONDS)
        read: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {}
    except subprocess.TimeoutExpired:
        return {"refused": "heavy"}
    except ValueError:
        return {}
    return read or {"refused": "heavy" if done.returncode < 0 else "damaged"}
