"""How fast feedback is stored while a split is being solved, beside the bare application.

    python -m tests.bench.solving [--quick]

Builds the demonstration and measures it and the bare application in turns: with nothing else at
work, while the server solves its 100 people in 3 groups thoroughly again and again, as an organiser
asks for it on the board, and while 1,000 people in 30 groups are solved thoroughly in a child like
the server's own (no demonstration is as large). Both applications bear the same load. One table;
times are milliseconds as a client sees them, medians over the turns.
"""

import argparse
import contextlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from tests.bench.feedback import (
    FORM,
    SLUG,
    TOKEN,
    TURNS,
    Client,
    Product,
    Timing,
    middle,
    page,
    poster,
    served_bare,
    served_product,
    timed,
)
from tests.bench.told import tell
from tests.domain.assignment.instances import tracks
from workshop.assignment.solving import StoppedError, solve_apart
from workshop.domain.assignment.problem import Effort, Options

BOARD = f"/organise/{SLUG}/assignment"
Load = Callable[[Product], "contextlib.AbstractContextManager[list[int]]"]


@contextmanager
def idle(_product: Product) -> Iterator[list[int]]:
    """Nothing else at work."""
    yield [0]


@contextmanager
def board(product: Product) -> Iterator[list[int]]:
    """The server solves 100 x 3; gives how often a solve was asked for or seen to be at work."""
    organiser = Client(product.port, product.organiser)
    token = TOKEN.search(page(organiser.request("GET", BOARD)[1]))
    fields = {"csrf_token": token[1] if token else "", "effort": "thorough", "afresh": "1"}

    def solve(number: int, _over: threading.Event) -> None:
        body = urlencode({**fields, "seed": str(number)})
        status, content = organiser.request("POST", f"{BOARD}/solve", body)
        if status != 303:
            raise RuntimeError(f"the board answered {status}: {page(content)[:2000]}")

    with _again(solve) as count:
        yield count


@contextmanager
def thousand(_product: Product) -> Iterator[list[int]]:
    """A child that solves 1,000 x 30; gives how many were begun."""
    problem = tracks(1, people=1_000, groups=30)

    def solve(number: int, over: threading.Event) -> None:
        options = Options(effort=Effort.THOROUGH, seed=number)
        with contextlib.suppress(StoppedError):
            solve_apart(problem, options, goes_on=lambda: not over.is_set())

    with _again(solve) as count:
        yield count


@contextmanager
def _again(job: Callable[[int, threading.Event], None]) -> Iterator[list[int]]:
    """Does it again and again while the block runs; what fails in it fails the measurement."""
    over, count, failed = threading.Event(), [0], list[Exception]()

    def work() -> None:
        try:
            while not over.is_set():
                count[0] += 1
                job(count[0], over)
                over.wait(0.05)
        except Exception as error:
            failed.append(error)

    worker = threading.Thread(target=work)
    worker.start()
    try:
        yield count
    finally:
        over.set()
        worker.join()
    if failed:
        raise failed[0]


def jobs(bare: int, product: Product) -> dict[str, list[Callable[[int], None]]]:
    text = urlencode({"text": "เจ้าหน้าที่ต้องกรอกข้อมูลชุดเดียวกันซ้ำ"})
    people = [product.participant(number) for number in range(8)]
    readers = [product.participant(number) for number in range(8, 16)]

    def reading(one: Client) -> Callable[[int], None]:
        return lambda _number: one.request("GET", FORM) and None

    found: dict[str, list[Callable[[int], None]]] = {}
    for count in (1, 8):
        found[f"bare POST, {count}"] = [poster(bare, text) for _ in range(count)]
        found[f"form GET, {count}"] = [reading(one) for one in readers[:count]]
        found[f"form POST, {count}"] = [one.send for one in people[:count]]
    return found


def measure(kinds: dict[str, list[Callable[[int], None]]], each: int) -> dict[str, Timing]:
    """In turns, so that what changes on the machine changes for all."""
    turns: dict[str, list[Timing]] = {kind: [] for kind in kinds}
    for _ in range(TURNS):
        for kind, at_once in kinds.items():
            turns[kind].append(timed(at_once, each=max(each // len(at_once), 5)))
    return {kind: middle(timings) for kind, timings in turns.items()}


LOADS: dict[str, Load] = {"nothing": idle, "100 x 3": board, "1,000 x 30": thousand}
ROW = "{:<12}{:<16}{:>8}{:>9}{:>10}{:>16}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a fifth of the requests")
    each = 20 if parser.parse_args().quick else 100
    print(ROW.format("solving", "clients", "median", "p95", "a second", "median to bare"))
    with served_product() as product, served_bare() as bare:
        kinds = jobs(bare, product)
        measure(kinds, 5)
        for title, load in LOADS.items():
            with load(product) as solves:
                found = measure(kinds, each)
            for kind, timing in found.items():
                beside = found[f"bare POST, {kind.split()[-1]}"].median
                tell(f"{kind} while solving {title}", f"{timing.median:.1f} ms")
                print(ROW.format(
                    title, kind, f"{timing.median:.1f}", f"{timing.p95:.1f}",
                    f"{timing.rate:.0f}", f"{timing.median / beside:.1f} x",
                ))  # fmt: skip
            print(f"{title:<12}asked for {solves[0]} times (what is at work already is joined)")


if __name__ == "__main__":
    main()
