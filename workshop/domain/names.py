"""Names of people as they are typed: tidied, parted from their prefix, compared and sorted."""

import re
import string
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeVar

Item = TypeVar("Item")
SHORT = 200
"""Characters; what is worked out for shorter texts is remembered for a while."""

# Longer prefixes first, so that "นางสาว" is never read as "นาง" and a name that begins with "สาว".
RANKS = (
    "พลตำรวจเอก", "พลตำรวจโท", "พลตำรวจตรี", "พันตำรวจเอก", "พันตำรวจโท", "พันตำรวจตรี",
    "ร้อยตำรวจเอก", "ร้อยตำรวจโท", "ร้อยตำรวจตรี", "ดาบตำรวจ", "จ่าสิบตำรวจ", "สิบตำรวจเอก",
    "พลเรือเอก", "พลเรือโท", "พลเรือตรี", "พลอากาศเอก", "พลอากาศโท", "พลอากาศตรี",
    "นาวาอากาศเอก", "นาวาอากาศโท", "นาวาอากาศตรี", "นาวาเอก", "นาวาโท", "นาวาตรี",
    "เรืออากาศเอก", "เรืออากาศโท", "เรืออากาศตรี", "เรือเอก", "เรือโท", "เรือตรี",
    "พลเอก", "พลโท", "พลตรี", "พันเอก", "พันโท", "พันตรี", "ร้อยเอก", "ร้อยโท", "ร้อยตรี",
    "จ่าสิบเอก", "จ่าสิบโท", "สิบเอก", "สิบโท", "สิบตรี",
)  # fmt: skip
SHORT_RANKS = (
    "พล.ต.อ.", "พล.ต.ท.", "พล.ต.ต.", "พ.ต.อ.", "พ.ต.ท.", "พ.ต.ต.", "ร.ต.อ.", "ร.ต.ท.", "ร.ต.ต.",
    "พล.ร.อ.", "พล.ร.ท.", "พล.ร.ต.", "พล.อ.อ.", "พล.อ.ท.", "พล.อ.ต.", "น.อ.", "น.ท.", "น.ต.",
    "พล.อ.", "พล.ท.", "พล.ต.", "พ.อ.", "พ.ท.", "พ.ต.", "ร.อ.", "ร.ท.", "ร.ต.", "จ.ส.อ.", "จ.ส.ต.",
    "ส.อ.", "ส.ต.อ.", "ด.ต.", "ว่าที่ ร.ต.", "ว่าที่ร.ต.", "ว่าที่ ร.อ.", "ว่าที่ร.อ.", "ว่าที่ ร.ท.", "ว่าที่ร.ท.",
)  # fmt: skip
TITLES = (
    "นางสาว", "นาง", "นาย", "เด็กชาย", "เด็กหญิง", "คุณ",
    "หม่อมราชวงศ์", "หม่อมหลวง", "หม่อมเจ้า", "ท่านผู้หญิง", "คุณหญิง", "ท่าน",
    "ศาสตราจารย์พิเศษ", "ศาสตราจารย์คลินิก", "รองศาสตราจารย์", "ผู้ช่วยศาสตราจารย์", "ศาสตราจารย์",
    "ดอกเตอร์", "นายแพทย์", "แพทย์หญิง", "ทันตแพทย์หญิง", "ทันตแพทย์", "เภสัชกรหญิง", "เภสัชกร",
)  # fmt: skip
SHORT_TITLES = (
    "น.ส.", "ด.ช.", "ด.ญ.", "ม.ร.ว.", "ม.ล.", "ม.จ.", "ศ.ดร.", "รศ.ดร.", "ผศ.ดร.", "อ.ดร.",
    "ศ.", "รศ.", "ผศ.", "ดร.", "นพ.", "พญ.", "ทพญ.", "ทพ.", "ภญ.", "ภก.", "สพ.ญ.", "น.สพ.",
)  # fmt: skip
ENGLISH = (
    "Assistant Professor", "Associate Professor", "Asst. Prof.", "Assoc. Prof.",
    "Professor", "Prof.", "Doctor", "Dr.", "Mr.", "Mrs.", "Ms.", "Miss", "Mister", "Khun",
    "General", "Gen.", "Colonel", "Col.", "Lt. Col.", "Lt.", "Captain", "Capt.", "Major", "Maj.",
    "M.L.", "M.R.", "Acting Sub Lt.",
)  # fmt: skip

OFFERED = ("นาย", "นาง", "นางสาว", "ดร.", "ว่าที่ร้อยตรี", "Mr.", "Mrs.", "Ms.", "Dr.")
"""Prefixes a form offers; any other may be typed."""

SAME_PREFIX = {
    "น.ส.": "นางสาว", "นส.": "นางสาว", "ดร": "ดร.", "ดอกเตอร์": "ดร.", "mr": "mr.", "ms": "ms.",
    "mrs": "mrs.", "dr": "dr.", "doctor": "dr.", "mister": "mr.", "ว่าที่ร.ต.": "ว่าที่ร้อยตรี",
    "ว่าที่ร.ท.": "ว่าที่ร้อยโท", "ว่าที่ร.อ.": "ว่าที่ร้อยเอก", "ม.ล.": "หม่อมหลวง", "ม.ร.ว.": "หม่อมราชวงศ์",
}  # fmt: skip

_NAMES_BEGINNING_LIKE_A_PREFIX = (
    "คุณวุฒิ", "คุณธรรม", "คุณภัทร", "คุณพจน์", "คุณกร", "คุณเดช", "นายิกา", "ท่านทอง",
)  # fmt: skip
_ABOVE_OR_BELOW = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_TONES = "\u0e48-\u0e4c"
_MARKS = re.compile(f"[{_TONES}\u0e31\u0e34-\u0e3a\u0e4d]{{2,}}")
_IS_TONE = re.compile(f"[{_TONES}]").match
_REPEATED = re.compile(f"([{_ABOVE_OR_BELOW}])\\1+")
_SPACES = re.compile(r"\s+")
MOST_MARKS = 4
_PILED = ("Mn", "Me")  # categories of marks that take no room of their own
_SIGNS = re.compile(rf"[^\w\s]{{{MOST_MARKS + 1},}}")
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u08e2\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001-\U000e007f]"
)
"""Control, format and direction characters, lone surrogates, what is no character."""
_UNTIDY = re.compile(
    "[^\x20-\x7e\u0e01-\u0e39\u0e3f-\u0e4c\u0e4f-\u0e5b]|^ |  | $|\u0e40\u0e40"
    f"|[{_TONES}][\u0e31\u0e34-\u0e3a]"
    f"|([{_ABOVE_OR_BELOW}])\\1"
)
"""What a text in Thai and ASCII must not hold to be tidy already; anything else is looked at."""
_STARTS_A_THAI_NAME = re.compile("[\u0e01-\u0e2e\u0e40-\u0e44]")
_ACTING = re.compile(r"^(ว่าที่)\s*")
_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
_WOMAN = re.compile(r"^\s*(หญิง)(?=[\s]|[\u0e01-\u0e2e\u0e40-\u0e44])")


def tidy(text: str) -> str:
    """The same words in one spelling: no invisible characters, single spaces, marks in order.

    Only what nobody can see is changed: NFC, zero-width, direction and control characters, lone
    surrogates, a Thai tone typed before its vowel, a mark typed twice, two เ for a แ.
    """
    return text if _UNTIDY.search(text) is None else _tidied(text)


def is_seen(text: str) -> bool:
    """Whether anything of it can be seen: more than spaces, joiners and the like."""
    return any(unicodedata.category(character) not in _UNSEEN for character in text)


def has_piled_marks(text: str) -> bool:
    """Whether more than four marks stand on one letter: painted over the lines above it.

    Thai needs two, a few languages up to four.
    """
    return any(
        len(run) > MOST_MARKS
        for signs in _SIGNS.findall(text)
        for run in "".join(
            "^" if unicodedata.category(one) in _PILED else " " for one in signs
        ).split()
    )


def _tidied(text: str) -> str:
    shown = _HIDDEN.sub("", _SPACES.sub(" ", text))
    if shown.isascii():
        return _SPACES.sub(" ", shown).strip()
    shown = unicodedata.normalize("NFC", shown).replace("\u0e40\u0e40", "\u0e41")
    shown = _MARKS.sub(_tones_last, shown)
    shown = _REPEATED.sub(r"\1", shown)
    shown = re.sub(f"\u0e4d([{_TONES}]?)\u0e32", "\\1\u0e33", shown)
    return _SPACES.sub(" ", shown).strip()


def _tones_last(marks: re.Match[str]) -> str:
    return "".join(sorted(marks[0], key=lambda mark: _IS_TONE(mark) is not None))


def split_prefix(name: str, prefix: str = "") -> tuple[str, str]:
    """Part the prefix from a name that was typed together with it: ("นาง", "สโรชา").

    `prefix` is what stood in a field of its own; when the name repeats it, it is said once, and a
    prefix inside the name is added behind it.  The name is never left empty.
    """
    name, found = tidy(name), [tidy(prefix)] if tidy(prefix) else []
    while (cut := _leading_prefix(name)) and name[len(cut) :].strip(" ."):
        name = name[len(cut) :].strip()
        if prefix_key(cut) not in [prefix_key(one) for one in found]:
            found.append(cut.strip())
    return _joined(found), name


def _joined(prefixes: list[str]) -> str:
    """Short forms stand together (รศ.ดร.), words get a space."""
    text = ""
    for one in prefixes:
        text += one if not text or (text.endswith(".") and not one.isascii()) else f" {one}"
    return text


def _leading_prefix(name: str) -> str:
    if name.isascii():
        return _english_at_start(name)
    if not name.startswith(_BEGINNINGS) or name.startswith(_NAMES_BEGINNING_LIKE_A_PREFIX):
        return ""
    acting = _ACTING.match(name)
    rank = _rank_at_start(name[acting.end() :]) if acting else ""
    if acting and rank:
        return name[: acting.end()] + rank
    return _rank_at_start(name) or _title_at_start(name) or _english_at_start(name)


def _rank_at_start(name: str) -> str:
    for rank in (*RANKS, *SHORT_RANKS):
        if name.startswith(rank) and _may_follow(name[len(rank) :], dotted=rank.endswith(".")):
            woman = _WOMAN.match(name[len(rank) :])
            return rank + (woman.group() if woman else "")
    return ""


def _title_at_start(name: str) -> str:
    for title in (*SHORT_TITLES, *_LONGEST_TITLES):
        if name.startswith(title) and _may_follow(name[len(title) :], dotted=title.endswith(".")):
            return title
    return next((t[:-1] for t in SHORT_TITLES if name.startswith(t[:-1] + " ")), "")


def _may_follow(rest: str, *, dotted: bool) -> bool:
    """Whether a name can begin here: a joined word must be followed by two letters of a name."""
    if dotted or rest.startswith(" "):
        return True
    return len(rest) > 1 and bool(_STARTS_A_THAI_NAME.match(rest))


def _english_at_start(name: str) -> str:
    folded = name.casefold()
    for title in _ENGLISH_FOLDED:
        bare = title.rstrip(".")
        for form in (title, bare):
            rest = name[len(form) :]
            if folded.startswith(form) and rest and (form.endswith(".") or rest[0] in " ."):
                return name[: len(form) + (rest[0] == ".")]
    return ""


_LONGEST_TITLES = tuple(sorted(TITLES, key=len, reverse=True))
_ENGLISH_FOLDED = tuple(sorted((title.casefold() for title in ENGLISH), key=len, reverse=True))
_BEGINNINGS = (
    *RANKS, *SHORT_RANKS, *TITLES, *SHORT_TITLES, *(title[:-1] for title in SHORT_TITLES), "ว่าที่",
    *string.ascii_letters,
)  # fmt: skip
"""Whatever a prefix can begin with; most names begin otherwise."""


def split_full_name(text: str, prefix: str = "") -> tuple[str, str, str]:
    """Prefix, first and last name out of one field; the last name is empty when there is none."""
    given, name = split_prefix(text, prefix)
    if "," in name and name.isascii():
        last, first = (part.strip() for part in name.split(",", 1))
        if first and last:
            return given, first, last
    first, _, last = name.partition(" ")
    return given, first, last


@lru_cache(maxsize=1_000)
def prefix_key(prefix: str) -> str:
    """Two spellings of one prefix have the same key: "น.ส." and "นางสาว", "Mr" and "Mr."."""
    bare = fold(prefix).replace(" ", "")
    return SAME_PREFIX.get(bare, bare)


def name_key(first: str, last: str) -> str:
    """What two spellings of one name have in common; prefix, spaces and Unicode form ignored.

    At most 260 characters, as stored; the first name's part and the last name's are parted by |.
    """
    return _short_key(first, last) if len(first) + len(last) <= SHORT else _name_key(first, last)


def _name_key(first: str, last: str) -> str:
    _, bare = split_prefix(first)
    return f"{_letters(bare)}|{_letters(last)}"[:260]


_short_key = lru_cache(maxsize=12_000)(_name_key)


def fold(text: str) -> str:
    """For comparing: NFKC, lower case, one spelling of everything that looks the same."""
    return _fold_short(text) if len(text) <= SHORT else _fold(text)


def _fold(text: str) -> str:
    if _UNTIDY.search(text) is None:
        return text.casefold()  # Thai and ASCII have one compatible form only
    return tidy(unicodedata.normalize("NFKC", tidy(text))).casefold()


_fold_short = lru_cache(maxsize=20_000)(_fold)


def _letters(text: str) -> str:
    return fold(text.replace("’", "'")).replace(" ", "")


def in_thai_order(items: Iterable[Item], key: Callable[[Item], str]) -> list[Item]:
    """Sort by Thai collation (เก before ข, tone marks last); equal ones keep their order."""
    from pythainlp.util.collate import collate  # slow to import, and few pages sort

    kept = [(item, key(item).casefold()) for item in items]
    rank = {text: place for place, text in enumerate(collate(sorted({t for _, t in kept})))}
    return [item for item, text in sorted(kept, key=lambda pair: rank[pair[1]])]
