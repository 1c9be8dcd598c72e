"""Dates as lists hold them: Thai and English, Buddhist and Christian era, long and short."""

import datetime as dt
import re
from functools import lru_cache

from workshop.domain.contacts import arabic
from workshop.domain.names import fold

BUDDHIST_ERA = 543
_FIRST_BUDDHIST = 2400
"""Years from here on are counted in the Buddhist era."""
_EXCEL_BEGINS = dt.date(1899, 12, 30)

_THAI_MONTHS = (
    ("มกราคม", "มค"), ("กุมภาพันธ์", "กพ"), ("มีนาคม", "มีค"), ("เมษายน", "เมย"), ("พฤษภาคม", "พค"),
    ("มิถุนายน", "มิย"), ("กรกฎาคม", "กค"), ("สิงหาคม", "สค"), ("กันยายน", "กย"), ("ตุลาคม", "ตค"),
    ("พฤศจิกายน", "พย"), ("ธันวาคม", "ธค"),
)  # fmt: skip
_ENGLISH_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ].*)?")
_NUMBERS = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?:[ ,t].*)?")
_DAY_FIRST = re.compile(
    r"\D*?(\d{1,2})\s*([^\d\s,]+?)\s*(?:พศ|คศ|be|ce|ad)?\s*(\d{4}|\d{2})(?!\d).*"
)
_MONTH_FIRST = re.compile(r"(?:[a-z]+,?\s+)?([a-z]+)\s+(\d{1,2}),?\s+(\d{4})(?:\D.*)?")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")


@lru_cache(maxsize=5_000)
def read_date(text: str, today: dt.date) -> dt.date | None:
    """The day that is meant, or None; a time behind it is ignored.

    Day comes before month in figures. A year of two digits is of the era that brings it nearest to
    `today`; years from 2400 on are Buddhist. A bare number of five digits is a spreadsheet's day.
    """
    plain = arabic(fold(text[:80]))
    if match := _ISO.fullmatch(plain):
        year, month, day = (int(part) for part in match.groups())
        return _day(year, month, day)
    if match := _NUMBERS.fullmatch(plain):
        return _day(_year(match[3], today), int(match[2]), int(match[1]))
    if match := _SERIAL.fullmatch(plain):
        days = int(match[1])
        return _EXCEL_BEGINS + dt.timedelta(days) if 30_000 <= days <= 60_000 else None
    return _in_words(plain, today)


def _in_words(plain: str, today: dt.date) -> dt.date | None:
    without_dots = plain.replace(".", "") if "." in plain else plain
    if match := _MONTH_FIRST.fullmatch(plain):
        return _day(_year(match[3], today), _month(match[1]), int(match[2]))
    if match := _DAY_FIRST.fullmatch(without_dots):
        return _day(_year(match[3], today), _month(match[2]), int(match[1]))
    return None


def _month(word: str) -> int:
    """1 to 12, or 0 for no month."""
    for number, names in enumerate(_THAI_MONTHS, start=1):
        if word in names:
            return number
    if len(word) >= 3:
        for number, name in enumerate(_ENGLISH_MONTHS, start=1):
            if name.startswith(word) or word == "sept" == name[:4]:
                return number
    return 0


def _year(digits: str, today: dt.date) -> int:
    year = int(digits)
    if year >= 100:
        return year
    meant = (year + 2500 - BUDDHIST_ERA, year + 2000, year + 1900)
    return min(meant, key=lambda one: abs(one - today.year))


def _day(year: int, month: int, day: int) -> dt.date | None:
    if year >= _FIRST_BUDDHIST:
        year -= BUDDHIST_ERA
    try:
        return dt.date(year, month, day) if 1900 <= year <= 2200 else None
    except ValueError:
        return None
