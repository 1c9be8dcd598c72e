"""Has documents set in a short-lived child process, a few at a time."""

import datetime as dt
import json
import logging
import subprocess
import threading
import unicodedata
from pathlib import Path
from typing import Any

from workshop.domain import processes
from workshop.domain.documents.fonts import drawn
from workshop.errors import WorkshopError
from workshop.i18n import _l
from workshop.paths import bundled

SECONDS = 60
AT_ONCE = 2
WAIT_SECONDS = 30
ROOT = Path(__file__).resolve().parents[2]
NO_CHARACTERS = "\ufffe\uffff"
"""No text of a file may hold them."""
FORMATTING = {*NO_CHARACTERS, *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"}

# An empty `urllib.request`, which a library names and nothing here calls, spares the child the
# imports of the network.
CHILD = """
import importlib, sys, types
sys.path.insert(0, sys.argv[1])
sys.modules["urllib.request"] = types.ModuleType("urllib.request")
importlib.import_module("workshop.domain.documents." + sys.argv[2]).main()
"""

log = logging.getLogger(__name__)
_free = threading.BoundedSemaphore(AT_ONCE)


def press(source: str, data: dict[str, Any], *, now: dt.datetime) -> bytes:
    """The PDF of `templates/print/<source>` with this data.

    Raises WorkshopError with a sentence when it takes more than SECONDS or cannot be made; at most
    AT_ONCE are set at the same time.
    """
    order = {
        "folder": str(bundled("templates") / "print"),
        "source": source,
        "data": printable(data),
        "moment": now.replace(microsecond=0).isoformat(),
    }
    return _in_turn(order, "child", b"%PDF-")


def word(data: dict[str, Any]) -> bytes:
    """The Word file of a written report (see workshop.report.blocks); refused as `press` does."""
    order = {"folder": str(bundled("templates") / "print"), "data": printable(data, as_drawn=False)}
    return _in_turn(order, "word", b"PK")


def _in_turn(order: dict[str, Any], module: str, head: bytes) -> bytes:
    """What a module of domain.documents makes of an order; it begins with `head`."""
    if not _free.acquire(timeout=WAIT_SECONDS):
        raise WorkshopError(_l("Other documents are being made. Try again in a minute."))
    try:
        return _run(json.dumps(order).encode("ascii"), module, head)
    finally:
        _free.release()


def _run(order: bytes, module: str, head: bytes) -> bytes:
    try:
        done = processes.run(["-c", CHILD, str(ROOT), module], given=order, seconds=SECONDS)
    except subprocess.TimeoutExpired as error:
        raise WorkshopError(
            _l("The document took too long and was stopped. Print one group at a time.")
        ) from error
    if done.returncode or not done.stdout.startswith(head):
        log.error("a document failed: %s", done.stderr.decode(errors="replace")[-2000:])
        raise WorkshopError(
            _l("The document could not be made. Try again, or one group at a time.")
        )
    return done.stdout


def printable(data: Any, *, as_drawn: bool = True) -> Any:
    """The same data in NFC, without characters that draw nothing but could turn text around.

    A sign that no font has becomes one that is seen (workshop.domain.documents.fonts), unless not
    `as_drawn`: who opens a Word file has more fonts.
    """
    if isinstance(data, dict):
        return {name: printable(value, as_drawn=as_drawn) for name, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [printable(one, as_drawn=as_drawn) for one in data]
    if not isinstance(data, str):
        return data
    kept = "".join(
        one for one in data
        if one not in FORMATTING and (one == "\n" or unicodedata.category(one) not in ("Cc", "Cs"))
    )  # fmt: skip
    composed = unicodedata.normalize("NFC", kept)
    return drawn(composed) if as_drawn else composed
