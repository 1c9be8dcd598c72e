"""How fast the summaries are with 100 and with 10,000 answers, and that queries do not multiply.

    python -m tests.bench.summary [--quick]

Fills a workshop in a temporary folder, serves it with the product's own server and prints one
table. Times are milliseconds as a client sees them over loopback, on a kept connection. "First"
is the page right after a release, when the answers are read and counted anew. "304" is a refresh
with nothing new: processor time on the server, and beside it what the client waits. At the end:
what 30 open desks that refresh every two seconds, with nothing new, cost the server; how long a
star and a theme take, the page that follows included; and how long a report-back drafts itself.
"""

import argparse
import os
import random
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Flask

from tests import factories as make
from tests.bench.feedback import TOKEN, Client, free_port, page, process
from tests.bench.told import tell
from workshop import create_app, db
from workshop.domain.terms import QuestionKind, Role
from workshop.installation import prepare
from workshop.settings import Settings

SLUG = "bench"
GROUPS = ("policy", "partner", "user")
TEXT = "เจ้าหน้าที่ต้องกรอกข้อมูลชุดเดียวกันซ้ำหลายระบบ จึงควรเชื่อมโยงข้อมูลให้ใช้ครั้งเดียว"
BARS = {100: 25.0, 10_000: 60.0}
REFRESH = 3.0
ACTION, DRAFT = 100.0, 5000.0
VIEWERS, EVERY, SHARE = 30, 2.0, 0.1
"""So many desks refresh every so many seconds, for at most this share of one core."""


@dataclass(frozen=True)
class Filled:
    """A workshop with answers, and a session cookie of its organiser."""

    folder: Path
    cookie: str


def fill(folder: Path, answers: int) -> Filled:
    """All answers on strategy 1: half in one group, the rest in the two others."""
    settings = Settings.load(folder)
    prepare(settings, lambda line: None)
    app = create_app(settings)
    chance = random.Random(answers)
    with db.open_session(app.extensions[db.EXTENSION]) as session:
        make.bind(session, app.extensions["workshop.keys"])
        workshop = make.make_workshop(slug=SLUG)
        groups = [make.make_group(workshop, code) for code in GROUPS]
        for number in (1, 2, 3, 4):
            make.make_strategy(workshop, number)
        scales = [make.make_question(workshop, 1, text_en=f"Scale {n}") for n in range(3)]
        rank = make.make_question(workshop, 1, QuestionKind.RANKING)
        texts = [
            make.make_question(workshop, 1, QuestionKind.LONG_TEXT, text_en=f"Text {n}")
            for n in range(3)
        ]
        for group, share in zip(groups, (2, 4, 4), strict=True):
            make.answer(workshop, 1, group, [
                {
                    **{scale: chance.choice([1, 2, 3, 4, 5, "na"]) for scale in scales},
                    rank: chance.sample("abcd", 4),
                    **{text: f"{TEXT} {n}" for text in texts if chance.random() < 0.6},
                }
                for n in range(answers // share)
            ])  # fmt: skip
        cookie = _cookie(app, make.make_account(workshop, Role.ORGANISER).get_id())
    app.extensions[db.EXTENSION].engine.dispose()
    return Filled(folder, cookie)


def _cookie(app: Flask, account: str) -> str:
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return signer.dumps({"_user_id": account, "_fresh": True, "_permanent": True})


@contextmanager
def served(filled: Filled) -> Iterator[tuple[Client, int]]:
    """A client of the product's own server, and the server's process."""
    port = free_port()
    command = ("workshop", "serve", "--port", str(port))
    with process(*command, port=port, WORKSHOP_DATA=str(filled.folder)) as server:
        yield Client(port, filled.cookie), server.pid


def fetch(client: Client, path: str) -> float:
    """Milliseconds of one page; RuntimeError when it is none."""
    began = time.perf_counter()
    status, _ = client.request("GET", path)
    if status != 200:
        raise RuntimeError(f"{path} was answered {status}")
    return (time.perf_counter() - began) * 1000


def stamp(client: Client, path: str) -> str:
    """The ETag of the live part as it is now."""
    headers = {"Cookie": f"session={client.cookie}", "X-Live": "1"}
    client.connection.request("GET", path, headers=headers)
    first = client.connection.getresponse()
    first.read()
    return first.headers["ETag"]


def unchanged(client: Client, path: str, tag: str) -> float:
    """Milliseconds of a refresh of the live part with nothing new."""
    headers = {"Cookie": f"session={client.cookie}", "X-Live": "1", "If-None-Match": tag}
    began = time.perf_counter()
    client.connection.request("GET", path, headers=headers)
    again = client.connection.getresponse()
    again.read()
    if again.status != 304:
        raise RuntimeError(f"an unchanged page was answered {again.status}")
    return (time.perf_counter() - began) * 1000


def cost(client: Client, path: str, server: int, seconds: float) -> float:
    """The share of one core that the server needs for all viewers together."""
    viewers = [Client(client.port, client.cookie) for _ in range(VIEWERS)]
    tag = stamp(client, path)
    used, began, turns = processor(server), time.perf_counter(), int(seconds / EVERY)
    for turn in range(turns * VIEWERS):
        time.sleep(max(began + turn * EVERY / VIEWERS - time.perf_counter(), 0))
        unchanged(viewers[turn % VIEWERS], path, tag)
    time.sleep(max(began + turns * EVERY - time.perf_counter(), 0))
    return (processor(server) - used) / (time.perf_counter() - began)


def acting(client: Client, desk: str, times: int) -> tuple[int, float]:
    """How many comments the desk has, and the median milliseconds of an action and its page."""
    _status, content = client.request("GET", desk)
    text = page(content)
    token = TOKEN.search(text)
    points = re.findall(r'id="(c[0-9a-f]{16})"', text)
    if token is None or not points:
        raise RuntimeError("the desk shows no comment")
    taken = []
    for turn in range(times):
        point = points[turn % len(points)]
        act, fields = ("star", {"on": "1"}) if turn % 2 else ("themes", {"name": f"T {turn % 7}"})
        body = urlencode({"csrf_token": token[1], **fields})
        began = time.perf_counter()
        status, _content = client.request("POST", f"{desk}/points/{point}/{act}", body)
        if status != 303:
            raise RuntimeError(f"{act} was answered {status}")
        fetch(client, desk)
        taken.append((time.perf_counter() - began) * 1000)
    number = re.search(r'id="comments">\D*(\d+)', text)
    return int(number[1]) if number else len(points), median(taken)


def processor(pid: int) -> float:
    """Seconds of a processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def queries(filled: Filled, path: str) -> tuple[int, int]:
    """Statements of the first page of a process and of the next one."""
    app = create_app(Settings.load(filled.folder))
    engine = app.extensions[db.EXTENSION].engine
    seen: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
    client = app.test_client()
    client.set_cookie("session", filled.cookie)
    counts = []
    for _ in range(2):
        seen.clear()
        client.get(path)
        counts.append(len(seen))
    engine.dispose()
    return counts[0], counts[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the requests")
    each = 20 if parser.parse_args().quick else 200
    desk, report = f"/facilitate/{SLUG}/policy/1", f"/organise/{SLUG}/report"
    head = ("page", "answers", "first", "median", "304 (3)", "client", "queries", "bar")
    print("{:<10}{:>8}{:>10}{:>10}{:>9}{:>8}{:>10}{:>10}".format(*head))
    for answers, bar in BARS.items():
        with tempfile.TemporaryDirectory() as folder:
            filled = fill(Path(folder), answers)
            counts = {path: queries(filled, path) for path in (desk, report)}
            with served(filled) as (client, server):
                fetch(client, f"/facilitate/{SLUG}/policy/")
                for name, path in (("summary", desk), ("report", report)):
                    first = fetch(client, path)
                    middle = median(fetch(client, path) for _ in range(each))
                    tag = stamp(client, path)
                    used = processor(server)
                    waited = median(unchanged(client, path, tag) for _ in range(5 * each))
                    refresh = (processor(server) - used) / (5 * each) * 1000
                    met = "" if middle <= bar and refresh <= REFRESH else "  MISSED"
                    page_of = f"{name}, {answers} answers"
                    tell(page_of, f"{middle:.1f} ms", f"≤ {bar:g} ms", middle <= bar)
                    tell("  with nothing new", f"{refresh:.1f} ms", f"≤ {REFRESH:g} ms",
                         refresh <= REFRESH)  # fmt: skip
                    cold, warm = counts[path]
                    print(
                        f"{name:<10}{answers:>8}{first:>10.1f}{middle:>10.1f}{refresh:>9.1f}{waited:>8.1f}"
                        f"{f'{cold}/{warm}':>10}{f'≤ {bar:g}':>10}{met}"
                    )
                number, action = acting(client, desk, each)
                drafting = fetch(client, f"{desk}/report-back")
                for words, used, most in (
                    (f"an action at a desk with {number} comments", action, ACTION),
                    ("a report-back drafts itself", drafting, DRAFT),
                ):
                    missed = "" if used <= most else "  MISSED"
                    print(f"{words}: {used:.1f} ms, bar {most:g}{missed}")
                    tell(words, f"{used:.1f} ms", f"≤ {most:g} ms", not missed)
                share = cost(client, desk, server, each / 10)
                tell(f"{VIEWERS} desks that refresh", f"{share:.1%} of a core", f"< {SHARE:.0%}",
                     share < SHARE)  # fmt: skip
                print(
                    f"{VIEWERS} desks with {answers} answers, a refresh every {EVERY:g} s: "
                    f"{share:.1%} of a core, bar {SHARE:.0%}{'' if share < SHARE else '  MISSED'}"
                )


if __name__ == "__main__":
    main()
