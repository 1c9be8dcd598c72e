"""How fast feedback is stored, beside a bare Flask and SQLAlchemy application.

    python -m tests.bench.feedback [--quick]

Builds the demonstration in a temporary folder, serves it and the bare application with the
product's own server, measures them in turns, and prints one table with the medians over the
turns. Times are milliseconds as a client sees them over loopback, compressed, on a kept connection
(the burst: a new one each).
"""

import argparse
import gzip
import http.client
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urljoin

import sqlalchemy as sa

from tests.bench.told import tell
from workshop import create_app
from workshop.keys import link_token
from workshop.settings import Settings

SLUG = "ega-2557"
FORM = f"/w/{SLUG}/feedback/2"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
FIELD = re.compile(r'<(?:input|select|textarea)[^>]*\sname="(q\d+)"[^>]*?(?:value="([^"]*)")?')
RANKED = re.compile(r'<option value="1:([^"]+)"')
ASSET = re.compile(r'(?:href|src)="(/static/[^"]+)"')
FONT = re.compile(r"url\(([^)]+woff2)\)")
WORDS = "เจ้าหน้าที่ต้องกรอกข้อมูลชุดเดียวกันซ้ำ"
TURNS = 5
HEADERS = {"Accept-Encoding": "gzip", "Accept-Language": "th"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def process(*command: str, port: int, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A server, from the moment it answers until the end of the block."""
    started = subprocess.Popen(
        [sys.executable, "-m", *command],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(600):
            try:
                if Client(port).request("GET", "/healthz")[0] == 200:
                    break
            except OSError:
                time.sleep(0.1)
        yield started
    finally:
        started.send_signal(signal.SIGTERM)
        started.wait(timeout=30)


class Client:
    """One kept connection, like a browser's; `cookie` is sent with every request."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.port = port
        self.cookie = cookie
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def request(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
        """Status and body as it came over the wire."""
        headers = {**HEADERS, "Cookie": f"session={self.cookie}"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        content = response.read()
        if cookies := response.headers.get_all("Set-Cookie"):
            for cookie in cookies:
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookie = value if name == "session" else self.cookie
        return response.status, content


def page(content: bytes) -> str:
    return (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).decode()


class Participant(Client):
    """Somebody who answers strategy 2 again and again."""

    def open(self) -> None:
        status, content = self.request("GET", FORM)
        text = page(content)
        if status != 200 or not (token := TOKEN.search(text)):
            raise RuntimeError(f"the form answered {status}")
        self.token = token[1]
        names = dict.fromkeys(name for name, _ in FIELD.findall(text))
        self.ranking = [f"{at}:{key}" for at, key in enumerate(RANKED.findall(text), start=1)]
        scales = [n for n in names if f'name="{n}" id="{n}-4" value="5"' in text]
        texts = re.findall(r'<textarea[^>]*name="(q\d+)"|<textarea[^>]*id="(q\d+)"', text)
        self.scales = scales
        self.texts = [one or other for one, other in texts]
        self.ranked = [n for n in names if f'<select name="{n}"' in text]

    def answer(self, number: int) -> str:
        """A new answer as the browser posts it."""
        fields = [("csrf_token", self.token), ("submission_id", str(uuid.uuid4()))]
        fields += [(name, str(1 + number % 5)) for name in self.scales]
        fields += [(name, value) for name in self.ranked for value in self.ranking]
        fields += [(name, f"{WORDS} {number}") for name in self.texts[:1]]
        return urlencode(fields)

    def send(self, number: int) -> None:
        status, content = self.request("POST", FORM, self.answer(number))
        if status != 303:
            raise RuntimeError(f"a send was answered {status}: {page(content)[:2000]}")


@dataclass(frozen=True)
class Timing:
    """Durations in milliseconds and the rate a second over all clients."""

    median: float
    p95: float
    rate: float


def middle(turns: list[Timing]) -> Timing:
    """The median of each figure over some turns."""
    return Timing(
        statistics.median(turn.median for turn in turns),
        statistics.median(turn.p95 for turn in turns),
        statistics.median(turn.rate for turn in turns),
    )


def timed(jobs: list[Callable[[int], None]], *, each: int) -> Timing:
    """Runs every job `each` times, all jobs at once in threads."""
    took: list[float] = []
    start = threading.Barrier(len(jobs) + 1)

    def run(job: Callable[[int], None]) -> None:
        start.wait()
        for number in range(each):
            began = time.perf_counter()
            job(number)
            took.append((time.perf_counter() - began) * 1000)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    if len(took) != each * len(jobs):
        raise RuntimeError("a request failed")
    ordered = sorted(took)
    p95 = ordered[int(len(ordered) * 0.95)]
    return Timing(statistics.median(took), p95, len(took) / seconds)


@contextmanager
def served_bare() -> Iterator[int]:
    """The port of the bare application."""
    port = free_port()
    with (
        tempfile.TemporaryDirectory() as folder,
        process("tests.bench.bare", str(port), folder, port=port),
    ):
        yield port


def poster(port: int, body: str) -> Callable[[int], None]:
    """Posts to the bare application on one kept connection."""
    client = Client(port)

    def post(_number: int) -> None:
        status, _ = client.request("POST", "/", body)
        if status != 303:
            raise RuntimeError(f"the bare application answered {status}")

    return post


@dataclass(frozen=True)
class Product:
    """A served demonstration: how to reach it and whom to be."""

    port: int
    folder: Path
    cookies: list[str]
    organiser: str
    server: subprocess.Popen[bytes]

    def participant(self, number: int) -> Participant:
        made = Participant(self.port, self.cookies[number])
        made.open()
        return made


@contextmanager
def served_product() -> Iterator[Product]:
    port = free_port()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with process("workshop", "demo", "--port", str(port), port=port, WORKSHOP_DATA=name) as one:
            engine = sa.create_engine(f"sqlite:///{folder / 'workshop.db'}")
            yield Product(port, folder, *cookies(folder, engine), one)


def cookies(folder: Path, database: sa.Engine) -> tuple[list[str], str]:
    """Session cookies: of everybody with a seat, as by the personal link, and the organiser's."""
    app = create_app(Settings.load(folder))
    link_key = app.extensions["workshop.keys"].link_key()
    with database.connect() as connection:
        people = connection.exec_driver_sql(
            "SELECT p.id, p.link_version, p.workshop_id FROM person p JOIN placement s"
            " ON s.person_id = p.id ORDER BY p.id"
        ).all()
        account, version = connection.execute(
            sa.text("SELECT id, session_version FROM account WHERE email LIKE 'organiser@%'")
        ).one()
    seal = app.session_interface.get_signing_serializer(app).dumps  # type: ignore[attr-defined]
    links = [(w, link_token(link_key, person_id=p, link_version=v)) for p, v, w in people]
    participants = [seal({"_permanent": True, "people": {str(w): token}}) for w, token in links]
    return participants, seal({"_user_id": f"{account}:{version}", "_fresh": True})


def solve_and_export(product: Product) -> None:
    """One solve on the board and one export of the results, as the organiser does them."""
    organiser = Client(product.port, product.organiser)
    _, board = organiser.request("GET", f"/organise/{SLUG}/assignment")
    body = urlencode({"csrf_token": TOKEN.findall(page(board))[0]})
    status, content = organiser.request("POST", f"/organise/{SLUG}/assignment/solve", body)
    if status != 303:
        raise RuntimeError(f"the board answered {status}: {page(content)[:2000]}")
    status, _ = organiser.request("GET", f"/organise/{SLUG}/report.xlsx")
    if status != 200:
        raise RuntimeError(f"the export answered {status}")


def burst(product: Product, people: int = 100) -> tuple[float, float]:
    """Everybody opens the form and sends it within a second: seconds until all are stored from the
    moment the first began, and the 95th percentile of a send in milliseconds."""
    sends: list[float] = []
    failed: list[str] = []
    start = threading.Event()

    def person(number: int) -> None:
        start.wait()
        time.sleep(number / people)
        try:
            one = Participant(product.port, product.cookies[number])
            one.open()
            began = time.perf_counter()
            one.send(number)
            sends.append((time.perf_counter() - began) * 1000)
        except (OSError, RuntimeError) as error:
            failed.append(str(error))

    threads = [threading.Thread(target=person, args=(n,)) for n in range(people)]
    for thread in threads:
        thread.start()
    start.set()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    if failed:
        raise RuntimeError(f"{len(failed)} of {people} failed: {failed[0]}")
    return time.perf_counter() - began, sorted(sends)[int(people * 0.95)]


def first_load(product: Product) -> tuple[int, int]:
    """Bytes over the wire and requests of a first visit to the form, fonts included."""
    client = Client(product.port, product.cookies[-1])
    _, content = client.request("GET", FORM)
    total, seen = len(content), {FORM}
    waiting = ASSET.findall(page(content))
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        _, body = client.request("GET", address.replace("&amp;", "&"))
        total += len(body)
        if ".css" in address:
            waiting += [urljoin(address, font.strip("\"'")) for font in FONT.findall(page(body))]
    return total, len(seen)


def memory(root: int) -> float:
    """Megabytes (PSS) of a process and its children."""
    kilobytes = 0
    for pid in [root, *_children(root)]:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
        kilobytes += int(re.search(r"^Pss:\s+(\d+)", rollup, re.M)[1])  # type: ignore[index]
    return kilobytes / 1024


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    return [one for child in map(int, listed) for one in (child, *_children(child))]


def beside(turns: list[Timing], bare: list[Timing], figure: Callable[[Timing], float]) -> float:
    """A figure over that of the bare application just before it: the middle one of all turns.

    Machines change their speed within seconds; what stands side by side was measured at one.
    """
    return statistics.median(figure(a) / figure(b) for a, b in zip(turns, bare, strict=True))


def measure(bare: int, product: Product, each: int) -> dict[str, list[Timing]]:
    """Bare and product in turns, at 1 and at 8 clients."""
    text = urlencode({"text": WORDS})
    people = [product.participant(number) for number in range(8)]
    reader = product.participant(8)
    people[0].send(0)
    kinds: dict[str, tuple[int, list[Callable[[int], None]]]] = {
        "bare 1": (each, [poster(bare, text)]),
        "post 1": (each, [people[0].send]),
        "get 1": (each, [lambda _n: reader.request("GET", FORM) and None]),
        "own 1": (each, [lambda _n: people[0].request("GET", FORM) and None]),
        "bare 8": (each // 4, [poster(bare, text) for _ in people]),
        "post 8": (each // 4, [one.send for one in people]),
    }
    for number, jobs in kinds.values():
        timed(jobs, each=max(number // 4, 5))
    turns: dict[str, list[Timing]] = {kind: [] for kind in kinds}
    for _ in range(TURNS):
        for kind, (number, jobs) in kinds.items():
            turns[kind].append(timed(jobs, each=number))
    return turns


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a fifth of the requests")
    each = 20 if parser.parse_args().quick else 100
    rows: list[tuple[str, str, str, bool]] = []

    def row(what: str, value: float, bar: float, unit: str, *, least: bool = False) -> None:
        met = value >= bar if least else value <= bar
        sign = "≥" if least else "≤"
        rows.append((what, f"{value:.1f} {unit}", f"{sign} {bar:g} {unit}", met))

    with served_product() as product:
        with served_bare() as bare:
            turns = measure(bare, product, each)
        bursts = [burst(product) for _ in range(3)]
        size, requests = first_load(product)
        solve_and_export(product)
        used = memory(product.server.pid)
    found = {kind: middle(timings) for kind, timings in turns.items()}
    one = beside(turns["post 1"], turns["bare 1"], lambda turn: turn.median)
    rate = beside(turns["post 8"], turns["bare 8"], lambda turn: turn.rate)
    p95 = beside(turns["post 8"], turns["bare 8"], lambda turn: turn.p95)
    row("form GET, median at 1 client", found["get 1"].median, 8, "ms")
    row("  with what one sent before", found["own 1"].median, 8, "ms")
    row("form POST, median at 1 client", found["post 1"].median, 12, "ms")
    row("  beside bare", one, 3, "×")
    row("POST rate at 8 clients beside bare", 100 * rate, 45, "%", least=True)
    row("  p95 beside bare", p95, 1.5, "×")
    row("burst of 100: all stored within", statistics.median(b[0] for b in bursts), 1.5, "s")
    row("  p95 of a send", statistics.median(b[1] for b in bursts), 250, "ms")
    row("first load, compressed", size / 1024, 70, "KB")
    row("  requests", requests, 9, "")
    row("memory (PSS) after that, a solve, an export", used, 180, "MB")
    for kind, timing in found.items():
        print(
            f"{kind:<8} {timing.rate:6.0f} a second, median {timing.median:6.1f} ms,"
            f" p95 {timing.p95:6.1f} ms"
        )
    print()
    for what, value, bar_text, met in rows:
        print(f"{what:<44}{value:>12}   {bar_text:<12}{'' if met else '  MISSED'}")
        tell(what, value, bar_text, met)


if __name__ == "__main__":
    main()
