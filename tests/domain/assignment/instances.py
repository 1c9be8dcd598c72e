"""Small and large problems for the tests and the measurements."""

import random
from itertools import product

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


def parallel(seed: int, *, people: int, groups: int) -> Problem:
    """Three roles in equal numbers, each with a third of the groups, all of one size."""
    base = realistic(seed, people=people)
    chance = random.Random(seed)
    roles = ("policy", "partner", "user")
    names = {role: tuple(f"{role}-{number}" for number in range(groups // 3)) for role in roles}
    persons = []
    for number, one in enumerate(base.persons):
        first = roles[number % 3]
        second = chance.choice([role for role in roles if role != first])
        levels = (names[first], names[second])[: 1 + (chance.random() < 0.4)]
        persons.append(Person(one.id, levels, organisation=one.organisation, traits=one.traits))
    size = people // (groups // 3 * 3)
    equal = tuple(Group(name, size, size) for role in roles for name in names[role])
    return Problem(tuple(persons), equal, base.attributes)


@st.composite
def small_problems(draw: st.DrawFn) -> Problem:
    """Up to 7 people and 3 groups, with pins, pairs, sizes, former seats; many have no split."""
    groups = "ABC"[: draw(st.integers(1, 3))]
    number = draw(st.integers(1, 7))
    persons = tuple(_person(draw, f"p{index}", groups) for index in range(number))
    sizes = [sorted((draw(st.integers(0, 3)), draw(st.integers(1, number)))) for _ in groups]
    if number % len(groups) == 0 and draw(st.booleans()):  # equal groups of fixed size
        sizes = [[number // len(groups)] * 2 for _ in groups]
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
    if len(persons) < 3 or not draw(st.booleans()):
        return ()
    one, other, *_ = draw(st.permutations([person.id for person in persons]))
    return ((one, other),)


def brute_force(problem: Problem, order: tuple[Level, ...] = FIRST_SPLIT) -> tuple[int, ...] | None:
    """The best score in `order` over every assignment there is; None when none is valid."""
    names = [one.id for one in problem.persons]
    every = product(*(one.levels() for one in problem.persons))
    valid = (
        dict(zip(names, seats, strict=True))
        for seats in every
        if not violations(problem, dict(zip(names, seats, strict=True)))
    )
    return min((score(problem, one).key(order) for one in valid), default=None)
