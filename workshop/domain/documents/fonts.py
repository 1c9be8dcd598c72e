"""Which characters a print can draw, and what stands for those it cannot.

Sarabun has Thai and Latin; typst brings fonts with Greek, Cyrillic and common signs. A character of
none of them would be an empty box on a badge that nobody noticed before the day.
"""

import re
import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

PACKAGE = "fontpkg_sarabun"
USED = ("Sarabun-Regular.ttf", "Sarabun-SemiBold.ttf")
STAND_IN = "?"
BROUGHT = (
    (0x20, 0x7E), (0xA0, 0x24F), (0x370, 0x4FF), (0x1E00, 0x1EFF), (0x2190, 0x22FF),
    (0x2460, 0x25FF),
)  # fmt: skip
"""Of the fonts that typst brings: what is assigned in these ranges they draw, marks left aside."""
_ASSIGNED = "LNPSZ"
_UNSEEN = ("Mn", "Mc", "Me", "Cf", "Cc")
_UNICODE = (3, 1)


def font_folder() -> Path:
    """Where the package with Sarabun's files lies."""
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError(f"{PACKAGE} is missing from this installation; install it again")
    return Path(found.submodule_search_locations[0]) / "files"


def drawn(text: str) -> str:
    """The text with STAND_IN for each sign that no font has; what only changes a sign goes."""
    return text if text.isascii() else _undrawn().sub(_stand_in, text)


def can_be_drawn(text: str) -> bool:
    """Whether no sign of the text needs a stand-in."""
    return text.isascii() or drawn(text).count(STAND_IN) == text.count(STAND_IN)


def _stand_in(found: re.Match[str]) -> str:
    seen = any(unicodedata.category(one) not in _UNSEEN for one in found[0])
    return STAND_IN if seen else ""


@cache
def _undrawn() -> re.Pattern[str]:
    """A sign that cannot be drawn with all that belongs to it: skin, flag, family, combining."""
    known = "".join(map(re.escape, sorted(characters())))
    one = f"[^{known}\n\t]"
    joined = rf"(?:[\ufe00-\ufe0f\u20e3\U0001f3fb-\U0001f3ff]|\u200d{one})"
    return re.compile(rf"(?:[\U0001f1e6-\U0001f1ff]{{2}}|{one}){joined}*")


@cache
def characters() -> frozenset[str]:
    """Everything that can be drawn, in every weight that is printed."""
    files = [(font_folder() / name).read_bytes() for name in USED]
    sarabun = frozenset.intersection(*(frozenset(map(chr, covered(data))) for data in files))
    brought = {
        chr(code)
        for first, last in BROUGHT
        for code in range(first, last + 1)
        if unicodedata.category(chr(code))[0] in _ASSIGNED
    }
    sarabun = frozenset(one for one in sarabun if unicodedata.category(one) not in ("Cc", "Cs"))
    return sarabun | brought | {"\u00a0", "\u200b", "\u2060", "\u00ad"}


def covered(font: bytes) -> Iterator[int]:
    """The code points a TrueType font has glyphs for, by its `cmap` table of format 4.

    Source: OpenType 1.9.1, "cmap".
    """
    table = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, table + 2)
    places = {
        struct.unpack_from(">HH", font, at): struct.unpack_from(">I", font, at + 4)[0]
        for at in range(table + 4, table + 4 + 8 * count, 8)
    }
    start = table + places[_UNICODE]
    (double,) = struct.unpack_from(">H", font, start + 6)
    segments = double // 2
    lasts = struct.unpack_from(f">{segments}H", font, start + 14)
    firsts = struct.unpack_from(f">{segments}H", font, start + 16 + double)
    for first, last in zip(firsts, lasts, strict=True):
        yield from range(first, min(last, 0xFFFE) + 1)


def _table(font: bytes, tag: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for at in range(12, 12 + 16 * count, 16):
        if font[at : at + 4] == tag:
            return int(struct.unpack_from(">I", font, at + 8)[0])
    raise ValueError(f"a font without {tag.decode()}")
