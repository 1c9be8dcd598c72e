"""Measures the engine: seconds, score and bound for realistic instances of several sizes.

.venv/bin/python -m tests.bench.assignment [PEOPLE]
"""

import sys
import time

from tests.domain.assignment.instances import realistic
from workshop.domain.assignment.solve import solve


def main(people: int) -> None:
    print(f"{people} people, 3 groups")
    print(f"{'seed':>4} {'seconds':>8} {'status':<10} {'proven':<6} score / bound")
    for seed in range(1, 6):
        problem = realistic(seed, people=people)
        started = time.perf_counter()
        result = solve(problem)
        seconds = time.perf_counter() - started
        parts = result.score.as_dict() if result.score else {}
        told = " ".join(f"{level} {parts[level]}/{result.bound[level]}" for level in "PBSD")
        print(f"{seed:>4} {seconds:>8.2f} {result.status:<10} {''.join(result.proven):<6} {told}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
