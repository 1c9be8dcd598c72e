"""Says in words why there is no split at all."""

from collections.abc import Iterator
from dataclasses import replace

from workshop.domain.assignment.budget import Budget
from workshop.domain.assignment.contradictions import conflict, pairs, pins
from workshop.domain.assignment.cures import cures
from workshop.domain.assignment.flow import crowded, hungry
from workshop.domain.assignment.held import Held, held_in, left_for
from workshop.domain.assignment.minimal import smallest_conflict
from workshop.domain.assignment.problem import Conflict, Group, Person, Problem
from workshop.domain.assignment.untold import untold
from workshop.domain.assignment.words import Words, listed

UNLIMITED = Budget(None)
SECONDS, RULES_SECONDS = 20.0, 8.0
"""Stops, of everything and of a smallest set of rules: where hundreds of rules contradict each
other all over, less is said."""
MOST_CAUSES = 8
"""About sizes, that are named at once."""


def explain(
    problem: Problem, budget: Budget = UNLIMITED, *, thorough: bool = False
) -> tuple[Conflict, ...]:
    """The first kind of conflict that is found, in this order: seats against people, people who
    only fit groups too small for them, pairs, pins; empty when none of these is the cause.

    thorough: the caller knows that there is no split; falls back to a smallest set of rules,
    verified by solving again.  budget: once it is spent, less is said of how to mend it.
    """
    budget = budget.within(SECONDS)
    for kind in (_seats, _choices, _sets, pairs, pins, _pinned_sets):
        found = tuple(kind(problem))
        if found:
            beside = _beside(problem) if kind in (_seats, _sets) else ()
            known = {one.en for one in found}
            more = tuple(one for one in beside if one.en not in known)
            named = (*found, *more)[:MOST_CAUSES]
            return _with_cures(problem, named, budget, is_sizes=kind not in (pairs, pins))
    if not thorough:
        return ()
    rules = smallest_conflict(problem, budget.within(RULES_SECONDS))
    return _with_cures(problem, (rules,), budget, is_sizes=False)


def _beside(problem: Problem) -> tuple[Conflict, ...]:
    """What else stands in the way of sizes: without it a cure may be larger than what is named.

    What is about all groups at once, the sums say already; pins only where they are the cause.
    """
    everything = {group.id for group in problem.groups}
    free, pinned = tuple(_sets(problem)), tuple(_pinned_sets(problem))
    known = {one.groups for one in free}
    worse = (one for one in pinned if one.groups not in known)
    sets = [one for one in (*free, *worse) if set(one.groups) != everything]
    return (*_choices(problem), *_beyond_the_sums(problem, sets))


def _beyond_the_sums(problem: Problem, sets: list[Conflict]) -> Iterator[Conflict]:
    """Those sets that lack more than all groups together do: others are the same shortage again."""
    groups = {group.id: group for group in problem.groups}
    people = len(problem.persons)
    over = people - sum(group.maximum for group in problem.groups)
    under = sum(group.minimum for group in problem.groups) - people
    crowds: dict[Conflict, int] = {}
    needy: dict[Conflict, int] = {}
    for one in sets:
        more = len(one.persons) - sum(groups[key].maximum for key in one.groups)
        less = sum(groups[key].minimum for key in one.groups) - len(one.persons)
        (crowds if more > 0 else needy)[one] = max(more, less)
    for found, known in ((crowds, over), (needy, under)):
        if sum(found.values()) > max(known, 0):
            yield from found


def _with_cures(
    problem: Problem, found: tuple[Conflict, ...], budget: Budget, *, is_sizes: bool
) -> tuple[Conflict, ...]:
    """Each conflict, and beside it every plain contradiction and whatever else the smallest cure
    mends, with what makes a split possible: one conflict is never cured alone."""
    plain = [one for one in (*pairs(problem), *pins(problem)) if one not in found]
    ways = cures(problem, budget)
    sizes, rules = (found, plain) if is_sizes else ((), (*found, *plain))
    rest = untold(problem, ways[0], sizes, rules, budget) if ways else ()
    every = (*found, *plain, *rest)
    return tuple(replace(one, cures=ways, beside=len(every) - 1) for one in every)


def _seats(problem: Problem) -> Iterator[Conflict]:
    people = len(problem.persons)
    for group in problem.groups:
        if group.minimum > group.maximum:
            words = Words(
                "กลุ่ม {a} กำหนดอย่างน้อย {low} คน แต่ไม่เกิน {high} คน",
                f"Group {{a}} needs at least {{low}} {_people(group.minimum)} "
                "but holds only {high}.",
            ).of(a=group, low=group.minimum, high=group.maximum)
            yield conflict(words, (), (group,))
    seats = sum(group.maximum for group in problem.groups)
    needed = sum(group.minimum for group in problem.groups)
    if people > seats:
        words = Words(
            "มี {n} คน แต่ทุกกลุ่มรวมกันรับได้ {seats} คน ต้องเพิ่มที่นั่งอีก {more} ที่",
            "All groups together hold {seats}, but "
            + ("there is 1 person" if people == 1 else "there are {n} people")
            + ": {more} more needed.",
        )
        yield conflict(words.of(n=people, seats=seats, more=people - seats), (), problem.groups)
    if people < needed:
        words = Words(
            "ทุกกลุ่มรวมกันต้องมีอย่างน้อย {needed} คน แต่มีเพียง {n} คน ลดจำนวนขั้นต่ำลง {more} คน",
            f"All groups together need at least {{needed}} {_people(needed)} but there "
            f"{'is' if people == 1 else 'are'} only {{n}}: lower the minimums by {{more}}.",
        )
        yield conflict(words.of(n=people, needed=needed, more=needed - people), (), problem.groups)


def _choices(problem: Problem) -> Iterator[Conflict]:
    nowhere = tuple(person for person in problem.persons if not person.levels())
    if nowhere:
        words = Words(
            "ไม่มีกลุ่มใดรับบทบาทของ {who}",
            "No group takes the roles of {who}.",
        ).of(who=listed(nowhere))
        yield conflict(words, nowhere, ())


def _sets(problem: Problem, *, pinned: bool = False) -> Iterator[Conflict]:
    """One conflict for each set of groups: whom a pin or a together-pair brings there besides, or
    keeps from there, is counted with them.

    pinned: looks for sets that only the pins make impossible, too.
    """
    for crowd in crowded(problem, pinned=pinned):
        if crowd.groups:
            held = held_in(problem, crowd)
            words = _too_many(held.persons, crowd.groups) + _by_rules(held, more=True)
            yield conflict(words, held.persons, crowd.groups)
    for needy in hungry(problem, pinned=pinned):
        held = left_for(problem, needy)
        words = _too_few(held.persons, needy.groups) + _by_rules(held, more=False)
        yield conflict(words, held.persons, needy.groups)


def _by_rules(held: Held, *, more: bool) -> Words:
    """How many of them pins and together-pairs add, or take away; nothing where they do not."""
    if not held.by_pin and not held.by_pair:
        return Words("", "")
    thai, english = [], []
    if held.by_pin:
        thai.append(f"{held.by_pin} คนเพราะหมุด")
        english.append(f"{held.by_pin} by {'a pin' if held.by_pin == 1 else 'pins'}")
    if held.by_pair:
        thai.append(f"{held.by_pair} คนเพราะคู่ที่ต้องอยู่ด้วยกัน")
        english.append(f"{held.by_pair} by together-pairs")
    heads = (" ในจำนวนนี้ ", " Of these, ") if more else (" ไม่นับ ", " Kept elsewhere: ")
    return Words(f"{heads[0]}{' และ '.join(thai)}", f"{heads[1]}{' and '.join(english)}.")


def _s(word: str, groups: tuple[Group, ...], *, verb: bool = False) -> str:
    """The English word with its s where one group, or where several, want it."""
    return word + "s" if (len(groups) == 1) is verb else word


def _people(number: int) -> str:
    return "person" if number == 1 else "people"


def _too_many(persons: tuple[Person, ...], groups: tuple[Group, ...]) -> Words:
    seats = sum(group.maximum for group in groups)
    words = Words(
        "มี {n} คนที่อยู่ได้เฉพาะกลุ่ม {groups} ซึ่งรับได้ {seats} คน ต้องเพิ่มที่นั่งอีก {more} ที่",
        f"{{n}} {_people(len(persons))} can only join {_s('group', groups)} {{groups}}, "
        f"which {_s('hold', groups, verb=True)} {{seats}}: {{more}} more needed.",
    )
    return words.of(
        n=len(persons), groups=listed(groups, last="or"), seats=seats, more=len(persons) - seats
    )


def _too_few(persons: tuple[Person, ...], groups: tuple[Group, ...]) -> Words:
    needed = sum(group.minimum for group in groups)
    words = Words(
        "กลุ่ม {groups} ต้องมีอย่างน้อย {needed} คน แต่มีผู้ที่อยู่ได้เพียง {n} คน ขาดอีก {more} คน",
        f"{_s('Group', groups)} {{groups}} {_s('need', groups, verb=True)} at least {{needed}} "
        f"{_people(needed)}, but only {{n}} may join: {{more}} missing.",
    )
    return words.of(
        n=len(persons), groups=listed(groups), needed=needed, more=needed - len(persons)
    )


def _pinned_sets(problem: Problem) -> Iterator[Conflict]:
    return _sets(problem, pinned=True)
