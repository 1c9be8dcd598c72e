"""Finds people by what somebody at the door types, among 10,000 in a few milliseconds.

Every text is compared as `spelled` gives it: letters, digits and Thai vowels alone, in lower case,
without spaces, dots and tone marks. What is typed is cut at spaces, and every word of it has to
stand somewhere: in the name (with or without prefix, first name first or last, also across the
two), in a name or short form of the agency, at the end of the telephone number (three digits or
more), or at the start of the short code.

`Entry.key` is what a device without network searches in the same way (static/js/arrival*.js):
first name, last name, prefix, short code, end of the telephone number, then every name of the
agency, all spelled, with | between them.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from heapq import nsmallest

from workshop.domain.names import split_prefix, tidy

MOST = 20
PHONE_TAIL = 4
FEWEST_DIGITS, FEWEST_OF_CODE = 3, 2
LONGEST = 200
"""Characters of a query that are looked at."""

_VOWELS = "\u0e31\u0e34-\u0e3a"
_KEPT = re.compile(f"[\\w{_VOWELS}]+")
_TONES = re.compile("[_\u0e47-\u0e4c\u0e4e\u0300-\u036f]")
_SARA_AM = "\u0e4d\u0e32", "\u0e33"  # NFKD parts it: a vowel, and no mark to be left out
_ONE_SIGN = str.maketrans("๐๑๒๓๔๕๖๗๘๙\u0e45", "0123456789\u0e32")
_NUMBER = re.compile(r"[\d\s()+.\-]+")

# How well a word fits, the best first; names before agencies.
EXACT, EXACT_AGENCY, START, START_AGENCY, INSIDE, INSIDE_AGENCY = range(6)


@lru_cache(maxsize=60_000)
def spelled(text: str) -> str:
    """What two spellings have in common: "ตั้งรบ" and "ตังรบ", "José" and "jose", "กพร." and "กพร".

    ฤๅ is often typed with the common า, which looks the same.
    """
    plain = unicodedata.normalize("NFKD", text).translate(_ONE_SIGN).lower()
    plain = _TONES.sub("", plain.replace("\u0e40\u0e40", "\u0e41")).replace(*_SARA_AM)
    return "".join(_KEPT.findall(plain))


@lru_cache(maxsize=5_000)
def _spelled_once(names: tuple[str, ...]) -> tuple[str, ...]:
    """Spelled, without those that are empty or the same."""
    return tuple(dict.fromkeys(key for one in names if (key := spelled(one))))


def digits_of(phone: str) -> str:
    """The digits of a stored telephone number without its extension, as dialled in the country."""
    if phone.isdecimal() and phone.isascii():
        return phone
    digits = re.sub(r"\D", "", phone.partition(" x")[0])
    return "0" + digits[2:] if phone.startswith("+66") else digits


@dataclass(frozen=True, slots=True)
class Entry:
    """One person as they are searched; `agencies` are all names and short forms of the agency.

    hay: the whole name, first name first and last, and the agencies, with | between them.
    """

    id: int
    first: str
    last: str
    prefix: str
    code: str
    phone: str
    agencies: tuple[str, ...]
    hay: str

    @classmethod
    def of(
        cls, number: int, *, first: str, last: str, prefix: str = "", code: str = "",
        phone: str = "", agencies: Iterable[str] = (),
    ) -> "Entry":  # fmt: skip
        """From what is stored; `agencies` may repeat themselves and be empty."""
        name, family, title = spelled(first), spelled(last), spelled(prefix)
        names = _spelled_once(tuple(agencies))
        hay = "|".join((f"{title}{name}{family}", f"{family}{name}", *names))
        return cls(number, name, family, title, code.lower(), digits_of(phone), names, hay)

    @property
    def key(self) -> str:
        """For a device without network; see above."""
        tail = self.phone[-PHONE_TAIL:]
        return "|".join((self.first, self.last, self.prefix, self.code, tail, *self.agencies))


@dataclass(frozen=True, slots=True)
class Found:
    """The ids of the best fits and how many people fit at all."""

    ids: tuple[int, ...]
    total: int


def words_of(query: str) -> list[str]:
    """What is looked for, spelled; a prefix before a name is left out, a number is one word."""
    typed = tidy(query[:LONGEST])
    if _NUMBER.fullmatch(typed) and (digits := digits_of(re.sub(r"[\s()]", "", typed))):
        return [spelled(digits)]
    _prefix, bare = split_prefix(typed)
    words = [spelled(word) for word in bare.split()]
    return [word for word in words if word]


def find(entries: Sequence[Entry], query: str, *, most: int = MOST) -> Found:
    """The people whom every word of the query fits, the best first, equals in the given order."""
    words = words_of(query)
    if not words:
        return Found((), 0)
    whole = "".join(words)  # a code may be typed in two halves, as the badge prints it
    fitting = entries
    for word in words:
        fitting = _fitting(fitting, word, whole)
    ranks = [_rank(entry, words, whole) for entry in fitting]
    best = nsmallest(most, range(len(fitting)), key=ranks.__getitem__)
    return Found(tuple(fitting[at].id for at in best), len(fitting))


def _fitting(entries: Sequence[Entry], word: str, whole: str) -> list[Entry]:
    """Whom one word of the query fits; Thai is in no code and no number."""
    if not word.isascii():
        return [entry for entry in entries if word in entry.hay]
    return [
        entry
        for entry in entries
        if word in entry.hay or entry.code == whole or _fits_number(entry, word)
    ]


def _fits_number(entry: Entry, word: str) -> bool:
    """Whether a word begins the short code or ends the telephone number."""
    if len(word) >= FEWEST_OF_CODE and entry.code.startswith(word):
        return True
    return word.isdecimal() and len(word) >= FEWEST_DIGITS and entry.phone.endswith(word)


def _rank(entry: Entry, words: list[str], whole: str) -> int:
    """Smaller is better: the worst word decides, then the next worst, as digits of a number."""
    if entry.code == whole:
        return EXACT
    if len(words) == 1:
        return _word_rank(entry, whole)
    worst_first = sorted((_word_rank(entry, word) for word in words), reverse=True)
    return reduce(lambda sum_, rank: sum_ * (INSIDE_AGENCY + 1) + rank, worst_first)


def _word_rank(entry: Entry, word: str) -> int:
    first, last = entry.first, entry.last
    if word in (first, last, entry.code, entry.phone):
        return EXACT
    if word in entry.agencies:
        return EXACT_AGENCY
    if first.startswith(word) or last.startswith(word) or _fits_number(entry, word):
        return START
    joined = "|".join(("", *entry.agencies))
    if f"|{word}" in joined:
        return START_AGENCY
    return INSIDE_AGENCY if word in joined else INSIDE
