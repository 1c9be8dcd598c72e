"""What solving and explaining may still take."""

import time

from workshop.domain.assignment.program import Outcome, Program, Terms

BRANCHED = 10
"""A program that was not settled at its root costs so many nodes besides those it visited."""


class Budget:
    """What is left of the safety limit, in seconds."""

    def __init__(self, limit: float | None) -> None:
        self._end = None if limit is None else time.monotonic() + limit

    def left(self) -> float | None:
        return None if self._end is None else max(self._end - time.monotonic(), 0.0)

    @property
    def spent(self) -> bool:
        return self.left() == 0.0

    def within(self, seconds: float) -> "Budget":
        """What is left of it, so many seconds at most."""
        left = self.left()
        return Budget(seconds if left is None else min(left, seconds))


class Work:
    """So many search nodes for several programs together, within the safety limit.

    Programs that are settled at their root cost nothing: they take no time worth counting.
    """

    def __init__(self, nodes: int, budget: Budget) -> None:
        self._nodes = nodes
        self.budget = budget

    @property
    def spent(self) -> bool:
        return self._nodes <= 0 or self.budget.spent

    def minimise(self, program: Program, cost: Terms) -> Outcome:
        """With the nodes that are left, one at least."""
        nodes, seconds = max(self._nodes, 1), self.budget.left()
        outcome = program.minimise(cost, nodes=nodes, seconds=seconds)
        if outcome.nodes > 1:
            self._nodes -= outcome.nodes + BRANCHED
        return outcome
