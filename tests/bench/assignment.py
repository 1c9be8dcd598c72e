"""Measures the engine: seconds, score and bound for realistic instances of several sizes.

.venv/bin/python -m tests.bench.assignment
"""

import time
from collections.abc import Callable

from tests.domain.assignment.instances import parallel, realistic
from workshop.domain.assignment.problem import Effort, Level, Options, Problem
from workshop.domain.assignment.solve import solve


def main() -> None:
    table("100 people, 3 groups", realistic, Effort.NORMAL)
    table("990 people, 30 equal groups, quick", lambda s: parallel(s, people=990, groups=30))
    table(
        "990 people, 30 equal groups, thorough",
        lambda seed: parallel(seed, people=990, groups=30),
        Effort.THOROUGH,
    )


def table(title: str, make: Callable[[int], Problem], effort: Effort = Effort.QUICK) -> None:
    print(f"\n{title}")
    print(
        f"{'seed':>4} {'seconds':>8} {'status':<10} {'proven':<6} {'B over bound':>12}  score/bound"
    )
    for seed in range(1, 6):
        problem = make(seed)
        started = time.perf_counter()
        result = solve(problem, Options(effort=effort))
        seconds = time.perf_counter() - started
        parts = result.score.as_dict() if result.score else {}
        bound = result.bound[Level.BALANCE] or 1
        told = " ".join(f"{level} {parts[level]}/{result.bound[level]}" for level in "PBSD")
        print(
            f"{seed:>4} {seconds:>8.2f} {result.status:<10} {''.join(result.proven):<6} "
            f"{parts['B'] / bound - 1:>12.2%}  {told}"
        )


if __name__ == "__main__":
    main()
