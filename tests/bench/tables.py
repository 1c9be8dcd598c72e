"""Measures the dealing of tables: seconds, and how far each part of the score is from its bound.

.venv/bin/python -m tests.bench.tables
"""

import time

from tests.bench.told import tell
from tests.domain.assignment.instances import realistic
from workshop.domain.assignment.problem import Effort
from workshop.domain.assignment.tables import TableProblem
from workshop.domain.assignment.tables_search import deal_tables

KINDS = ((33, 4, 3), (33, 5, 3), (60, 8, 3), (100, 12, 3), (33, 5, 6))
SEEDS = range(1, 6)
HEADS = ("people", "tables", "rounds", "seed", "effort", "cpu s", "s", "Q", "O", "T", "proven")
ROW = "{:>6} {:>6} {:>6} {:>4}  {:<8} {:>6} {:>6}  {:<9} {:<7} {:<13} {}"


def main() -> None:
    """One row a deal; parts as score/bound."""
    print(ROW.format(*HEADS))
    for people, count, rounds in KINDS:
        for seed in SEEDS:
            asked = problem(people, count, rounds, seed)
            for effort in (Effort.QUICK, Effort.NORMAL):
                began, busy = time.perf_counter(), time.process_time()
                found = deal_tables(asked, effort=effort)
                took, used = time.perf_counter() - began, time.process_time() - busy
                tell(f"{people} in {count} x {rounds}, seed {seed}, {effort}", f"{took:.2f} s")
                parts = [
                    f"{part}/{least}"
                    for part, least in zip(found.score.key(), found.bound.key(), strict=True)
                ]
                print(
                    ROW.format(
                        people, count, rounds, seed, effort, f"{used:.2f}", f"{took:.2f}", *parts,
                        "".join(found.proven),
                    )
                )  # fmt: skip


def problem(people: int, count: int, rounds: int, seed: int) -> TableProblem:
    """The people of one group: every so many of a realistic list of a hundred."""
    listed = realistic(seed, people=max(people, 100))
    step = len(listed.persons) // people
    chosen = listed.persons[: people * step : step]
    return TableProblem(chosen, listed.attributes, count, rounds)


if __name__ == "__main__":
    main()
