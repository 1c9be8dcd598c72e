"""Answers: from what a form posted to a value that can be stored, compared and counted.

A content is a mapping from a question's id (as text) to its value; a question without an answer
has no entry. Values by kind: scale 1..5, "na" or "dk"; single an option's key; multiple a list of
option keys in the question's order; ranking all option keys, most important first; texts a string.
"""

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from workshop.domain.names import is_seen
from workshop.domain.terms import DONT_KNOW, NOT_RELEVANT, QuestionKind

SHORT_TEXT_LIMIT = 300
LONG_TEXT_LIMIT = 5_000
SCALE_POINTS = (1, 2, 3, 4, 5)
SKIP = "skip"
TEXT_LIMITS = {
    QuestionKind.SHORT_TEXT: SHORT_TEXT_LIMIT,
    QuestionKind.LONG_TEXT: LONG_TEXT_LIMIT,
}
_SCALE: dict[str, int | str] = {str(point): point for point in SCALE_POINTS}
_SCALE |= {beside: beside for beside in (NOT_RELEVANT, DONT_KNOW)}

Answer = int | str | list[str]
Content = Mapping[str, Answer]


class Fault(StrEnum):
    """Why something posted is not an answer."""

    MISSING = "missing"
    NOT_ON_SCALE = "not_on_scale"
    NOT_AN_OPTION = "not_an_option"
    INCOMPLETE = "incomplete"
    TOO_LONG = "too_long"


class AnswerError(ValueError):
    """What was posted cannot be stored; `length` and `limit` count a long text's characters."""

    def __init__(self, fault: Fault, *, length: int = 0, limit: int = 0) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.length = length
        self.limit = limit


@dataclass(frozen=True, slots=True)
class Asked:
    """What reading an answer needs to know about a question; `options` are keys in their order."""

    kind: QuestionKind
    required: bool = False
    options: tuple[str, ...] = ()


def read(asked: Asked, posted: Sequence[str]) -> Answer | None:
    """The value of what one field posted, or None when a question that may stay open was left open.

    posted: the field's values in the order they were posted, none when it was absent.
    Raises AnswerError.
    """
    answer = _READERS[asked.kind](asked, posted)
    if answer is None and asked.required:
        raise AnswerError(Fault.MISSING)
    return answer


def _chosen(asked: Asked, posted: Sequence[str]) -> list[str]:
    """What is left of a choice without blanks, or nothing when it was skipped and may be."""
    if SKIP in posted and not asked.required:
        return []
    return [value for value in posted if value]


def _read_scale(asked: Asked, posted: Sequence[str]) -> Answer | None:
    chosen = _chosen(asked, posted)
    if not chosen:
        return None
    if len(chosen) > 1 or chosen[0] not in _SCALE:
        raise AnswerError(Fault.NOT_ON_SCALE)
    return _SCALE[chosen[0]]


def _read_single(asked: Asked, posted: Sequence[str]) -> Answer | None:
    chosen = _chosen(asked, posted)
    if not chosen:
        return None
    if len(chosen) > 1 or chosen[0] not in asked.options:
        raise AnswerError(Fault.NOT_AN_OPTION)
    return chosen[0]


def _read_multiple(asked: Asked, posted: Sequence[str]) -> Answer | None:
    chosen = {value for value in posted if value}
    if not chosen <= set(asked.options):
        raise AnswerError(Fault.NOT_AN_OPTION)
    return [key for key in asked.options if key in chosen] or None


def _read_ranking(asked: Asked, posted: Sequence[str]) -> Answer | None:
    rows = _placed(asked.options, _chosen(asked, posted))
    if not rows:
        return None
    if not {key for _, key in rows} <= set(asked.options):
        raise AnswerError(Fault.NOT_AN_OPTION)
    places = [place for place, _ in rows]
    every_place = list(range(1, len(asked.options) + 1))
    if places != every_place or len({key for _, key in rows}) != len(rows):
        raise AnswerError(Fault.INCOMPLETE)
    return [key for _, key in rows]


def _placed(options: Sequence[str], values: Sequence[str]) -> list[tuple[int, str]]:
    """Places and keys, first place first, of rows posted as "place:key", or as keys in order."""
    rows = []
    for at, value in enumerate(values, start=1):
        place, colon, key = value.partition(":")
        if value in options or not colon or not (place.isascii() and place.isdigit()):
            rows.append((at, value))
        else:
            rows.append((int(place[:9]), key))
    return sorted(rows, key=lambda row: row[0])


def _read_text(asked: Asked, posted: Sequence[str]) -> Answer | None:
    limit = TEXT_LIMITS[asked.kind]
    raw = posted[0] if posted else ""
    if len(raw) > 2 * limit:  # normalising long runs of stacked marks takes quadratic time
        raise AnswerError(Fault.TOO_LONG, length=len(raw), limit=limit)
    text = as_text(raw)
    if len(text) > limit:
        raise AnswerError(Fault.TOO_LONG, length=len(text), limit=limit)
    return text if is_seen(text) else None


_READERS = {
    QuestionKind.SCALE: _read_scale,
    QuestionKind.SINGLE: _read_single,
    QuestionKind.MULTIPLE: _read_multiple,
    QuestionKind.RANKING: _read_ranking,
    QuestionKind.SHORT_TEXT: _read_text,
    QuestionKind.LONG_TEXT: _read_text,
}


def as_text(raw: str) -> str:
    """What was typed, exactly, but in NFC, with plain newlines and no null or lone surrogate."""
    without_nulls = raw.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    paired = without_nulls.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    return unicodedata.normalize("NFC", paired)


def order_shown(options: Sequence[str], posted: Sequence[str]) -> list[str]:
    """A ranking's rows: what was posted first, in its order, then the options it does not name."""
    order = [key for _, key in _placed(options, posted)]
    known = [key for key in dict.fromkeys(order) if key in options]
    return known + [key for key in options if key not in known]


def places_given(options: Sequence[str], posted: Sequence[str]) -> dict[str, int]:
    """The place, from 1, of every option that was given one, whether or not they make an order."""
    return {key: place for place, key in _placed(options, posted) if key in options}


def canonical(content: Content) -> str:
    """One text for equal contents, whatever the order of their questions."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_hash(content: Content, *, may_quote: bool = False) -> bytes:
    """32 bytes (SHA-256) that are equal exactly when two contents are, and their word on quoting.

    may_quote: whether the writer allows comments to be quoted.
    """
    told = canonical(content).encode()
    return hashlib.sha256(told + b"\nmay quote" if may_quote else told).digest()
