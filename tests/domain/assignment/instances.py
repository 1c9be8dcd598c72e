"""Small and large problems for the tests and the measurements."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from hypothesis import strategies as st

from workshop.domain.assignment.check import score, violations
from workshop.domain.assignment.problem import (
    FIRST_SPLIT,
    Attribute,
    Group,
    Level,
    Person,
    Problem,
)

MINISTRIES = tuple(f"ministry {number}" for number in range(12))
SENIORITY = ("executive", "head", "officer")


def person(name: str, *levels: str, **traits: object) -> Person:
    """`person("a", "AB", "C")` may join A and B, and C as a later choice."""
    return Person(id=name, choices=tuple(tuple(level) for level in levels), **traits)  # type: ignore[arg-type]


def realistic(seed: int, *, people: int = 100) -> Problem:
    """Officials whose agencies have one or two of three roles, with skewed ministries and sizes."""
    chance = random.Random(seed)
    agencies = []
    for number in range(max(20, people // 2)):
        roles = chance.choices(
            ("policy", "partner", "user", "policy partner", "partner user", "policy user"),
            (22, 20, 30, 12, 9, 7),
        )[0].split()
        agencies.append((f"agency {number}", chance.choice(MINISTRIES), tuple(roles)))
    weights = [chance.paretovariate(1.4) for _ in agencies]
    chosen = chance.choices(agencies, weights, k=people)
    persons = tuple(
        Person(
            id=f"p{number:04d}",
            choices=(roles,) if chance.random() < 0.6 else tuple((role,) for role in roles),
            organisation=agency,
            traits=(ministry, chance.choices(SENIORITY, (1, 3, 6))[0]),
        )
        for number, (agency, ministry, roles) in enumerate(chosen)
    )
    groups = tuple(
        Group(name, people // 10, people * 7 // 10) for name in ("policy", "partner", "user")
    )
    return Problem(persons, groups, (Attribute("ministry"), Attribute("seniority")))


TRACKS = ("policy", "partner", "user")
REGIONS = ("central", "north", "north-east", "east", "west", "south")
GENDERS = ("f", "m", "-")


def tracks(
    seed: int,
    *,
    people: int = 100,
    groups: int = 3,
    pins: int | None = None,
    together: int | None = None,
    apart: int | None = None,
) -> Problem:
    """Officials of skewed agencies over three tracks of groups; four attributes, pins and pairs.

    A split is drawn first, and every choice, pin and pair is made to allow it.  Up to six groups
    may have three people more or fewer than that split, more groups are of fixed size.
    """
    chance = random.Random(f"tracks {people} {groups} {seed}")
    names = tuple(f"{TRACKS[number % 3]}-{number // 3 + 1:03d}" for number in range(groups))
    in_track = {track: tuple(one for one in names if one.startswith(track)) for track in TRACKS}
    planted = [names[number % groups] for number in range(people)]
    chance.shuffle(planted)
    agencies = _agencies(chance, max(60, people // 4))
    persons = [
        _official(chance, f"p{number:05d}", agencies, group.split("-")[0], in_track)
        for number, group in enumerate(planted)
    ]
    waiting = chance.sample(range(people), people)
    for _ in range(max(3, people * 3 // 100) if pins is None else pins):
        number = waiting.pop()
        persons[number] = replace(persons[number], pin=planted[number])
    few = max(4, people * 2 // 100)
    spare = 3 if groups <= 6 else 0
    sizes = Counter(planted)
    return Problem(
        persons=tuple(persons),
        groups=tuple(Group(one, sizes[one] - spare, sizes[one] + spare) for one in names),
        attributes=tuple(Attribute(name) for name in ("ministry", "seniority", "gender", "region")),
        together=_planted_pairs(waiting, planted, few if together is None else together, same=True),
        apart=_planted_pairs(waiting, planted, few if apart is None else apart, same=False),
    )


def _agencies(chance: random.Random, number: int) -> list[tuple[str, str, str, float]]:
    """Name, ministry, main track and weight: few agencies send many people."""
    return [
        (f"agency {one}", f"ministry {int(20 * chance.random() ** 1.7)}", chance.choice(TRACKS),
         chance.paretovariate(1.6))
        for one in range(number)
    ]  # fmt: skip


def _official(
    chance: random.Random,
    name: str,
    agencies: list[tuple[str, str, str, float]],
    track: str,
    in_track: Mapping[str, tuple[str, ...]],
) -> Person:
    fitting = [one for one in agencies if one[2] == track or chance.random() < 0.2]
    agency, ministry, _track, _weight = chance.choices(fitting, [one[3] for one in fitting])[0]
    levels: tuple[tuple[str, ...], ...] = (in_track[track],)
    if chance.random() < 0.35:
        other = in_track[chance.choice([one for one in TRACKS if one != track])]
        levels = chance.choices(
            (((*in_track[track], *other),), (in_track[track], other), (other, in_track[track])),
            (50, 42, 8),
        )[0]
    traits = (
        ministry,
        chance.choices(("practitioner", "professional", "head", "executive"), (38, 34, 20, 8))[0],
        chance.choices(GENDERS, (56, 41, 3))[0],
        chance.choices(REGIONS, (48, 12, 16, 8, 5, 11))[0],
    )
    return Person(name, levels, organisation=agency, traits=traits)


def _planted_pairs(
    waiting: list[int], planted: Sequence[str], number: int, *, same: bool
) -> tuple[tuple[str, str], ...]:
    """Takes people who wait in pairs of one planted group, or of two."""
    pairs = []
    while waiting and len(pairs) < number:
        one = waiting.pop()
        others = [who for who in waiting if (planted[who] == planted[one]) is same]
        if others:
            waiting.remove(others[0])
            pairs.append((f"p{one:05d}", f"p{others[0]:05d}"))
    return tuple(pairs)


def everywhere(problem: Problem) -> Problem:
    """Everybody may sit in every group; no pins, no pairs, groups as equal as can be."""
    names = tuple(group.id for group in problem.groups)
    base, extra = divmod(len(problem.persons), len(names))
    sizes = [base + (number < extra) for number in range(len(names))]
    return Problem(
        tuple(replace(one, choices=(names,), pin=None) for one in problem.persons),
        tuple(Group(name, size, size) for name, size in zip(names, sizes, strict=True)),
        problem.attributes,
    )


def impossible(problem: Problem, seed: int) -> Problem:
    """The same with rules too many: too few seats, a closed chain, three apart in two groups."""
    first, *others = problem.groups
    if seed % 3 == 0:
        only = sum(set(one.levels()) == {first.id} for one in problem.persons)
        tight = replace(first, minimum=0, maximum=only - 1)
        return replace(problem, groups=(tight, *others))
    free = [
        one.id
        for one in problem.persons
        if first.id in one.levels() and others[0].id in one.levels() and not one.pin
    ]
    if seed % 3 == 1:
        chain = tuple(pairwise(free[:4]))
        closed = (*problem.apart, (chain[0][0], chain[-1][1]))
        return replace(problem, together=(*problem.together, *chain), apart=closed)
    three = free[:3]
    two = ((first.id, others[0].id),)
    persons = tuple(
        replace(one, choices=two) if one.id in three else one for one in problem.persons
    )
    apart = (*problem.apart, *combinations(three, 2))
    return replace(problem, persons=persons, apart=apart)


@st.composite
def small_problems(draw: st.DrawFn, *, people: int = 7) -> Problem:
    """So many people at most and up to 3 groups, with pins, pairs, sizes, former seats.

    Many have no split.
    """
    groups = "ABC"[: draw(st.integers(1, 3))]
    number = draw(st.integers(1, people))
    sizes = [sorted((draw(st.integers(0, 3)), draw(st.integers(1, number)))) for _ in groups]
    if number % len(groups) == 0 and draw(st.booleans()):  # equal groups of fixed size
        sizes = [[number // len(groups)] * 2 for _ in groups]
    return _problem(draw, groups, number, sizes)


@st.composite
def equal_groups(draw: st.DrawFn) -> Problem:
    """Three or four groups of two, liked equally well by everybody or by all but one kind."""
    groups = "ABCD"[: draw(st.integers(3, 4))]
    number = 2 * len(groups)
    problem = _problem(draw, groups, number, [[2, 2]] * len(groups))
    other = draw(st.sampled_from([(tuple(groups),), (tuple(groups[1:]), (groups[0],))]))
    choices = [draw(st.sampled_from([(tuple(groups),), other])) for _ in range(number)]
    pins = [draw(st.sampled_from((None, None, *groups))) for _ in range(number)]
    return replace(
        problem,
        persons=tuple(
            replace(one, choices=levels, pin=pin)
            for one, levels, pin in zip(problem.persons, choices, pins, strict=True)
        ),
    )


def _problem(draw: st.DrawFn, groups: str, number: int, sizes: Sequence[Sequence[int]]) -> Problem:
    persons = tuple(_person(draw, f"p{index}", groups) for index in range(number))
    return Problem(
        persons=persons,
        groups=tuple(
            Group(group, low, high) for group, (low, high) in zip(groups, sizes, strict=True)
        ),
        attributes=(Attribute("ministry", draw(st.integers(0, 3))), Attribute("level")),
        together=_pairs(draw, persons),
        apart=_pairs(draw, persons),
    )


def _person(draw: st.DrawFn, name: str, groups: str) -> Person:
    order = draw(st.permutations(groups))
    kept = order[: draw(st.integers(1, len(order)))]
    cut = draw(st.integers(1, len(kept)))
    return Person(
        id=name,
        choices=tuple(level for level in (tuple(kept[:cut]), tuple(kept[cut:])) if level),
        organisation=draw(st.sampled_from("xyz")),
        traits=(draw(st.sampled_from("mno")), draw(st.sampled_from("hl"))),
        pin=draw(st.sampled_from((None, None, None, kept[0]))),
        current=draw(st.sampled_from((None, *groups))),
    )


def _pairs(draw: st.DrawFn, persons: tuple[Person, ...]) -> tuple[tuple[str, str], ...]:
    """None, one, or two that share somebody."""
    number = draw(st.integers(0, 2)) if len(persons) >= 3 else 0
    names = draw(st.permutations([person.id for person in persons]))
    return tuple((names[one], names[one + 1]) for one in range(number))


def brute_force(problem: Problem, order: tuple[Level, ...] = FIRST_SPLIT) -> tuple[int, ...] | None:
    """The best score in `order` over every assignment there is; None when none is valid."""
    ways = [
        (one.pin,) if one.pin in one.levels() else tuple(one.levels()) for one in problem.persons
    ]
    names = [one.id for one in problem.persons]
    most = {group.id: group.maximum for group in problem.groups}
    best: tuple[int, ...] | None = None
    for seats in _seatings(ways, most):
        assignment = dict(zip(names, seats, strict=True))
        if not violations(problem, assignment):
            reached = score(problem, assignment).key(order)
            best = reached if best is None else min(best, reached)
    return best


def _seatings(
    ways: Sequence[tuple[str, ...]], left: Mapping[str, int]
) -> Iterator[tuple[str, ...]]:
    """Every choice of one way each in which no group is taken more often than it has seats."""
    if not ways:
        yield ()
        return
    for group in ways[0]:
        if left[group]:
            for rest in _seatings(ways[1:], {**left, group: left[group] - 1}):
                yield (group, *rest)
