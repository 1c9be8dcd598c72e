"""Telephone numbers and e-mail addresses as people type them, and what they mean."""

import re
import unicodedata
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from workshop.domain.messages import Message, Say, say
from workshop.domain.names import tidy

EMAIL_MAX = 254
TYPED_MAX = 500
"""Characters of a field that are looked at; what is longer is no number and no address."""


@dataclass(frozen=True)
class Reading:
    """What was understood; `value` is empty when nothing was, `notes` say what was done."""

    value: str
    notes: tuple[Message, ...] = ()


_EXTENSION = re.compile(
    r"\s*(?:ต่อ|ต\.|ext(?:ension)?\.?|x|#)\s*[:.]?\s*"
    r"(\d{1,6}(?:\s*[-–,/]\s*\d{1,6}){0,2})\s*$",
    re.IGNORECASE,
)
"""One extension, a range of them or two or three."""
_DATE = re.compile(r"[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
"""A day as a workbook's cell holds it; without its dashes it would pass for a number."""
_NEXT_NUMBER = re.compile(r"\s*(?:[,;/|\n]|\bหรือ\b|และ|\bor\b|\band\b|&)\s*", re.IGNORECASE)
_PUNCTUATION = re.compile(r"[\s().\-–—‐‑−_'*]+")
_LABEL = re.compile(r"^\s*(?:โทรศัพท์|โทร|มือถือ|tel|phone|mobile|t|m)\s*[.:]*\s*", re.IGNORECASE)
_FLOAT = re.compile(r"^(\d{6,15})\.0+$")
_RANGE = re.compile(r"^(.*\d)\s*[-–]\s*\d{1,3}$")
_THAI = re.compile(r"0[689]\d{8}|0[2-7]\d{7}")
_PLAIN = re.compile(r"0[689][0-9]{8}|0[2-7][0-9]{7}")
_EATEN = re.compile(r"[89][0-9]{8}")
"""Numbers as they are stored, and mobile ones without their zero; most lists hold nothing else."""


def read_phone(text: str) -> Reading:
    """A number as stored: "0822527365", "0822527365 x12", "+4420…"; at most 40 characters.

    Thai digits, brackets and dashes are read, +66 becomes 0, and a leading zero that a spreadsheet
    has eaten is put back, with a note.
    """
    if _PLAIN.fullmatch(text):
        return Reading(text)
    if _EATEN.fullmatch(text):
        return Reading(f"0{text}", (say(Say.PHONE_ZERO_ADDED, phone=f"0{text}"),))
    typed = unicodedata.normalize("NFKC", tidy(text[:TYPED_MAX]))
    if not typed:
        return Reading("")
    plain = arabic(_LABEL.sub("", typed))
    first, several = _first_number(plain)
    number, extension = _part_extension(first)
    digits = _digits(number)
    restored = _restore_zero(digits)
    if _DATE.fullmatch(plain) or not _is_number(restored):
        return Reading("", (say(Say.PHONE_UNREADABLE, typed=_short(typed)),))
    stored = restored + (f" x{extension}" if extension else "")
    done = (
        (several, say(Say.PHONE_FIRST_OF_SEVERAL, typed=_short(typed), phone=stored)),
        (restored != digits, say(Say.PHONE_ZERO_ADDED, phone=restored)),
        (plain != _LABEL.sub("", typed), say(Say.PHONE_THAI_DIGITS, phone=restored)),
        (bool(extension), say(Say.PHONE_EXTENSION, phone=restored, extension=extension)),
    )
    return Reading(stored, tuple(note for happened, note in done if happened))


def arabic(text: str) -> str:
    """Thai and other decimal digits as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def _first_number(plain: str) -> tuple[str, bool]:
    """The first of several numbers, and whether there were several."""
    parts = [part for part in _NEXT_NUMBER.split(plain) if len(re.sub(r"\D", "", part)) >= 6]
    if len(parts) > 1:
        return parts[0].strip(), True
    if (match := _RANGE.match(plain)) and _is_number(_digits(match.group(1))):
        return match.group(1), True
    return plain, False


def _part_extension(number: str) -> tuple[str, str]:
    if match := _EXTENSION.search(number):
        extension = re.sub(r"\s+", "", match.group(1)).replace("–", "-")
        return number[: match.start()], extension
    return number, ""


def _digits(number: str) -> str:
    bare = number.strip()
    if match := _FLOAT.match(bare):
        bare = match.group(1)
    bare = _PUNCTUATION.sub("", bare)
    if bare.startswith("00"):
        bare = "+" + bare[2:]
    for country in ("+660", "+66", "660"):
        if bare.startswith(country):
            return "0" + bare[len(country) :]
    if re.fullmatch(r"66[2-9]\d{7,8}", bare) and len(bare) in (10, 11):
        return "0" + bare[2:]
    return bare


def _restore_zero(digits: str) -> str:
    if re.fullmatch(r"[689]\d{8}|[2-7]\d{7}", digits):
        return "0" + digits
    return digits


def _is_number(digits: str) -> bool:
    return bool(_THAI.fullmatch(digits) or re.fullmatch(r"\+[1-9]\d{6,14}", digits))


def phone_key(phone: str) -> str:
    """What two spellings of one number have in common; empty for none. Extensions are ignored."""
    if not phone:
        return ""
    if re.fullmatch(r"0\d{8,9}", phone):
        return phone
    return read_phone(phone).value.split(" x")[0]


def phone_extension(phone: str) -> str:
    """The extension of a stored number, or nothing."""
    return phone.partition(" x")[2]


def spaced_phone(phone: str) -> str:
    """For reading: "082 252 7365"; the extension is left to the page's language."""
    number = phone.split(" x")[0]
    if re.fullmatch(r"0[689]\d{8}", number):
        return f"{number[:3]} {number[3:6]} {number[6:]}"
    if re.fullmatch(r"02\d{7}", number):
        return f"{number[:2]} {number[2:5]} {number[5:]}"
    if re.fullmatch(r"0\d{8}", number):
        return f"{number[:3]} {number[3:6]} {number[6:]}"
    return number


_AT = re.compile(r"\s*[\[({<]?\s*\bat\b\s*[\])}>]?\s*|\s*[\[({<]\s*@\s*[\])}>]\s*", re.IGNORECASE)
_DOT = re.compile(r"\s*[\[({<]\s*(?:dot|\.)\s*[\])}>]\s*|\s+dot\s+", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s,;<>()/|]+@[^\s,;<>()/|]+")
_USUAL = re.compile(
    r"(?=.{6,64}$)[a-z0-9]+(?:[._-][a-z0-9]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+(?:go\.th|or\.th|ac\.th|co\.th|com)"
)
"""Short addresses of ordinary letters, valid beyond doubt; the others are looked at thoroughly."""


def read_email(text: str) -> Reading:
    """An address in lower case, repaired with a note where that is safe, else refused with one."""
    typed = unicodedata.normalize("NFKC", tidy(text[:TYPED_MAX]))
    if not typed:
        return Reading("")
    plain = typed.casefold() if typed.isascii() else typed.lower()
    if valid := _valid(plain):
        lowered = (say(Say.EMAIL_LOWERED, email=valid),) if typed != plain else ()
        return Reading(valid, lowered)
    found, several = _find_address(plain)
    if valid := _valid(found):
        note = (
            say(Say.EMAIL_FIRST_OF_SEVERAL, typed=_short(typed), email=valid)
            if several
            else say(Say.EMAIL_REPAIRED, typed=_short(typed), email=valid)
        )
        return Reading(valid, (note,))
    return Reading("", (say(Say.EMAIL_UNREADABLE, typed=_short(typed)),))


def _find_address(plain: str) -> tuple[str, bool]:
    """The first thing that can be read as an address, and whether there were several."""
    text = re.sub(r"^\s*(?:mailto|e-?mail|อีเมล)\s*[:.]\s*", "", plain)
    text = re.sub("@{2,}", "@", _DOT.sub(".", text))
    addresses = _ADDRESS.findall(text)
    if not addresses:
        text = _AT.sub("@", text, count=1) if "@" not in text else re.sub(r"\s*@\s*", "@", text)
        addresses = _ADDRESS.findall(text)
    if len(addresses) == 1 and text.count("@") == 1:
        whole = re.sub(r"\s*,\s*", ".", text) if re.fullmatch(r"[^\s@]+@\S+,\S+", text) else ""
        addresses = [whole or addresses[0]]
    if not addresses:
        return "", False
    first = re.sub(r"\.{2,}", ".", addresses[0].strip(".,;:'\"`´ "))
    return first, len(addresses) > 1


def _valid(address: str) -> str:
    """The address when it can be one, else nothing; no name server is asked."""
    if not address or len(address) > EMAIL_MAX:
        return ""
    if _USUAL.fullmatch(address):
        return address
    try:
        checked = validate_email(
            address, check_deliverability=False, allow_smtputf8=False, test_environment=True
        )  # .test is an address like any other
    except (EmailNotValidError, UnicodeError, ValueError):
        return ""
    return checked.normalized.lower()[:EMAIL_MAX]


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
