"""Sentences in Thai and English at once: results carry both, whoever reads them."""

from collections.abc import Sequence
from dataclasses import dataclass

from workshop.domain.assignment.problem import Group, Level, Person, Score

MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Words:
    th: str
    en: str

    def of(self, **values: "Group | Person | Words | int | str") -> "Words":
        """Fills in named groups, people, words and numbers."""
        thai, english = {}, {}
        for key, value in values.items():
            thai[key], english[key] = _spoken(value)
        return Words(self.th.format(**thai), self.en.format(**english))

    def __add__(self, other: "Words") -> "Words":
        return Words(self.th + other.th, self.en + other.en)


def _spoken(value: "Group | Person | Words | int | str") -> tuple[str, str]:
    if isinstance(value, Group):
        return value.name_th or value.id, value.name_en or value.id
    if isinstance(value, Person):
        return value.name or value.id, value.name or value.id
    if isinstance(value, Words):
        return value.th, value.en
    return str(value), str(value)


def listed(
    things: "Sequence[Group] | Sequence[Person]", *, most: int = 5, last: str = "and"
) -> Words:
    """Names in one list, "A, B and C"; after `most` of them only how many more there are."""
    names = [_spoken(thing) for thing in things]
    more = len(names) - most
    if more > 0:
        thai = " ".join(name[0] for name in names[:most]) + f" และอีก {more}"
        return Words(thai, ", ".join(name[1] for name in names[:most]) + f" {last} {more} more")
    glue = {"and": "และ", "or": "หรือ"}[last]
    thai = f" {glue} ".join(part for part in (
        " ".join(name[0] for name in names[:-1]), names[-1][0]) if part)  # fmt: skip
    english = f" {last} ".join(part for part in (
        ", ".join(name[1] for name in names[:-1]), names[-1][1]) if part)  # fmt: skip
    return Words(thai, english)


def people_uneven(balance: int, people: int, digits: int | None = None) -> str:
    """B as a number of misplaced people, B / 2N, never rounded down to nothing.

    digits: after the point, where the usual ones would not do.
    """
    share = abs(balance) / (2 * people)
    usual = 1 if share >= 0.1 else 2
    digits = usual if digits is None else digits
    return f"{max(share, 10**-digits):.{digits}f}" if balance else "0"


def digits_apart(one: int, other: int, people: int) -> int | None:
    """How many digits tell two values of B apart as numbers of people; None: the usual ones do."""
    if one == other or people_uneven(one, people) != people_uneven(other, people):
        return None
    for digits in range(2, MOST_DIGITS):
        if people_uneven(one, people, digits) != people_uneven(other, people, digits):
            return digits
    return MOST_DIGITS


_WORSE = {
    Level.PREFERENCE: Words(
        "รวมทุกคนแล้วจะห่างจากตัวเลือกแรกเพิ่ม {n} ขั้น",
        "people would be {n} steps further from their first choices in all",
    ),
    Level.BALANCE: Words("กลุ่มจะสมดุลน้อยลง", "the groups would be less evenly mixed"),
    Level.SPREAD: Words(
        "จะมีเพื่อนร่วมงานอยู่กลุ่มเดียวกันเพิ่ม {n} คู่",
        "{n} more pairs of colleagues would share a group",
    ),
    Level.MOVES: Words("ต้องย้ายคนเพิ่ม {n} คน", "{n} more people would have to move"),
}
_BETTER = {
    Level.PREFERENCE: Words(
        "รวมทุกคนแล้วจะใกล้ตัวเลือกแรกขึ้น {n} ขั้น",
        "people would be {n} steps closer to their first choices in all",
    ),
    Level.BALANCE: Words("กลุ่มจะสมดุลขึ้น", "the groups would be more evenly mixed"),
    Level.SPREAD: Words(
        "จะมีเพื่อนร่วมงานอยู่กลุ่มเดียวกันลดลง {n} คู่",
        "{n} fewer pairs of colleagues would share a group",
    ),
    Level.MOVES: Words("จะย้ายคนน้อยลง {n} คน", "{n} fewer people would have to move"),
}
_ONE = {
    " steps ": " step ",
    "1 more pairs of colleagues": "1 more pair of colleagues",
    "1 fewer pairs of colleagues": "1 fewer pair of colleagues",
    "1 more people": "1 more person",
    "1 fewer people": "1 fewer person",
}


def cost_in_words(change: Score, order: tuple[Level, ...]) -> Words:
    """The first part of a change that is not 0, which is the one that decides.

    How much less even the mix would be is a fraction of a person, which says nothing to the people
    who read this; the board has the figure.
    """
    for level in order:
        part = change.part(level)
        if not part:
            continue
        words = (_WORSE if part > 0 else _BETTER)[level].of(n=abs(part))
        return Words(words.th, _singular(words.en) if abs(part) == 1 else words.en)
    return Words("ผลจะเท่ากัน", "it would be just as good")


def _singular(english: str) -> str:
    for many, one in _ONE.items():
        english = english.replace(many, one)
    return english
