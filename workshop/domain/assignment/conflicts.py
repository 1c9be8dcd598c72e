"""Says in words why there is no split at all."""

from collections.abc import Iterator

from workshop.domain.assignment.flow import crowded, hungry
from workshop.domain.assignment.minimal import smallest_conflict
from workshop.domain.assignment.problem import Conflict, Group, Person, Problem
from workshop.domain.assignment.words import Words, listed


def explain(problem: Problem, *, thorough: bool = False) -> tuple[Conflict, ...]:
    """The first kind of conflict that is found, in this order: seats against people, people who
    only fit groups too small for them, pairs, pins; empty when none of these is the cause.

    thorough: the caller knows that there is no split; falls back to a smallest set of rules,
    verified by solving again.
    """
    for kind in (_seats, _choices, _sets, _pairs, _pins, _pinned_sets):
        found = tuple(kind(problem))
        if found:
            return found
    return (smallest_conflict(problem),) if thorough else ()


def _conflict(words: Words, persons: tuple[Person, ...], groups: tuple[Group, ...]) -> Conflict:
    return Conflict(
        words.th,
        words.en,
        tuple(person.id for person in persons),
        tuple(group.id for group in groups),
    )


def _seats(problem: Problem) -> Iterator[Conflict]:
    people = len(problem.persons)
    for group in problem.groups:
        if group.minimum > group.maximum:
            words = Words(
                "กลุ่ม {a} กำหนดอย่างน้อย {low} คน แต่ไม่เกิน {high} คน",
                "Group {a} needs at least {low} people but holds only {high}.",
            ).of(a=group, low=group.minimum, high=group.maximum)
            yield _conflict(words, (), (group,))
    seats = sum(group.maximum for group in problem.groups)
    needed = sum(group.minimum for group in problem.groups)
    if people > seats:
        words = Words(
            "มี {n} คน แต่ทุกกลุ่มรวมกันรับได้ {seats} คน ต้องเพิ่มที่นั่งอีก {more} ที่",
            "All groups together hold {seats}, but there are {n} people: {more} more needed.",
        )
        yield _conflict(words.of(n=people, seats=seats, more=people - seats), (), problem.groups)
    if people < needed:
        words = Words(
            "ทุกกลุ่มรวมกันต้องมีอย่างน้อย {needed} คน แต่มีเพียง {n} คน ลดจำนวนขั้นต่ำลง {more} คน",
            "All groups together need at least {needed} people but there are only {n}: "
            "lower the minimums by {more}.",
        )
        yield _conflict(words.of(n=people, needed=needed, more=needed - people), (), problem.groups)


def _choices(problem: Problem) -> Iterator[Conflict]:
    nowhere = tuple(person for person in problem.persons if not person.levels())
    if nowhere:
        words = Words(
            "ไม่มีกลุ่มใดรับบทบาทของ {who}",
            "No group takes the roles of {who}.",
        ).of(who=listed(nowhere))
        yield _conflict(words, nowhere, ())


def _sets(problem: Problem) -> Iterator[Conflict]:
    crowd = crowded(problem, pinned=False)
    if crowd:
        yield _conflict(_too_many(crowd.persons, crowd.groups, pinned=False), *crowd)
    needy = hungry(problem, pinned=False)
    if needy:
        yield _conflict(_too_few(needy.persons, needy.groups, pinned=False), *needy)


def _s(word: str, groups: tuple[Group, ...], *, verb: bool = False) -> str:
    """The English word with its s where one group, or where several, want it."""
    return word + "s" if (len(groups) == 1) is verb else word


def _too_many(persons: tuple[Person, ...], groups: tuple[Group, ...], *, pinned: bool) -> Words:
    seats = sum(group.maximum for group in groups)
    words = Words(
        "มี {n} คนที่อยู่ได้เฉพาะกลุ่ม {groups} ซึ่งรับได้ {seats} คน ต้องเพิ่มที่นั่งอีก {more} ที่",
        f"{{n}} people can only join {_s('group', groups)} {{groups}}, "
        f"which {_s('hold', groups, verb=True)} {{seats}}: {{more}} more needed.",
    )
    if pinned:
        words += Words(" (รวมหมุดแล้ว)", " The pins are counted.")
    return words.of(
        n=len(persons), groups=listed(groups, last="or"), seats=seats, more=len(persons) - seats
    )


def _too_few(persons: tuple[Person, ...], groups: tuple[Group, ...], *, pinned: bool) -> Words:
    needed = sum(group.minimum for group in groups)
    words = Words(
        "กลุ่ม {groups} ต้องมีอย่างน้อย {needed} คน แต่มีผู้ที่อยู่ได้เพียง {n} คน ขาดอีก {more} คน",
        f"{_s('Group', groups)} {{groups}} {_s('need', groups, verb=True)} at least {{needed}} "
        "people, but only {n} may join: {more} missing.",
    )
    if pinned:
        words += Words(" (รวมหมุดแล้ว)", " The pins are counted.")
    return words.of(
        n=len(persons), groups=listed(groups), needed=needed, more=needed - len(persons)
    )


def _chains(problem: Problem) -> list[tuple[Person, ...]]:
    """People whom together-pairs tie to each other, each chain with two people or more."""
    chain_of: dict[str, set[str]] = {}
    for one, other in problem.together:
        joined = chain_of.get(one, {one}) | chain_of.get(other, {other})
        for person in joined:
            chain_of[person] = joined
    chains = {id(chain): chain for chain in chain_of.values()}.values()
    return [tuple(person for person in problem.persons if person.id in chain) for chain in chains]


def _pairs(problem: Problem) -> Iterator[Conflict]:
    known = {person.id: person for person in problem.persons}
    for chain in _chains(problem):
        members = {person.id for person in chain}
        for pair in problem.apart:
            if members.issuperset(pair):
                words = Words(
                    "{a} กับ {b} ต้องแยกกลุ่ม แต่คู่ที่ต้องอยู่ด้วยกันผูกทั้งสองไว้กลุ่มเดียวกัน ({who})",
                    "{a} and {b} are to be apart, but together-pairs tie them to one group: {who}.",
                ).of(a=known[pair[0]], b=known[pair[1]], who=listed(chain))
                yield _conflict(words, chain, ())
        if all(person.levels() for person in chain) and not _common(chain):
            words = Words(
                "{who} ต้องอยู่ด้วยกัน แต่ไม่มีกลุ่มที่ทุกคนอยู่ได้",
                "{who} are to be together, but no group is open to all of them.",
            ).of(who=listed(chain))
            yield _conflict(words, chain, ())


def _common(chain: tuple[Person, ...]) -> set[str]:
    return set.intersection(*(set(person.levels()) for person in chain))


def _pins(problem: Problem) -> Iterator[Conflict]:
    groups = {group.id: group for group in problem.groups}
    for person in problem.persons:
        if person.pin and person.pin not in person.levels():
            words = Words(
                "{who} ถูกกำหนดไว้กลุ่ม {a} ซึ่งไม่ตรงกับบทบาท ปลดหมุดหรือแก้บทบาท",
                "{who} is pinned to group {a}, which is not open to their roles: "
                "remove the pin or change the roles.",
            ).of(who=person, a=groups[person.pin])
            yield _conflict(words, (person,), (groups[person.pin],))
    known = {person.id: person for person in problem.persons}
    for pair in problem.apart:
        one, other = known[pair[0]], known[pair[1]]
        if one.pin and one.pin == other.pin:
            words = Words(
                "{a} กับ {b} ต้องแยกกลุ่ม แต่ถูกกำหนดไว้กลุ่ม {g} ทั้งคู่",
                "{a} and {b} are to be apart, but both are pinned to group {g}.",
            ).of(a=one, b=other, g=groups[one.pin])
            yield _conflict(words, (one, other), (groups[one.pin],))
    for chain in _chains(problem):
        pinned = tuple(person for person in chain if person.pin)
        if len({person.pin for person in pinned}) > 1:
            words = Words(
                "{who} ต้องอยู่ด้วยกัน แต่ถูกกำหนดไว้คนละกลุ่ม",
                "{who} are to be together, but are pinned to different groups.",
            ).of(who=listed(pinned))
            yield _conflict(words, pinned, ())


def _pinned_sets(problem: Problem) -> Iterator[Conflict]:
    crowd = crowded(problem, pinned=True)
    if crowd:
        yield _conflict(_too_many(crowd.persons, crowd.groups, pinned=True), *crowd)
    needy = hungry(problem, pinned=True)
    if needy:
        yield _conflict(_too_few(needy.persons, needy.groups, pinned=True), *needy)
