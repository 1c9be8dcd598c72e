"""What a solve says of itself while it works."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from workshop.domain.assignment.problem import Level, Score
from workshop.domain.assignment.tables import TableScore, proven_parts


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

    def as_values(self) -> dict[str, Any]:
        """As it is kept and told."""
        return {
            "level": self.level.value,
            "done": [level.value for level in self.done],
            "score": self.score.as_dict() if self.score else {},
            "bound": {Level(level).value: bound for level, bound in self.bound.items()},
        }


@dataclass(frozen=True, slots=True)
class TableProgress:
    """score: of the best tables so far.  bound: as in `TableResult`."""

    score: TableScore
    bound: TableScore

    def as_values(self) -> dict[str, Any]:
        """As of a split: done are the parts that cannot be better, level is the first other one."""
        done = proven_parts(self.score, self.bound)
        return {
            "level": next((part for part in "QOT" if part not in done), ""),
            "done": list(done),
            "score": self.score.as_dict(),
            "bound": self.bound.as_dict(),
        }


Listener = Callable[[Progress | TableProgress], None]
"""Told at points that depend on the problem and the options only; what it raises ends the solve."""


def nobody(_progress: Progress | TableProgress) -> None:
    """A listener that does not listen."""
