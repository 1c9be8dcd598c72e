"""Pairs and pins that contradict each other or the people's choices, seen without solving.

Loads no numeric library: a server asks this while an organiser adds a pair.
"""

from collections.abc import Iterable, Iterator, Mapping

from workshop.domain.assignment.problem import Conflict, Group, Person, Problem
from workshop.domain.assignment.words import Words, listed


def conflict(words: Words, persons: tuple[Person, ...], groups: tuple[Group, ...]) -> Conflict:
    return Conflict(
        words.th,
        words.en,
        tuple(person.id for person in persons),
        tuple(group.id for group in groups),
    )


def chains(problem: Problem) -> list[tuple[Person, ...]]:
    """People whom together-pairs tie to each other, each chain with two people or more."""
    return tied(problem, problem.together)


def tied(problem: Problem, pairs: Iterable[tuple[str, str]]) -> list[tuple[Person, ...]]:
    """People whom these pairs connect, each set with two people or more."""
    chain_of: dict[str, set[str]] = {}
    for one, other in pairs:
        joined = chain_of.get(one, {one}) | chain_of.get(other, {other})
        for person in joined:
            chain_of[person] = joined
    found = {id(chain): chain for chain in chain_of.values()}.values()
    return [tuple(person for person in problem.persons if person.id in chain) for chain in found]


def pairs(problem: Problem) -> Iterator[Conflict]:
    """Chains of together-pairs that hold an apart-pair, or that no group is open to."""
    known = {person.id: person for person in problem.persons}
    for chain in chains(problem):
        members = {person.id for person in chain}
        for pair in problem.apart:
            if members.issuperset(pair):
                words = Words(
                    "{a} กับ {b} ต้องแยกกลุ่ม แต่คู่ที่ต้องอยู่ด้วยกันผูกทั้งสองไว้กลุ่มเดียวกัน ({who})",
                    "{a} and {b} are to be apart, but together-pairs tie them to one group: {who}.",
                ).of(a=known[pair[0]], b=known[pair[1]], who=listed(chain))
                yield conflict(words, chain, ())
        if all(person.levels() for person in chain):
            yield from _without_group(problem, chain)


def _without_group(problem: Problem, chain: tuple[Person, ...]) -> Iterator[Conflict]:
    common = set.intersection(*(set(person.levels()) for person in chain))
    groups = tuple(group for group in problem.groups if group.id in common)
    if not groups:
        words = Words(
            "{who} ต้องอยู่ด้วยกัน แต่ไม่มีกลุ่มที่ทุกคนอยู่ได้",
            "{who} are to be together, but no group is open to all of them.",
        ).of(who=listed(chain))
        yield conflict(words, chain, ())
    elif max(group.maximum for group in groups) < len(chain):
        words = Words(
            "{who} ต้องอยู่ด้วยกัน รวม {n} คน แต่กลุ่มที่ทุกคนอยู่ได้ ({groups}) รับได้ไม่ถึงจำนวนนี้",
            "{who} are to be together, {n} people, but no group open to all of them "
            "({groups}) holds as many.",
        ).of(who=listed(chain), n=len(chain), groups=listed(groups, last="or"))
        yield conflict(words, chain, groups)


def pins(problem: Problem) -> Iterator[Conflict]:
    """Pins against what people may choose, and against pairs."""
    groups = {group.id: group for group in problem.groups}
    for person in problem.persons:
        if person.pin and person.pin not in groups:
            words = Words(
                "{who} ถูกกำหนดไว้กลุ่ม {a} ซึ่งไม่มีอยู่",
                "{who} is pinned to group {a}, which does not exist.",
            ).of(who=person, a=person.pin)
            yield conflict(words, (person,), ())
        elif person.pin and person.pin not in person.levels():
            words = Words(
                "{who} ถูกกำหนดไว้กลุ่ม {a} ซึ่งไม่ตรงกับบทบาท",
                "{who} is pinned to group {a}, which is not open to their roles.",
            ).of(who=person, a=groups[person.pin])
            yield conflict(words, (person,), (groups[person.pin],))
    yield from _apart_in_one_group(problem, groups)
    for chain in chains(problem):
        yield from _pinned_chain(problem, chain)


def _apart_in_one_group(problem: Problem, groups: Mapping[str, Group]) -> Iterator[Conflict]:
    """People to be kept apart who are pinned to one group, or can sit in no other."""
    known = {person.id: person for person in problem.persons}
    for pair in problem.apart:
        one, other = known[pair[0]], known[pair[1]]
        within = _within(one, groups) | _within(other, groups)
        if one.pin is not None and one.pin in groups and one.pin == other.pin:
            words = Words(
                "{a} กับ {b} ต้องแยกกลุ่ม แต่ถูกกำหนดไว้กลุ่ม {g} ทั้งคู่",
                "{a} and {b} are to be apart, but both are pinned to group {g}.",
            ).of(a=one, b=other, g=groups[one.pin])
            yield conflict(words, (one, other), (groups[one.pin],))
        elif len(within) == 1 and one.levels() and other.levels():
            (only,) = within
            words = Words(
                "{a} กับ {b} ต้องแยกกลุ่ม แต่ทั้งสองคนอยู่ได้เฉพาะกลุ่ม {g}",
                "{a} and {b} are to be apart, but both can only sit in group {g}.",
            ).of(a=one, b=other, g=groups[only])
            yield conflict(words, (one, other), (groups[only],))


def _within(person: Person, groups: Mapping[str, Group]) -> set[str]:
    """Where somebody can sit: a pin leaves one group."""
    pinned = person.pin is not None and person.pin in groups
    return {str(person.pin)} if pinned else set(person.levels())


def _pinned_chain(problem: Problem, chain: tuple[Person, ...]) -> Iterator[Conflict]:
    """A chain pinned to several groups, or to one that is closed to somebody of it."""
    pinned = tuple(person for person in chain if person.pin)
    targets = tuple(
        group for group in problem.groups if group.id in {person.pin for person in pinned}
    )
    if len(targets) > 1:
        words = Words(
            "{who} ต้องอยู่ด้วยกัน แต่ถูกกำหนดไว้คนละกลุ่ม ({groups})",
            "{who} are to be together, but are pinned to different groups: {groups}.",
        ).of(who=listed(pinned), groups=listed(targets))
        yield conflict(words, pinned, targets)
        return
    for group in targets:
        shut = tuple(person for person in chain if group.id not in person.levels())
        if shut and not any(person.pin for person in shut):
            words = Words(
                "{who} ต้องอยู่กับ {pinned} ซึ่งถูกกำหนดไว้กลุ่ม {a} แต่กลุ่มนี้ไม่ตรงกับบทบาทของ {who}",
                "{who} is to be together with {pinned}, who is pinned to group {a}, "
                "but that group is not open to the roles of {who}.",
            ).of(who=listed(shut), pinned=listed(pinned), a=group)
            yield conflict(words, (*shut, *pinned), (group,))
