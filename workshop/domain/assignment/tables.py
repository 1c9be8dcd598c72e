"""Tables inside one group, anew in every round: what is asked, and what a deal is worth.

Hard rules: in every round everybody sits at one table, and the sizes of tables differ by at most
one. Pairs kept apart share a group only where somebody put them there by hand; then they share a
table as seldom as can be. Pairs kept together share the group, not the table.

Score, integers, compared in this order, smaller is better, with N people:

    Q = sum over pairs of C(k, 2), k the rounds in which the two share a table
    O = pairs of colleagues at one table, summed over rounds
    T = sum over rounds, attributes a, tables t, categories c of
        weight_a * | N * n[t, a, c] - n[t] * N[a, c] |

Plain Python on purpose: a server scores a seat changed by hand without a numeric library.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from workshop.domain.assignment.problem import Attribute, MalformedError, Person

Tables = tuple[tuple[tuple[str, ...], ...], ...]
"""[round][table][person's id]"""

MOST_PEOPLE = 1_000
MOST_ROUNDS = 12


@dataclass(frozen=True, slots=True)
class TableProblem:
    """The people of one group, to be dealt over `count` tables in each of `rounds` rounds."""

    persons: tuple[Person, ...]
    attributes: tuple[Attribute, ...]
    count: int
    rounds: int
    apart: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if self.count < 1 or not 1 <= self.rounds <= MOST_ROUNDS:
            raise MalformedError(
                f"ต้องมีอย่างน้อย 1 โต๊ะ และ 1 ถึง {MOST_ROUNDS} รอบ",
                f"there must be at least one table, and 1 to {MOST_ROUNDS} rounds",
            )
        if self.count > len(self.persons):
            raise MalformedError(
                f"มี {self.count} โต๊ะ มากกว่าคนที่จะนั่งซึ่งมี {len(self.persons)} คน",
                f"{self.count} tables are more than the {len(self.persons)} people at them",
            )
        if len(self.persons) > MOST_PEOPLE:
            raise MalformedError(
                f"กลุ่มที่จัดโต๊ะมีได้ไม่เกิน {MOST_PEOPLE:,} คน",
                f"a group with tables has at most {MOST_PEOPLE:,} people",
            )


@dataclass(frozen=True, slots=True)
class TableScore:
    """The three parts, see the module."""

    Q: int
    O: int  # noqa: E741  the name of the part in instance files
    T: int

    def key(self) -> tuple[int, int, int]:
        return self.Q, self.O, self.T

    def as_dict(self) -> dict[str, int]:
        return {"Q": self.Q, "O": self.O, "T": self.T}


@dataclass(frozen=True, slots=True)
class TableResult:
    """bound: no deal of even tables is better in any part.

    proven: the leading parts that equal their bound; no deal is better in them.
    """

    tables: Tables
    score: TableScore
    bound: TableScore

    @property
    def proven(self) -> tuple[str, ...]:
        return proven_parts(self.score, self.bound)


def proven_parts(score: TableScore, bound: TableScore) -> tuple[str, ...]:
    """The leading parts in which no deal of even tables is better."""
    parts = []
    for name, is_now, least in zip("QOT", score.key(), bound.key(), strict=True):
        if is_now > least:
            break
        parts.append(name)
    return tuple(parts)


def even_sizes(people: int, count: int) -> tuple[int, ...]:
    """Sizes of tables that differ by at most one, the larger ones first."""
    size, larger = divmod(people, count)
    return (size + 1,) * larger + (size,) * (count - larger)


def table_violations(problem: TableProblem, tables: Tables) -> tuple[str, ...]:
    """Every hard rule that a deal breaks, one line each; empty when it is valid."""
    found = []
    if len(tables) != problem.rounds:
        found.append(f"there are {len(tables)} rounds, not {problem.rounds}")
    everybody = Counter(person.id for person in problem.persons)
    sizes = sorted(even_sizes(len(problem.persons), problem.count))
    for number, tables_now in enumerate(tables, start=1):
        if Counter(person for table in tables_now for person in table) != everybody:
            found.append(f"in round {number} not everybody sits at one table")
        if sorted(map(len, tables_now)) != sizes:
            found.append(f"in round {number} the tables are not even")
    return tuple(found)


def table_score(problem: TableProblem, tables: Tables) -> TableScore:
    """The score of any seating of these people, straight from the definition; even or not."""
    return TableScore(
        Q=sum(k * (k - 1) // 2 for k in meetings(tables).values()),
        O=len(colleague_pairs(problem, tables)),
        T=sum(
            attribute.weight * _unevenness(problem, tables_now, index)
            for tables_now in tables
            for index, attribute in enumerate(problem.attributes)
        ),
    )


def meetings(tables: Tables) -> Counter[tuple[str, str]]:
    """In how many rounds each pair shares a table; pairs by the order of their ids."""
    return Counter(
        pair
        for tables_now in tables
        for table in tables_now
        for pair in combinations(sorted(table), 2)
    )


def colleague_pairs(problem: TableProblem, tables: Tables) -> list[tuple[int, str, str]]:
    """(round, one, other) for colleagues at one table; rounds from 1."""
    agency = {person.id: person.organisation for person in problem.persons}
    return [
        (number, one, other)
        for number, tables_now in enumerate(tables, start=1)
        for table in tables_now
        for one, other in combinations(table, 2)
        if agency[one] == agency[other]
    ]


def _unevenness(problem: TableProblem, tables: Sequence[Sequence[str]], index: int) -> int:
    trait = {person.id: person.traits[index] for person in problem.persons}
    totals = Counter(trait.values())
    found = 0
    for table in tables:
        here = Counter(trait[person] for person in table)
        found += sum(
            abs(len(trait) * here[category] - len(table) * total)
            for category, total in totals.items()
        )
    return found


def table_bound(problem: TableProblem) -> TableScore:
    """What no deal of even tables falls below, part by part.

    Q: for each two rounds, each table of one split as evenly as possible over the other's tables.
    O: in each round, the people of each organisation spread as evenly as possible.
    T: in each cell, the whole number of people nearest to its share.
    """
    people, count = len(problem.persons), problem.count
    sizes = even_sizes(people, count)
    agencies = Counter(person.organisation for person in problem.persons)
    return TableScore(
        Q=problem.rounds * (problem.rounds - 1) // 2 * _pairs_of_even(sizes, count),
        O=problem.rounds * _pairs_of_even(agencies.values(), count),
        T=problem.rounds
        * sum(
            attribute.weight * _nearest(people, size * total)
            for index, attribute in enumerate(problem.attributes)
            for total in Counter(person.traits[index] for person in problem.persons).values()
            for size in sizes
        ),
    )


def _pairs_of_even(numbers: Iterable[int], count: int) -> int:
    """Pairs that share a part when each number is split over `count` parts as evenly as can be."""
    return sum(part * (part - 1) // 2 for number in numbers for part in even_sizes(number, count))


def _nearest(people: int, share: int) -> int:
    """The least | people * n - share | over whole numbers n."""
    over = share % people
    return min(over, people - over)
