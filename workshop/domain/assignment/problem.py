"""What is to be split, and what came out: the problem, its score and its result.

Hard rules: everybody sits in exactly one group that one of their levels names; every group's number
of people lies between its minimum and maximum; pins, together and apart pairs hold.

Score, integers, compared in the chosen order, smaller is better, with N people:

    P = sum of the levels used (0 is a first choice)
    B = sum over attributes a of weight_a * sum over groups g and categories c of
        | N * n[g, a, c] - n[g] * N[a, c] |           (B / 2N is how many people are misplaced)
    S = sum over groups and organisations of n (n - 1) / 2      (pairs of colleagues in one group)
    D = number of people moved from their current group
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from workshop.domain.terms import SolveStatus

MOST_SEATS = 1_000_000_000
Assignment = Mapping[str, str]
"""Person's id to group's id."""


class Level(StrEnum):
    """One part of the score."""

    PREFERENCE = "P"
    BALANCE = "B"
    SPREAD = "S"
    MOVES = "D"


FIRST_SPLIT = (Level.PREFERENCE, Level.BALANCE, Level.SPREAD, Level.MOVES)
RERUN = (Level.PREFERENCE, Level.MOVES, Level.BALANCE, Level.SPREAD)


class Effort(StrEnum):
    """How much work may go into a proof: a number of search nodes, never a time."""

    QUICK = "quick"
    NORMAL = "normal"
    THOROUGH = "thorough"


class InvalidProblemError(ValueError):
    """The problem contradicts itself; the text says where."""


class ContradictionError(InvalidProblemError):
    """Well formed, but nothing can be split like this; says so in English, and in `th` in Thai.

    persons, groups: whom and what it is about, as they are named there.  cure: what to do about it,
    in Thai and in English; empty where the sentence says so.
    """

    def __init__(
        self, th: str, en: str, *, persons: tuple[str, ...] = (), groups: tuple[str, ...] = (),
        cure: tuple[str, str] = ("", ""),
    ) -> None:  # fmt: skip
        super().__init__(en)
        self.th = th
        self.persons, self.groups, self.cure = persons, groups, cure


class MalformedError(ContradictionError):
    """Not even the shape of an instance, with the place where it goes wrong."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be seated.

    choices: groups by level of preference, first choices first; only these groups are allowed.
    traits: the person's category for each of the problem's attributes, in their order.
    pin: a group that does not exist leaves no seat, as a pin to a closed one does.
    pinned_by: the name of who pinned the seat, where it is known; for reasons only.
    """

    id: str
    choices: tuple[tuple[str, ...], ...]
    organisation: str = ""
    traits: tuple[str, ...] = ()
    pin: str | None = None
    current: str | None = None
    name: str = ""
    pinned_by: str = field(default="", compare=False)

    def levels(self) -> dict[str, int]:
        """Every allowed group and the level at which it is named first."""
        found: dict[str, int] = {}
        for level, groups in enumerate(self.choices):
            for group in groups:
                found.setdefault(group, level)
        return found


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    minimum: int
    maximum: int
    name_th: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Attribute:
    """A trait over which groups should be mixed like the whole; weight is a whole number >= 0."""

    name: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Problem:
    persons: tuple[Person, ...]
    groups: tuple[Group, ...]
    attributes: tuple[Attribute, ...] = ()
    together: tuple[tuple[str, str], ...] = ()
    apart: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        people = {person.id for person in self.persons}
        groups = {group.id for group in self.groups}
        if len(people) != len(self.persons) or len(groups) != len(self.groups):
            raise ContradictionError(
                "มีสองคนหรือสองกลุ่มที่ใช้รหัสเดียวกัน", "two people or two groups share one id",
                persons=_twice([person.id for person in self.persons]),
                groups=_twice([group.id for group in self.groups]),
                cure=("ให้แต่ละคนและแต่ละกลุ่มมีรหัสของตน",
                      "give everybody and every group an id of their own"),
            )  # fmt: skip
        for person in self.persons:
            _check_person(person, groups, len(self.attributes))
        for called, pairs in (("together", self.together), ("apart", self.apart)):
            for pair in pairs:
                if not people.issuperset(pair) or pair[0] == pair[1]:
                    raise ContradictionError(
                        f"คู่ {pair[0]} กับ {pair[1]} ไม่ใช่คนสองคนในรายชื่อ",
                        f"the pair {pair[0]} and {pair[1]} does not name two people",
                        persons=tuple(dict.fromkeys(pair)),
                        cure=(f"นำคู่ {pair[0]} กับ {pair[1]} ออกจาก {called}",
                              f"take the pair {pair[0]} and {pair[1]} out of {called}"),
                    )  # fmt: skip
        if any(max(abs(group.minimum), group.maximum) > MOST_SEATS for group in self.groups):
            raise ContradictionError(
                f"มีกลุ่มที่รับเกิน {MOST_SEATS:,} คน", f"a group has more than {MOST_SEATS:,} seats"
            )
        if any(attribute.weight < 0 for attribute in self.attributes):
            raise ContradictionError("มีน้ำหนักที่ต่ำกว่า 0", "a weight is below 0")

    @property
    def weighted(self) -> bool:
        """Whether something counts more than once."""
        return any(attribute.weight > 1 for attribute in self.attributes)


def _twice(ids: list[str]) -> tuple[str, ...]:
    return tuple(one for one, number in Counter(ids).items() if number > 1)


def _check_person(person: Person, groups: set[str], attributes: int) -> None:
    named = {group for level in person.choices for group in level}
    if not named <= groups:
        ghosts = tuple(sorted(named - groups))
        unknown = ", ".join(ghosts)
        raise ContradictionError(
            f"{person.id} เลือกกลุ่มที่ไม่มีอยู่: {unknown}",
            f"{person.id} names an unknown group: {unknown}",
            persons=(person.id,), groups=ghosts,
            cure=(f"นำ {unknown} ออกจากตัวเลือกของ {person.id}",
                  f"take {unknown} out of the choices of {person.id}"),
        )  # fmt: skip
    if len(person.traits) != attributes:
        raise InvalidProblemError(f"{person.id} has {len(person.traits)} of {attributes} traits")


@dataclass(frozen=True, slots=True)
class Score:
    """The four parts; in a bound a part is None where nothing is known."""

    P: int
    B: int
    S: int
    D: int

    def part(self, level: Level) -> int:
        return int(getattr(self, level.value))

    def key(self, order: tuple[Level, ...]) -> tuple[int, ...]:
        """To be compared: smaller is better."""
        return tuple(self.part(level) for level in order)

    def as_dict(self) -> dict[str, int]:
        return {"P": self.P, "B": self.B, "S": self.S, "D": self.D}


class ReasonKind(StrEnum):
    PINNED = "pinned"
    ONLY = "only"  # the only group that the person's choices allow
    PLACED = "placed"  # the organiser moved the person here by hand
    TOGETHER = "together"  # without a pair another first choice would come cheaper
    APART = "apart"  # the same, for a pair that is kept apart
    FIRST = "first"  # a first choice, and no other group is one
    BEST = "best"  # one of several first choices
    FULL = "full"  # not a first choice


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody sits where they sit, in one sentence per language; true by the checker."""

    person: str
    kind: ReasonKind
    th: str
    en: str
    cost: Score | None = None
    """What the cheapest single move or swap to `instead` would change; None: there is none."""
    instead: str | None = None
    """The other first choice that is cheapest to reach."""


class ChangeKind(StrEnum):
    """What could be given up so that a split becomes possible."""

    SEATS = "seats"  # more seats in a group
    MINIMUM = "minimum"  # fewer people needed in a group
    PIN = "pin"
    TOGETHER = "together"
    APART = "apart"
    ROLES = "roles"  # a group opened to people it does not take


@dataclass(frozen=True, slots=True)
class Change:
    """number: seats, people or pins, whatever the kind counts."""

    kind: ChangeKind
    persons: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    number: int = 1


@dataclass(frozen=True, slots=True)
class Cure:
    """Changes that together make a split possible, verified by solving again; in words.

    Without any changes it says how to mend what contradicts itself, before anything is solved.
    """

    th: str
    en: str
    changes: tuple[Change, ...]
    is_smallest: bool = True
    """Whether no smaller change of its kinds helps, proven."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why there is no split at all, in one sentence per language.

    cures: what would make one possible, the smallest first; where there are `beside` other
    conflicts, for all of them together.
    """

    th: str
    en: str
    persons: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    cures: tuple[Cure, ...] = ()
    beside: int = 0

    @property
    def told_th(self) -> str:
        """The conflict and what would cure it."""
        head = self._head(" ทางแก้ที่เปลี่ยนน้อยที่สุด", "เท่าที่พบ", "สำหรับข้อขัดแย้งทั้ง {0} ข้อรวมกัน", "")
        head = f"{head}: {{0}}" if self._counted else _MENDED_TH
        return _told(self.th, [one.th for one in self.cures], (head, " หรือ {0}", ""))

    @property
    def told_en(self) -> str:
        head = self._head(
            " The smallest change", " found", " that cures all {0} conflicts together",
            " that makes it possible",
        )  # fmt: skip
        head = f"{head}: {{0}}" if self._counted else _MENDED_EN
        return _told(self.en, [one.en for one in self.cures], (head, "; or {0}", "."))

    def _head(self, smallest: str, found: str, every: str, one: str) -> str:
        proven = not self.cures or self.cures[0].is_smallest
        of = every.format(self.beside + 1) if self.beside else one
        return smallest + ("" if proven else found) + of

    @property
    def _counted(self) -> bool:
        """Whether the cures are changes, verified and ordered by size."""
        return any(one.changes for one in self.cures)


_MENDED_TH, _MENDED_EN = " ทางแก้: {0}", ". To mend it, {0}"


def _told(cause: str, cures: list[str], words: tuple[str, str, str]) -> str:
    if not cures:
        return cause
    said = [words[0].format(cures[0]), *(words[1].format(one) for one in cures[1:])]
    return "".join((cause, *said, words[2]))


@dataclass(frozen=True, slots=True)
class Options:
    """order: every level once.  seed: which of equally good splits.  limit: safety stop, seconds.

    The same problem and options give the same result unless `limit` strikes.
    """

    order: tuple[Level, ...] = FIRST_SPLIT
    seed: int = 0
    effort: Effort = Effort.NORMAL
    limit: float | None = None

    def __post_init__(self) -> None:
        if sorted(self.order) != sorted(FIRST_SPLIT):
            raise InvalidProblemError("the order names each of P, B, S and D once")
        if self.limit is not None and not self.limit >= 0:
            raise InvalidProblemError("the limit is a number of seconds, 0 or more")


@dataclass(frozen=True, slots=True)
class Result:
    """assignment and score are None exactly when the status is infeasible, or nothing was found.

    bound: no assignment is better in this part, given the score's parts before it in the order;
    None where nothing is known.
    proven: the leading parts of the order whose score equals the bound.
    """

    status: SolveStatus
    assignment: Assignment | None = None
    score: Score | None = None
    bound: Mapping[Level, int | None] = field(default_factory=dict)
    proven: tuple[Level, ...] = ()
    reasons: tuple[Reason, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Effect:
    """What some moves do: the score before and after, and the rules they would break, in words."""

    before: Score
    after: Score
    broken: tuple[str, ...]

    @property
    def change(self) -> Score:
        """After minus before, part by part; negative is better."""
        return Score(
            self.after.P - self.before.P,
            self.after.B - self.before.B,
            self.after.S - self.before.S,
            self.after.D - self.before.D,
        )
