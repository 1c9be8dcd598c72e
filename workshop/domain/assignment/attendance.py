"""The groups of a day on which people are missing who keep their seats."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from workshop.domain.assignment.problem import Group


@dataclass(frozen=True, slots=True)
class Whole:
    """Groups as they were set up, where a problem of those who are there has narrower ones.

    missing: by group, how many people keep a seat there without being there.
    """

    groups: Mapping[str, Group] = field(default_factory=dict)
    missing: Mapping[str, int] = field(default_factory=dict)


def missing_in(expected: Mapping[str, int], there: Mapping[str, int]) -> dict[str, int]:
    """By group, how many are expected and not there."""
    return dict(Counter(expected) - Counter(there))


def with_seats_kept(group: Group, expected: int, present: int, *, share: float) -> Group:
    """A group over its seats keeps those who are there; one that lacks more people than the others
    loses nobody on balance, and no other falls below its share.

    share: of all people, how many are there.
    """
    most = max(group.maximum - (expected - present), present)
    least = max(group.minimum, min(present, int(expected * share)))
    return replace(group, minimum=min(least, most), maximum=most)
