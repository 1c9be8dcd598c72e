"""What groups agree on and what divides them, from votes on statements.

A statement is *shared* where more than half of the voters of every group agree, and it *divides*
where that holds in one group and not in another; else no group agrees for the most part. Passing
is a vote: who passes does not agree. Every share comes with its Wilson score interval (95 %).
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from workshop.domain.statistics import wilson_interval

MAJORITY = 0.5
"""More than this share of a group agrees for the most part."""
Group = TypeVar("Group", bound=Hashable)
Name = TypeVar("Name")


@dataclass(frozen=True, slots=True)
class Votes:
    """People by what they chose."""

    agree: int = 0
    disagree: int = 0
    passed: int = 0

    def __post_init__(self) -> None:
        if min(self.agree, self.disagree, self.passed) < 0:
            raise ValueError("votes are numbers of people")

    @property
    def people(self) -> int:
        return self.agree + self.disagree + self.passed

    @property
    def agreement(self) -> float | None:
        """Share of all who voted that agree, in [0, 1]; None of nobody."""
        return self.agree / self.people if self.people else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """See `statistics.wilson_interval`, of `agreement`."""
        return wilson_interval(self.agree, self.people) if self.people else None


class Outcome(StrEnum):
    """What became of a statement; OPEN: too few groups can be shown to say."""

    SHARED = "shared"
    DIVIDES = "divides"
    NEITHER = "neither"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Tallied(Generic[Name, Group]):
    """A statement with the votes of the groups that may be shown; a hidden group is not in it.

    complete: whether every group is in it. Of a part of the groups nothing is said about all.
    """

    name: Name
    groups: Mapping[Group, Votes]
    complete: bool = True

    def _shares(self) -> list[tuple[float, Votes, Group]]:
        return [
            (votes.agreement, votes, group)
            for group, votes in self.groups.items()
            if votes.agreement is not None
        ]

    @property
    def lowest(self) -> tuple[Group, float] | None:
        """The group that agrees least, and its share; the first of equals."""
        found = min(self._shares(), key=lambda one: one[0], default=None)
        return (found[2], found[0]) if found else None

    @property
    def highest(self) -> tuple[Group, float] | None:
        """The group that agrees most, and its share; the first of equals."""
        found = max(self._shares(), key=lambda one: one[0], default=None)
        return (found[2], found[0]) if found else None

    @property
    def floor(self) -> float:
        """The lowest lower bound of any group's interval, in [0, 1]; decides between equals."""
        return min((votes.interval or (0.0, 0.0))[0] for _, votes, _ in self._shares())

    @property
    def spread(self) -> float:
        """The highest group's share less the lowest one's, in [0, 1]."""
        if self.lowest is None or self.highest is None:
            return 0.0
        return self.highest[1] - self.lowest[1]

    @property
    def is_clear(self) -> bool:
        """Whether the intervals of two groups do not even touch: hardly chance."""
        bounds = [votes.interval for _, votes, _ in self._shares() if votes.interval]
        return bool(bounds) and max(low for low, _ in bounds) > min(high for _, high in bounds)

    @property
    def outcome(self) -> Outcome:
        if self.lowest is None or self.highest is None or not self.complete:
            return self._of_some_groups()
        if self.lowest[1] > MAJORITY:
            return Outcome.SHARED
        return Outcome.DIVIDES if self.highest[1] > MAJORITY else Outcome.NEITHER

    def _of_some_groups(self) -> Outcome:
        """That two groups differ is known whatever the hidden ones think; no more is."""
        differ = self.lowest and self.highest and self.lowest[1] <= MAJORITY < self.highest[1]
        return Outcome.DIVIDES if differ else Outcome.OPEN


def shared(tallied: Iterable[Tallied[Name, Group]]) -> Sequence[Tallied[Name, Group]]:
    """What all groups agree with: the lowest group's agreement highest first."""
    chosen = [one for one in tallied if one.outcome is Outcome.SHARED]
    return sorted(chosen, key=lambda one: (_share(one.lowest), one.floor), reverse=True)


def dividing(tallied: Iterable[Tallied[Name, Group]]) -> Sequence[Tallied[Name, Group]]:
    """What divides the groups: clear differences first, then the widest spread first."""
    chosen = [one for one in tallied if one.outcome is Outcome.DIVIDES]
    return sorted(chosen, key=lambda one: (one.is_clear, one.spread), reverse=True)


def neither(tallied: Iterable[Tallied[Name, Group]]) -> Sequence[Tallied[Name, Group]]:
    """What no group agrees with for the most part: the least agreement anywhere first."""
    chosen = [one for one in tallied if one.outcome is Outcome.NEITHER]
    return sorted(chosen, key=lambda one: _share(one.highest))


def _share(place: tuple[object, float] | None) -> float:
    return place[1] if place else 0.0
