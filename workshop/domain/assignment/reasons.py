"""One true sentence per person, in Thai and English: why they sit where they sit."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from operator import itemgetter

from workshop.domain.assignment.problem import (
    FIRST_SPLIT,
    Assignment,
    Group,
    Level,
    Person,
    Problem,
    Reason,
    ReasonKind,
    Score,
)
from workshop.domain.assignment.tally import Cost, Tally
from workshop.domain.assignment.words import Words, cost_in_words, listed

MAX_WORK = 10_000
"""People times groups up to which the cost of other seats is worked out for everybody."""
MAX_SWAPS = 1_000_000
"""Above that it is worked out for those without a first choice, if all of them together could
change places in no more ways than these: always so for a thousand people, whatever the groups."""
LONGEST_NAME = 60
"""Characters."""


_Way = tuple[Cost, int | None]
"""What it costs, and with whom places are changed, if with anybody."""


@dataclass(frozen=True, slots=True)
class _Other:
    """The cheapest way to another first choice: a move or a swap; cost None: there is none."""

    group: Group
    cost: Score | None
    swap: bool = False


class _Explainer:
    def __init__(self, problem: Problem, assignment: Assignment, order: tuple[Level, ...]) -> None:
        self.problem = problem
        self.order = order
        self._key = itemgetter(*(FIRST_SPLIT.index(level) for level in order))
        self.assignment = assignment
        self.groups = {group.id: group for group in problem.groups}
        self.tally = Tally(problem, assignment)
        self.everybody = len(problem.persons) * len(problem.groups) <= MAX_WORK
        self.refused = self.everybody or self._ways() <= MAX_SWAPS
        self.paired: dict[str, list[tuple[str, bool]]] = {}
        for pairs, same in ((problem.together, True), (problem.apart, False)):
            for one, other in pairs:
                self.paired.setdefault(one, []).append((other, same))
                self.paired.setdefault(other, []).append((one, same))

    def _ways(self) -> int:
        """In how many ways those without a first choice could change places for one."""
        column, members = self.tally.column, self.tally.members
        return sum(
            len(members[column[group]])
            for person in self.problem.persons
            if (levels := person.levels()).get(self.assignment[person.id])
            for group, level in levels.items()
            if level == 0
        )

    def cheapest(self, person: Person, into: str, *, free: bool = False) -> _Other:
        """The least change among moving there and swapping with somebody there.

        free: as if the person were in no pair.
        """
        tally, row, column = self.tally, self.tally.row[person.id], self.tally.column[into]
        here = tally.seat[row]
        ways: list[_Way] = []
        if tally.has_room(here, column):
            ways.append((tally.move_cost(row, column), None))
        ways += tally.swap_costs(row, column)
        for cost, other in self._in_order(ways):
            moves = {person.id: into}
            if other is not None:
                moves[self.problem.persons[other].id] = self.problem.groups[here].id
            if self._pairs_hold(moves, but=person.id if free else ""):
                return _Other(self.groups[into], Score(*cost), swap=other is not None)
        return _Other(self.groups[into], None)

    def _in_order(self, ways: list[_Way]) -> Iterator[_Way]:
        """The cheapest first; most often nobody asks for the next, which spares the sorting."""
        ranked = list(zip(map(self._key, map(itemgetter(0), ways)), range(len(ways)), strict=True))
        if ranked:
            yield ways[min(ranked)[1]]
            yield from (ways[index] for _key, index in sorted(ranked)[1:])

    def full(self, group: Group) -> bool:
        return len(self.tally.members[self.tally.column[group.id]]) >= group.maximum

    def at_least(self, group: Group) -> bool:
        """Whether nobody can leave without somebody else coming."""
        return len(self.tally.members[self.tally.column[group.id]]) <= group.minimum

    def _pairs_hold(self, moves: dict[str, str], *, but: str) -> bool:
        """Whether these moves break no pair, those of `but` aside."""
        return all(
            (moves.get(other, self.assignment[other]) == group) is same
            for person, group in moves.items()
            for other, same in self.paired.get(person, ())
            if but not in (person, other)
        )

    def others(self, person: Person, here: str, *, free: bool = False) -> list[_Other]:
        """The person's other first choices, the cheapest to reach first."""
        if not (self.everybody or (self.refused and person.levels().get(here))):
            return []
        found = [
            self.cheapest(person, group, free=free)
            for group, level in person.levels().items()
            if level == 0 and group != here
        ]
        return sorted(found, key=self._rank)

    def _rank(self, other: _Other) -> tuple[bool, tuple[int, ...]]:
        return other.cost is None, other.cost.key(self.order) if other.cost else ()

    def held(self, person: Person, others: list[_Other]) -> _Other | None:
        """The first choice that would come cheaper if the person were in no pair."""
        if person.id not in self.paired:
            return None
        best = self.others(person, self.assignment[person.id], free=True)[0]
        if best.cost is None or self._rank(best) >= self._rank(others[0]):
            return None
        return best

    def paired_in(self, person: Person, group: str, *, together: bool) -> bool:
        """Whether somebody in a group is in a pair of this kind with the person."""
        return any(
            same is together and self.assignment[other] == group
            for other, same in self.paired.get(person.id, ())
        )


def reasons(
    problem: Problem,
    assignment: Assignment,
    *,
    order: tuple[Level, ...] = FIRST_SPLIT,
    placed: Collection[str] = (),
    only: Collection[str] | None = None,
) -> tuple[Reason, ...]:
    """One reason per person; `placed` are those whom the organiser moved by hand.

    only: whose reasons are wanted, everybody's when None.
    """
    explainer = _Explainer(problem, assignment, order)
    return tuple(
        _reason(explainer, person, person.id in placed)
        for person in problem.persons
        if only is None or person.id in only
    )


def _reason(explainer: _Explainer, person: Person, placed: bool) -> Reason:
    here = explainer.groups[explainer.assignment[person.id]]
    levels = person.levels()
    simple = _simple_kind(person, placed, levels)
    if simple:
        words = _SIMPLE[simple].of(a=here, by=_short(person.pinned_by))
        if simple is ReasonKind.PINNED and not person.pinned_by:
            words = _PINNED_BY_NOBODY_KNOWN.of(a=here)
        return Reason(person.id, simple, words.th, words.en)
    others = explainer.others(person, here.id)
    first = levels.get(here.id) == 0
    if not others:
        words = Words("กลุ่ม {a} เป็นตัวเลือกแรก", "Group {a} is a first choice.")
        if not first:
            words = Words("กลุ่ม {a} เป็นตัวเลือกรอง", "Group {a} is a later choice.")
        words = words.of(a=here)
        return Reason(person.id, ReasonKind.FIRST if first else ReasonKind.FULL, words.th, words.en)
    held = _held_by_a_pair(explainer, person, here, explainer.held(person, others))
    if held:
        return held
    kind = ReasonKind.BEST if first else ReasonKind.FULL
    words = _kept(explainer, person, here, others, first) or _compared(
        explainer, here, others, first
    )
    return Reason(person.id, kind, words.th, words.en, others[0].cost, others[0].group.id)


_SIMPLE = {
    ReasonKind.PINNED: Words(
        "{by} กำหนดให้อยู่กลุ่ม {a}", "{by}, an organiser, pinned this seat to group {a}."
    ),
    ReasonKind.PLACED: Words("ผู้จัดย้ายมาไว้กลุ่ม {a}", "The organiser moved this seat to group {a}."),
    ReasonKind.ONLY: Words(
        "กลุ่ม {a} เป็นกลุ่มเดียวที่ตรงกับบทบาทของหน่วยงาน",
        "Group {a} is the only group open to the agency’s roles.",
    ),
}
_PINNED_BY_NOBODY_KNOWN = Words(
    "ผู้จัดกำหนดให้อยู่กลุ่ม {a}", "The organiser pinned this seat to group {a}."
)


def _short(name: str) -> str:
    """A name as it fits a sentence that is stored."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def _simple_kind(person: Person, placed: bool, levels: dict[str, int]) -> ReasonKind | None:
    if person.pin:
        return ReasonKind.PINNED
    if placed:
        return ReasonKind.PLACED
    return ReasonKind.ONLY if len(levels) == 1 else None


def _held_by_a_pair(
    explainer: _Explainer, person: Person, here: Group, other: _Other | None
) -> Reason | None:
    """Names nobody: what is asked of two people is no business of either's page or roster."""
    if other is None:
        return None
    if explainer.paired_in(person, here.id, together=True):
        kind, words = ReasonKind.TOGETHER, _TOGETHER
    elif explainer.paired_in(person, other.group.id, together=False):
        kind, words = ReasonKind.APART, _APART
    else:
        return None
    words = words.of(a=here, b=other.group)
    return Reason(person.id, kind, words.th, words.en, other.cost, other.group.id)


_TOGETHER = Words(
    "ผู้จัดกำหนดให้อยู่กลุ่มเดียวกับผู้อื่นในกลุ่ม {a} แม้กลุ่ม {b} เป็นตัวเลือกแรก",
    "The organiser keeps this seat together with another one in group {a}; "
    "group {b} would be a first choice.",
)
_APART = Words(
    "ผู้จัดกำหนดให้แยกกลุ่มกับผู้ที่อยู่กลุ่ม {b} ซึ่งเป็นตัวเลือกแรก จึงอยู่กลุ่ม {a}",
    "The organiser keeps this seat apart from somebody in group {b}, "
    "which would be a first choice; so it is in group {a}.",
)


def _kept(
    explainer: _Explainer, person: Person, here: Group, others: list[_Other], first: bool
) -> Words | None:
    """Where nothing but the fewest moves decides: the group of before is kept."""
    cost = others[0].cost
    if person.current != here.id or cost is None:
        return None
    decides = next((level for level in explainer.order if cost.part(level)), None)
    if decides is not Level.MOVES:
        return None
    other = (
        Words("กลุ่ม {b} เป็นตัวเลือกแรกเช่นกัน", "group {b} is a first choice too.")
        if first
        else Words("ตัวเลือกแรกคือกลุ่ม {b}", "the first choice is group {b}.")
    )
    head = Words("คงกลุ่ม {a} ตามที่ประกาศไว้ ", "Group {a} was published before and is kept; ")
    return (head + other).of(a=here, b=others[0].group)


def _compared(explainer: _Explainer, here: Group, others: list[_Other], first: bool) -> Words:
    """Why not the other first choice that is cheapest to reach."""
    other = others[0]
    head = _head(explainer, here, others, first)
    if other.cost is None:
        return head + Words(
            " ไม่มีการย้ายหรือสลับเพียงครั้งเดียวที่ทำให้อยู่กลุ่ม {b} ได้",
            "; no single move or swap opens a seat in group {b}.",
        ).of(b=other.group)
    cost = cost_in_words(other.cost, explainer.order)
    tail = _way(explainer, here, other, first)
    if not first and other.cost.key(explainer.order) >= (0, 0, 0, 0):
        tail = Words(
            " การย้ายหรือสลับเพียงครั้งเดียวไปตัวเลือกแรกไม่ทำให้ผลดีขึ้น",
            "; no single move or swap to a first choice improves the split:",
        ) + _WAYS[other.swap].of(b=other.group)
    return head + tail + cost + Words("", ".")


_WAYS = {
    False: Words(" หากอยู่กลุ่ม {b} ", " with a seat in group {b}, "),
    True: Words(" หากสลับกับคนในกลุ่ม {b} ", " after a swap with somebody in group {b}, "),
}


def _way(explainer: _Explainer, here: Group, other: _Other, first: bool) -> Words:
    """How the other group would be reached, and why by a swap; the head of a later choice has
    said already which group is full or at its least."""
    why = Words("", "")
    if other.swap and first and explainer.full(other.group):
        why = Words(" กลุ่ม {b} เต็มแล้ว", " group {b} is full;").of(b=other.group)
    elif other.swap and first and explainer.at_least(here):
        why = Words(" กลุ่ม {a} ต้องมีอย่างน้อย {n} คน", " group {a} needs its {n} people;").of(
            a=here, n=here.minimum
        )
    return Words("", ";") + why + _WAYS[other.swap].of(b=other.group)


def _head(explainer: _Explainer, here: Group, others: list[_Other], first: bool) -> Words:
    other, column = others[0].group, explainer.tally.column
    if first:
        named = sorted((here, *(o.group for o in others)), key=lambda group: column[group.id])
        return Words("ตัวเลือกแรกคือกลุ่ม {all}", "The first choices are groups {all}").of(
            all=listed(named)
        )
    if explainer.full(other):
        return Words("กลุ่ม {b} ซึ่งเป็นตัวเลือกแรกเต็มแล้ว", "The first choice, group {b}, is full").of(
            b=other
        )
    if explainer.at_least(here):
        return Words("กลุ่ม {a} ต้องมีอย่างน้อย {n} คน", "Group {a} needs its {n} people").of(
            a=here, n=here.minimum
        )
    return Words("ตัวเลือกแรกคือกลุ่ม {b}", "The first choice is group {b}").of(b=other)
