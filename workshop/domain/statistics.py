"""What a group's answers add up to: counts, medians, shares, rankings.

All of it can be worked out again from the exported answers with nothing but these definitions.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from workshop.domain.answers import SCALE_POINTS
from workshop.domain.terms import DONT_KNOW, NOT_RELEVANT

TOP_TWO = SCALE_POINTS[-2:]
_Z = {0.90: 1.6448536269514722, 0.95: 1.959963984540054, 0.99: 2.5758293035489004}


@dataclass(frozen=True, slots=True)
class Scale:
    """Answers on a scale of 1 to 5: people at each point, and beside it."""

    counts: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)
    not_relevant: int = 0
    unknown: int = 0
    """People who chose "don't know"."""

    @property
    def rated(self) -> int:
        """People who chose a point."""
        return sum(self.counts)

    @property
    def people(self) -> int:
        """People who answered, on a point or beside the scale."""
        return self.rated + self.not_relevant + self.unknown

    @property
    def median(self) -> float | None:
        """See `median`; of those who chose a point."""
        return median(self.counts)

    @property
    def top_two(self) -> int:
        """People who chose 4 or 5."""
        return sum(self.counts[point - 1] for point in TOP_TWO)

    @property
    def top_share(self) -> float | None:
        """Share of those who chose a point that chose 4 or 5, in [0, 1]."""
        return self.top_two / self.rated if self.rated else None

    @property
    def top_interval(self) -> tuple[float, float] | None:
        """Wilson interval (95 %) of `top_share`."""
        return wilson_interval(self.top_two, self.rated) if self.rated else None


@dataclass(frozen=True, slots=True)
class Choices:
    """Single or multiple choice: people per option key; options may be chosen together."""

    counts: Mapping[str, int] = field(default_factory=dict)
    people: int = 0

    def share(self, key: str) -> float | None:
        """Share of the people who answered that chose this option, in [0, 1]."""
        return self.counts.get(key, 0) / self.people if self.people else None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Complete rankings: `places[key][i]` people put the option in place i + 1."""

    places: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    people: int = 0

    def mean_rank(self, key: str) -> float | None:
        """Mean place, 1 (most important) to the number of options."""
        places = self.places.get(key, ())
        ranked = sum(places)
        if not ranked:
            return None
        return sum(place * count for place, count in enumerate(places, 1)) / ranked

    def borda(self, key: str) -> int:
        """Points: as many for each person as there are options placed behind this one.

        Source: Borda (1781), Histoire de l'Académie royale des sciences, 657-665.
        """
        places = self.places.get(key, ())
        return sum((len(places) - place) * count for place, count in enumerate(places, 1))

    def order(self) -> list[str]:
        """Option keys, most points first; the given order decides between equals."""
        return sorted(self.places, key=self.borda, reverse=True)


Tally = Scale | Choices | Ranking


def scale(values: Iterable[int | str]) -> Scale:
    """Count answers 1 to 5, "na" and "dk"; raises ValueError at anything else."""
    counted = Counter(values)
    points = tuple(counted.pop(point, 0) for point in SCALE_POINTS)
    beside = counted.pop(NOT_RELEVANT, 0), counted.pop(DONT_KNOW, 0)
    if counted:
        raise ValueError(f"not on the scale: {sorted(map(str, counted))}")
    return Scale((points[0], points[1], points[2], points[3], points[4]), *beside)


def single(values: Iterable[str], options: Sequence[str]) -> Choices:
    """Count one option key per person, options nobody chose included."""
    return multiple(([value] for value in values), options)


def multiple(values: Iterable[Sequence[str]], options: Sequence[str]) -> Choices:
    """Count option keys, each at most once per person, options nobody chose included."""
    counts = dict.fromkeys(options, 0)
    people = 0
    for chosen in values:
        people += 1
        for key in set(chosen):
            counts[key] = counts.get(key, 0) + 1
    return Choices(counts, people)


def ranking(values: Iterable[Sequence[str]], options: Sequence[str]) -> Ranking:
    """Count complete rankings of the options, most important first.

    Raises ValueError when one is not a permutation of the options.
    """
    places = {key: [0] * len(options) for key in options}
    people = 0
    for order in values:
        if len(order) != len(options) or set(order) != set(options):
            raise ValueError("a ranking names every option once")
        people += 1
        for place, key in enumerate(order):
            places[key][place] += 1
    return Ranking({key: tuple(counts) for key, counts in places.items()}, people)


def add_scales(parts: Iterable[Scale]) -> Scale:
    """The answers of several groups as one."""
    points, not_relevant, unknown = [0] * len(SCALE_POINTS), 0, 0
    for part in parts:
        points = [a + b for a, b in zip(points, part.counts, strict=True)]
        not_relevant += part.not_relevant
        unknown += part.unknown
    return Scale((points[0], points[1], points[2], points[3], points[4]), not_relevant, unknown)


def add_choices(parts: Iterable[Choices]) -> Choices:
    """The answers of several groups as one; options in the order of the first group."""
    counts: dict[str, int] = {}
    people = 0
    for part in parts:
        people += part.people
        for key, count in part.counts.items():
            counts[key] = counts.get(key, 0) + count
    return Choices(counts, people)


def add_rankings(parts: Iterable[Ranking]) -> Ranking:
    """The rankings of several groups, of the same options, as one."""
    places: dict[str, tuple[int, ...]] = {}
    people = 0
    for part in parts:
        people += part.people
        for key, counts in part.places.items():
            before = places.get(key, (0,) * len(counts))
            places[key] = tuple(a + b for a, b in zip(before, counts, strict=True))
    return Ranking(places, people)


def median(counts: Sequence[int]) -> float | None:
    """Median of a scale from the number of people at its points 1, 2, ...; None of nobody.

    With an even number of people between two points it is the middle of the two (3.5 says that
    half chose at most 3 and half at least 4). A scale is ordinal, so this is a place on it and no
    mean. Source: Agresti (2010), Analysis of Ordinal Categorical Data, 2nd ed.
    """
    people = sum(counts)
    if not people:
        return None
    low, high = (people - 1) // 2, people // 2
    return (_point_at(counts, low) + _point_at(counts, high)) / 2


def _point_at(counts: Sequence[int], index: int) -> int:
    """The point of the person at `index` (from 0) when people stand in order of their points."""
    seen = 0
    for point, count in enumerate(counts, 1):
        seen += count
        if index < seen:
            return point
    raise ValueError("index beyond the people counted")


def wilson_interval(hits: int, n: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Interval for a share of `n` answers, each bound a fraction in [0, 1].

    hits: answers that count, 0 <= hits <= n.  confidence: 0.90, 0.95 or 0.99.  Raises ValueError
    outside that range or when n is 0.
    Source: Wilson (1927), J. Am. Stat. Assoc. 22, 209-212.
    """
    if n <= 0 or not 0 <= hits <= n:
        raise ValueError("a share needs 0 <= hits <= n and n > 0")
    if confidence not in _Z:
        raise ValueError("confidence is 0.90, 0.95 or 0.99")
    z = _Z[confidence]
    share = hits / n
    centre = share + z * z / (2 * n)
    spread = z * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    below, above = (centre - spread) / (1 + z * z / n), (centre + spread) / (1 + z * z / n)
    return max(below, 0.0) if hits else 0.0, min(above, 1.0) if hits < n else 1.0
