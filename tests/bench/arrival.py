"""How fast the door answers with 10,000 people on the list.

    python -m tests.bench.arrival [--quick]

Fills a workshop in a temporary folder, serves it with the product's own server and prints one
table. Times are milliseconds as a client sees them over loopback, on a kept connection; the 95th
of 100 is given beside the median. "First" is the first one of a server that has been up for three
rounds of its timed work, which reads and spells the names; "changed" is right after somebody was
added to the list. "Walk-in" is the form of the desk and the page that answers it. "Server" is the
processor time the server spent on each, which a machine busy with other work does not change.
"""

import argparse
import http.client
import json
import os
import random
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import quote

from tests import factories as make
from tests.bench.feedback import free_port, process
from tests.bench.summary import _cookie
from tests.bench.told import tell
from workshop import create_app, db
from workshop.clock import now
from workshop.demonstration import data
from workshop.domain.names import name_key
from workshop.domain.terms import PersonStatus, PlanState, Role, SolveStatus
from workshop.installation import prepare
from workshop.models import Person, Placement, Plan, Workshop
from workshop.registration import seats
from workshop.settings import Settings
from workshop.timed import TICK_SECONDS

SLUG, PEOPLE = "bench", 10_000
BAR, SCAN_BAR = 100.0, 50.0
PATH = f"/organise/{SLUG}/arrival"
QUERIES = {
    "one name": "จ้อยนุแสง9",
    "no tone marks": "จอยนุแสง9",
    "two parts, no order": "แสง7 อรุณ",
    "agency, short": "ทล",
    "a common syllable": "สม",
    "one letter": "ร",
    "last digits": "7365",
    "short code": "KQ7",
    "nobody": "ไม่มีใครชื่อนี้",
}


class Client:
    """One kept connection of the door's browser."""

    def __init__(self, port: int, cookie: str, server: int) -> None:
        self.server = server
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {
            "Cookie": f"session={cookie}", "Accept-Encoding": "gzip", "Accept-Language": "th"
        }  # fmt: skip

    def server_time(self) -> float:
        """Processor time of the server so far, in milliseconds; steps of 10."""
        after_name = Path(f"/proc/{self.server}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def ask(
        self, path: str, *, body: bytes | None = None, expected: int = 200, **headers: str
    ) -> tuple[float, http.client.HTTPResponse, bytes]:
        """Milliseconds, the answer and its body; RuntimeError when it is another status."""
        method = "GET" if body is None else "POST"
        sent = {**self.headers, **{name.replace("_", "-"): text for name, text in headers.items()}}
        began = time.perf_counter()
        self.connection.request(method, path, body, sent)
        answer = self.connection.getresponse()
        content = answer.read()
        took = (time.perf_counter() - began) * 1000
        if answer.status != expected:
            raise RuntimeError(f"{path} was answered {answer.status}")
        return took, answer, content


def fill(folder: Path) -> str:
    """10,000 people of the demonstration's agencies in three groups; a cookie of the door desk."""
    settings = Settings.load(folder)
    prepare(settings, lambda line: None)
    app = create_app(settings)
    with db.open_session(app.extensions[db.EXTENSION]) as session:
        make.bind(session, app.extensions["workshop.keys"])
        workshop = make.make_workshop(slug=SLUG, capacity=2 * PEOPLE, date=now().date())
        groups = [make.make_group(workshop, code, seats_max=PEOPLE) for code in data.GROUPS]
        for row in data.agencies():
            make.make_agency(
                workshop,
                name_th=row["name_th"],
                name_en=row["name_en"],
                abbreviations=[row["abbreviation"]],
            )
        people = _people(workshop)
        session.add_all(people)
        session.flush()
        seats.classify(session, workshop.id, people)
        plan = Plan(
            workshop_id=workshop.id, number=1, state=PlanState.PUBLISHED, published_at=now(),
            status=SolveStatus.OPTIMAL, created_at=now(),
        )  # fmt: skip
        session.add(plan)
        session.flush()
        session.add_all(
            Placement(
                workshop_id=workshop.id, plan_id=plan.id, person_id=person.id,
                group_id=groups[at % 3].id,
            )
            for at, person in enumerate(people)
        )  # fmt: skip
        cookie = _cookie(app, make.make_account(workshop, Role.DOOR).get_id())
        session.commit()
    app.extensions[db.EXTENSION].engine.dispose()
    return cookie


def _people(workshop: Workshop) -> list[Person]:
    """Every first name of the demonstration with every last name, the last ones numbered."""
    chance = random.Random(10)
    named, made = data.people(), []
    codes: set[str] = set()
    while len(codes) < PEOPLE:
        codes.add("".join(chance.choices(seats.CODE_LETTERS, k=seats.CODE_LENGTH)))
    for at, code in enumerate(sorted(codes)):
        one, other = named[at % 100], named[at // 100]
        first, last = one["first_name"], f"{other['last_name']}{at % 10}"
        made.append(
            Person(
                workshop_id=workshop.id,
                prefix=one["prefix"],
                first_name=first,
                last_name=last,
                name_key=name_key(first, last),
                agency_name=one["agency"],
                short_code=code,
                phone=f"08{chance.randint(0, 99_999_999):08}",
                status=PersonStatus.CONFIRMED,
                registered_at=now(),
            )
        )
    return made


@contextmanager
def served(folder: Path, cookie: str) -> Iterator[Client]:
    port = free_port()
    command = ("workshop", "serve", "--port", str(port))
    with process(*command, port=port, WORKSHOP_DATA=str(folder)) as started:
        yield Client(port, cookie, started.pid)


def search(client: Client, query: str, *, as_json: bool = False) -> float:
    accept = {"Accept": "application/json"} if as_json else {}
    return client.ask(f"{PATH}/search?q={quote(query)}", **accept)[0]


def line(
    client: Client, what: str, ask: Callable[[], float], each: int = 1, bar: float | None = BAR
) -> None:
    """Asks so often and prints the row."""
    before = client.server_time()
    times = [ask() for _ in range(each)]
    spent = (client.server_time() - before) / each
    slow = quantiles(times, n=20)[-1] if each > 1 else times[0]
    said = "" if bar is None else f"≤ {bar:g}"
    met = None if bar is None else median(times) <= bar
    missed = "  MISSED" if met is False else ""
    tell(what, f"{median(times):.1f} ms", said and f"{said} ms", met)
    print(f"{what:<34}{median(times):>9.1f}{slow:>9.1f}{spent:>9.1f}{said:>9}{missed}")


def scan(client: Client, token: str, numbers: list[int]) -> float:
    body = {"device": "bench", "scans": [
        {"id": str(uuid.uuid4()), "person": one, "kind": "in", "at": now().isoformat()}
        for one in numbers
    ]}  # fmt: skip
    return client.ask(
        f"{PATH}/scans", body=json.dumps(body).encode(), X_CSRFToken=token,
        Content_Type="application/json",
    )[0]  # fmt: skip


def token_of(client: Client) -> str:
    """Of the door's page; the session cookie that belongs to it is kept."""
    _took, answer, content = client.ask(PATH, Accept_Encoding="identity")
    for cookie in answer.headers.get_all("Set-Cookie") or ():
        if cookie.startswith("session="):
            client.headers["Cookie"] = cookie.partition(";")[0]
    return content.decode().split('data-csrf="', 1)[1].split('"', 1)[0]


def add_somebody(client: Client, token: str, number: int) -> None:
    typed = {"first_name": f"ใหม่{number}", "last_name": "มาสาย", "agency": "ทล.", "language": "th"}
    typed["submission_id"] = str(uuid.uuid4())
    form = "&".join(f"{key}={quote(text)}" for key, text in {"csrf_token": token, **typed}.items())
    client.ask(
        f"{PATH}/walk-in", body=form.encode(), expected=303,
        Content_Type="application/x-www-form-urlencoded",
    )  # fmt: skip


def walk_in(client: Client, token: str, number: int) -> float:
    """Until the desk sees seat, group and check-in."""
    began = time.perf_counter()
    add_somebody(client, token, number)
    client.ask(PATH)
    return (time.perf_counter() - began) * 1000


def measure(client: Client, each: int) -> None:
    time.sleep(3 * TICK_SECONDS)
    line(client, "search, first", lambda: search(client, "สมชาย"))
    for what, query in QUERIES.items():
        line(client, f"search, {what}", partial(search, client, query), each)
    line(client, "search as JSON", lambda: search(client, "สม", as_json=True), each)
    token, numbers = token_of(client), count(1)

    def changed() -> float:
        number = next(numbers)
        add_somebody(client, token, number)
        return search(client, f"ใหม่{number}")

    line(client, "search, changed (with the change)", changed, 3)
    line(client, "walk-in", lambda: walk_in(client, token, next(numbers)), 5, bar=5000.0)
    line(client, "one scan", lambda: scan(client, token, [next(numbers)]), each, bar=SCAN_BAR)
    line(client, "500 scans in one batch", lambda: scan(client, token, list(range(5000, 5500))),
         bar=None)  # fmt: skip
    line(client, "counts", lambda: client.ask(f"{PATH}/counts")[0], each)
    _took, answer, content = client.ask(f"{PATH}/list.json")
    whole = f"whole list, {len(content) / 1024:.0f} KB"
    line(client, whole, lambda: client.ask(f"{PATH}/list.json")[0], bar=None)
    tag = answer.headers["ETag"]
    line(client, "whole list, unchanged (304)",
         lambda: client.ask(f"{PATH}/list.json", expected=304, If_None_Match=tag)[0],
         each)  # fmt: skip
    line(client, "the page", lambda: client.ask(PATH)[0], min(each, 10), bar=None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the requests")
    each = 10 if parser.parse_args().quick else 100
    print(f"{f'{PEOPLE} people':<34}{'median':>9}{'95th':>9}{'server':>9}{'bar':>9}")
    with tempfile.TemporaryDirectory() as name:
        cookie = fill(Path(name))
        with served(Path(name), cookie) as client:
            measure(client, each)


if __name__ == "__main__":
    main()
