"""Measures the engine: time, proof, distance from the bound and memory, by kind of instance.

.venv/bin/python -m tests.bench.assignment [--quick]

Seconds of processor and of the clock, without the start of a process; each solve has a process of
its own, whose peak memory is told with all that it imports.
"""

import argparse
import multiprocessing
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from statistics import median

from tests.bench.told import tell
from tests.domain.assignment.instances import everywhere, impossible, tracks
from workshop.domain.assignment.problem import Effort, Level, Options, Problem
from workshop.domain.assignment.solve import solve


@dataclass(frozen=True)
class Kind:
    title: str
    make: Callable[[int], Problem]
    seeds: Iterable[int] = range(1, 6)
    effort: Effort = Effort.NORMAL


@dataclass(frozen=True)
class Measured:
    """gap: of B over its bound, as a fraction; None without a bound."""

    processor: float
    clock: float
    status: str
    proven: str
    score: str
    gap: float | None
    megabytes: int


def pairs_and_pins(seed: int) -> Problem:
    return tracks(seed, pins=10, together=20, apart=20)


def anywhere(seed: int) -> Problem:
    return everywhere(tracks(seed))


def unsolvable(seed: int) -> Problem:
    return impossible(tracks(seed), seed)


thousand = partial(tracks, people=1_000, groups=30)
ten_thousand = partial(tracks, people=10_000, groups=300)

KINDS = (
    Kind("100 x 3", tracks, range(1, 21)),
    Kind("100 x 3, all everywhere", anywhere),
    Kind("100 x 3, 20+20 pairs, 10 pins", pairs_and_pins),
    Kind("100 x 3, impossible", unsolvable, range(1, 7)),
    Kind("1,000 x 30, quick", thousand, effort=Effort.QUICK),
    Kind("1,000 x 30, normal", thousand),
    Kind("1,000 x 30, thorough", thousand, effort=Effort.THOROUGH),
    Kind("10,000 x 300, quick", ten_thousand, effort=Effort.QUICK),
)


def measure(kind: int, seed: int) -> Measured:
    problem = KINDS[kind].make(seed)
    clock, processor = time.perf_counter(), time.process_time()
    result = solve(problem, Options(effort=KINDS[kind].effort))
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    bound = result.bound.get(Level.BALANCE)
    parts = result.score.as_dict().items() if result.score else ()
    return Measured(
        processor, clock, result.status.value, "".join(result.proven),
        " ".join(f"{level} {part}/{result.bound[Level(level)]}" for level, part in parts),
        result.score.B / bound - 1 if result.score and bound else None,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="leaves out 10,000 x 300")
    parser.add_argument("--each", action="store_true", help="also a line per seed")
    options = parser.parse_args()
    print(
        f"{'instance':<30} {'seeds':>5} {'CPU s: median':>13} {'worst':>6} {'clock s':>7} "
        f"{'worst':>6} {'B over bound':>12} {'MB':>4}  status and what is proven"
    )
    for number, kind in enumerate(KINDS):
        if not (options.quick and kind.make is ten_thousand):
            row(number, each=options.each)


def row(number: int, *, each: bool) -> None:
    kind, found = KINDS[number], []
    for seed in kind.seeds:
        spawn = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(max_workers=1, mp_context=spawn) as child:
            one = child.submit(measure, number, seed).result()
        found.append(one)
        if each:
            print(f"    seed {seed}: {one.processor:.2f} s {one.status} {one.proven} {one.score}")
    processor, clock = [one.processor for one in found], [one.clock for one in found]
    gaps = [one.gap for one in found if one.gap is not None]
    ends = Counter(f"{one.status} {one.proven}".strip() for one in found)
    tell(f"{kind.title}, worst of {len(found)}", f"{max(processor):.2f} s of cpu")
    print(
        f"{kind.title:<30} {len(found):>5} {median(processor):>13.2f} {max(processor):>6.2f} "
        f"{median(clock):>7.2f} {max(clock):>6.2f} {f'{max(gaps):.3%}' if gaps else '-':>12} "
        f"{max(one.megabytes for one in found):>4}  "
        + ", ".join(f"{count} {end}" for end, count in ends.items()),
        flush=True,
    )


if __name__ == "__main__":
    main()
