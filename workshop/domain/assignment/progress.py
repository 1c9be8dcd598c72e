"""What a solve says of itself while it works."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from workshop.domain.assignment.problem import Level, Score


@dataclass(frozen=True, slots=True)
class Progress:
    """level: what is being minimised.  done: the levels before it, worked through, proven or not.

    score: of the best valid split so far, None before there is one; it may get better only.
    bound: as in `Result`, what is known so far.
    """

    level: Level
    done: tuple[Level, ...]
    score: Score | None
    bound: Mapping[Level, int | None]


Listener = Callable[[Progress], None]
"""Told at points that depend on the problem and the options only; what it raises ends the solve."""


def nobody(_progress: Progress) -> None:
    """A listener that does not listen."""
