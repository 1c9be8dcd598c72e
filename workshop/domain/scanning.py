"""What a camera, a keyboard scanner or a hand put into the field of the door, and who it may be.

static/js/arrival-codes.js reads the same things the same way while there is no network.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import product

CODE_LENGTH = 6
MOST_TYPED = 2000
"""Characters; a longer text is neither a link nor a code."""

ALIKE = {
    "0": "QD", "O": "QD", "1": "L7", "I": "LJ", "2": "7", "Z": "7", "5": "6", "S": "6", "8": "36",
    "B": "3",
}  # fmt: skip
"""Characters no short code has, and those of a code that they may have been misread for."""

_US = (
    "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./"
    '~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:"ZXCVBNM<>?'
)
_KEDMANEE = '_ๅ/-ภถุึคตจขชๆไำพะัีรนยบลฃฟหกดเ้่าสวงผปแอิืทมใฝ%+๑๒๓๔ู฿๕๖๗๘๙๐"ฎฑธํ๊ณฯญฐ,ฅฤฆฏโฌ็๋ษศซ.()ฉฮฺ์?ฒฬฦ'
_KEYS = str.maketrans(_KEDMANEE, _US)
_THAI = re.compile("[\u0e00-\u0e7f]")
_LINK = re.compile(r"https?://\S*/(?:me|i)/([\w-]{20,200})/?(?:[?#]\S*)?", re.IGNORECASE | re.ASCII)
_TOKEN = re.compile(r"[\w-]{34}", re.ASCII)


@dataclass(frozen=True)
class Scanned:
    """The token of a personal link or of an invitation, or every short code that may be meant;
    neither: unreadable."""

    token: str = ""
    codes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.token or self.codes)


def read_scan(text: str) -> Scanned:
    """A whole link, its token alone, or a short code in any way of writing it.

    A keyboard scanner presses keys as if the layout were English; with the Thai layout the same
    keys give Thai letters, which is undone.
    """
    if len(text) > MOST_TYPED:
        return Scanned()
    found = _read(text.strip())
    if not found and _THAI.search(text):
        found = _read(text.strip().translate(_KEYS))
    return found


def _read(text: str) -> Scanned:
    if link := _LINK.fullmatch(text):
        return Scanned(token=link.group(1))
    if _TOKEN.fullmatch(text):
        return Scanned(token=text)
    return Scanned(codes=_codes(text))


def _codes(text: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKC", text[:100]).upper()
    code = "".join(
        str(unicodedata.decimal(one)) if one.isdecimal() else one for one in plain if one.isalnum()
    )
    if len(code) != CODE_LENGTH or not code.isascii():
        return ()
    return tuple("".join(one) for one in product(*(ALIKE.get(letter, letter) for letter in code)))
