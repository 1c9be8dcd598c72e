"""A small builder around scipy's MILP solver (HiGHS)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import ceil, inf, isfinite

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

Terms = list[tuple[int, float]]
"""A linear expression: variable and coefficient."""

_OPTIMAL, _INFEASIBLE, _UNBOUNDED = 0, 2, 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """values: None when nothing was found.  bound: valid lower bound, None when unknown.  nodes:
    search nodes visited."""

    values: NDArray[np.float64] | None
    bound: int | None
    optimal: bool
    infeasible: bool
    nodes: int = 0


@dataclass(slots=True)
class Program:
    """Rows and columns of a mixed-integer program whose objective values are whole numbers."""

    _lower: list[float] = field(default_factory=list)
    _upper: list[float] = field(default_factory=list)
    _whole: list[int] = field(default_factory=list)
    _row: list[int] = field(default_factory=list)
    _column: list[int] = field(default_factory=list)
    _value: list[float] = field(default_factory=list)
    _at_least: list[float] = field(default_factory=list)
    _at_most: list[float] = field(default_factory=list)

    def variable(self, upper: float = inf, *, lower: float = 0, whole: bool = True) -> int:
        self._lower.append(lower)
        self._upper.append(upper)
        self._whole.append(int(whole))
        return len(self._lower) - 1

    @property
    def columns(self) -> int:
        return len(self._lower)

    def row(self, terms: Iterable[tuple[int, float]], at_least: float, at_most: float) -> None:
        number = len(self._at_least)
        for variable, coefficient in terms:
            self._row.append(number)
            self._column.append(variable)
            self._value.append(coefficient)
        self._at_least.append(at_least)
        self._at_most.append(at_most)

    def minimise(self, cost: Terms, *, nodes: int, seconds: float | None) -> Outcome:
        """Stops after `nodes` search nodes, or, for safety only, after so many seconds."""
        if not self._lower:
            possible = all(low <= 0 for low in self._at_least) and all(
                high >= 0 for high in self._at_most
            )
            return Outcome(np.zeros(0), 0, optimal=possible, infeasible=not possible)
        objective = np.zeros(len(self._lower))
        for variable, coefficient in cost:
            objective[variable] += coefficient
        matrix = csr_array(
            (np.array(self._value, dtype=float), (self._row, self._column)),
            shape=(len(self._at_least), len(self._lower)),
        )
        limit = inf if seconds is None else max(seconds, 0.01)
        answer = milp(
            objective,
            integrality=np.array(self._whole),
            bounds=Bounds(np.array(self._lower), np.array(self._upper)),
            constraints=LinearConstraint(matrix, self._at_least, self._at_most),
            options={"mip_rel_gap": 0, "node_limit": nodes, "time_limit": limit},
        )
        bound = answer.mip_dual_bound
        if bound is None or not isfinite(bound) or answer.status in (_INFEASIBLE, _UNBOUNDED):
            bound = None
        return Outcome(
            values=answer.x,
            bound=None if bound is None else ceil(bound - 1e-6 * max(1.0, abs(bound))),
            optimal=answer.status == _OPTIMAL,
            infeasible=answer.status == _INFEASIBLE,
            nodes=answer.mip_node_count or 0,
        )


def minimum(
    cost: NDArray[np.float64],
    rows: NDArray[np.float64],
    at_least: NDArray[np.float64],
    at_most: NDArray[np.float64],
    *,
    whole: int,
    nodes: int,
) -> NDArray[np.float64] | None:
    """The best values found for a small program; None when there are none, or none were found.

    The first `whole` variables are 0 or 1, the others 0 or more.
    """
    binary = np.arange(len(cost)) < whole
    answer = milp(
        cost,
        integrality=binary.astype(int),
        bounds=Bounds(0, np.where(binary, 1, inf)),
        constraints=LinearConstraint(csr_array(rows), at_least, at_most),
        options={"mip_rel_gap": 0, "node_limit": nodes},
    )
    return None if answer.x is None else np.asarray(answer.x)
