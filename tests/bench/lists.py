"""How long a list of 5,000 people takes, and how much memory a list may cost.

    python -m tests.bench.lists [--quick]

Fills a workshop with agencies in a temporary folder, serves it with the product's own server and
sends lists as a browser does; prints one table. Two columns are kept as attributes of people.
Previewed is from the first byte of the upload to
the last of the preview page; beside it the processor time of server and children, which other work
on the machine does not lengthen. Memory is the greatest PSS of server and children together.
"""

import argparse
import contextlib
import io
import os
import random
import re
import tempfile
import threading
import time
import uuid
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import xlsxwriter

from tests import factories as make
from tests.bench.feedback import Client, free_port, memory, page, process
from tests.bench.summary import _cookie
from tests.bench.told import tell
from workshop import create_app, db
from workshop.domain.intake.attributes import key_of
from workshop.domain.terms import Role
from workshop.installation import prepare
from workshop.models import Attribute
from workshop.settings import Settings

SLUG = "bench"
PAGE = f"/organise/{SLUG}/people"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
SEAL = re.compile(r'name="seal"[^>]*value="([^"]+)"')
HEADINGS = [
    "ลำดับ", "คำนำหน้า", "ชื่อ", "นามสกุล", "ตำแหน่ง", "หน่วยงาน", "กระทรวง", "โทรศัพท์", "อีเมล", "อาหาร",
    "ภาค", "รุ่น",
]  # fmt: skip
PREVIEWED, APPLIED, MOST = 3.0, 5.0, 300.0


def people(count: int, mark: str) -> list[list[object]]:
    """Rows as lists really are: abbreviations, near misses, joined prefixes, eaten zeros."""
    chance = random.Random(count)
    first, last = ("กรพนธ์", "ราณี", "สโรชา", "ไชยภพ", "พิมพ์"), ("ใจดี", "มนุษย์", "ศรทอง", "ดิสกะ")
    rows: list[list[object]] = []
    for number in range(count):
        agency = chance.randrange(600)
        typed = chance.choice(
            [f"กรมทดสอบที่ {agency}", f"กทส{agency}.", f"ทดสอบที่ {agency}", f"กรมทดสอบทื่ {agency}"]
        )
        rows.append([
            number + 1, chance.choice(["นาย", "นาง", "ดร.", ""]),
            f"{chance.choice(['', 'นางสาว'])}{chance.choice(first)}{mark}{number}",
            f"{chance.choice(last)}{number % 977}", chance.choice(["ผู้อำนวยการ", "นักวิชาการ", ""]),
            typed, chance.choice(["กระทรวงการคลัง", ""]),
            820000000 + number, f"{mark}{number}@Example.go.th", chance.choice(["เจ", "-", ""]),
            chance.choice(["ภาคเหนือ", "ภาคกลาง", "ภาคใต้", "-"]), f"รุ่นที่ {chance.randrange(9)}",
        ])  # fmt: skip
    return rows


def workbook(rows: list[list[object]]) -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        sheet = book.add_worksheet("ตอบรับ")
        for at, row in enumerate([HEADINGS, *rows]):
            for column, cell in enumerate(row):
                sheet.write(at, column, cell)
    return written.getvalue()


def text(rows: list[list[object]]) -> bytes:
    lines = [";".join(str(cell) for cell in row) for row in [HEADINGS, *rows]]
    return "\r\n".join(lines).encode("cp874")


def bomb() -> bytes:
    """Some hundred kilobytes that unpack to two gigabytes of cells."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([]))) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if "sheet1" not in name:
                new.writestr(name, old.read(name))
        with new.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(100):
                sheet.write(b"<row><c><v>1</v></c></row>" * 400_000)
    return written.getvalue()


class Organiser(Client):
    """Uploads a list, looks at it, stores it."""

    def upload(self, data: bytes, name: str) -> int:
        edge = uuid.uuid4().hex
        token = TOKEN.search(page(self.request("GET", f"{PAGE}/import")[1]))
        parts = (
            f'--{edge}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n'
            f"{token[1] if token else ''}\r\n--{edge}\r\n"
            f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        ).encode()
        headers = {
            "Cookie": f"session={self.cookie}",
            "Content-Type": f"multipart/form-data; boundary={edge}",
        }
        body = parts + data + f"\r\n--{edge}--\r\n".encode()
        self.connection.request("POST", f"{PAGE}/import", body, headers)
        response = self.connection.getresponse()
        response.read()
        return response.status

    def look(self) -> str:
        return page(self.request("GET", f"{PAGE}/import")[1])

    def store(self, preview: str) -> int:
        fields = {"csrf_token": TOKEN.search(preview)[1], "seal": SEAL.search(preview)[1]}  # type: ignore[index]
        body = "&".join(f"{name}={value}" for name, value in fields.items())
        return self.request("POST", f"{PAGE}/import/apply", body)[0]


@contextmanager
def served(folder: Path) -> Iterator[tuple[Organiser, int]]:
    """A workshop with 600 agencies, and the server's process id."""
    settings = Settings.load(folder)
    prepare(settings, lambda line: None)
    app = create_app(settings)
    with db.open_session(app.extensions[db.EXTENSION]) as session:
        make.bind(session, app.extensions["workshop.keys"])
        workshop = make.make_workshop(slug=SLUG, capacity=4_000)
        for number in range(600):
            make.make_agency(
                workshop, name_th=f"กรมทดสอบที่ {number}", name_en=f"Test Department {number}",
                abbreviations=[f"กทส{number}."],
            )  # fmt: skip
        for name in HEADINGS[-2:]:
            make.store(Attribute(workshop_id=workshop.id, name_th=name, heading_key=key_of(name)))
        cookie = _cookie(app, make.make_account(workshop, Role.ORGANISER).get_id())
    app.extensions[db.EXTENSION].engine.dispose()
    port = free_port()
    with process(
        "workshop", "serve", "--port", str(port), port=port, WORKSHOP_DATA=str(folder)
    ) as started:
        yield Organiser(port, cookie), started.pid


@contextmanager
def watched(pid: int) -> Iterator[list[float]]:
    """The greatest memory in MB while the block runs, once it has ended."""
    found, over = [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(0.02):
            with contextlib.suppress(OSError, TypeError):  # a child that has just ended
                found[0] = max(found[0], memory(pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield found
    finally:
        over.set()
        watcher.join()


def computing(pid: int) -> float:
    """Seconds of processor time the server and its ended children took so far."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def seconds(pid: int, job: Callable[[], object]) -> tuple[float, float]:
    """How long it took, and the processor time of that."""
    began, spent = time.perf_counter(), computing(pid)
    job()
    return time.perf_counter() - began, computing(pid) - spent


def row(what: str, value: float, bar: float, unit: str, spent: float | None = None) -> None:
    computed = f"{spent:>10.2f}" if spent is not None else " " * 10
    missed = "" if value <= bar else "  MISSED"
    tell(what, f"{value:.2f} {unit}", f"≤ {bar:g} {unit}", not missed)
    print(f"{what:<36}{value:>8.2f} {unit:<3}{f'≤ {bar:g}':>8}{computed}{missed}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="500 rows, no bomb")
    quick = parser.parse_args().quick
    count = 500 if quick else 5_000
    print(f"{'list':<36}{'value':>8}    {'bar':>8}{'cpu s':>10}")
    with tempfile.TemporaryDirectory() as name, served(Path(name)) as (organiser, pid):
        organiser.look()
        for kind, made in (("xlsx", workbook), ("csv", text)):
            measure(organiser, pid, f"{count} rows of {kind}", made(people(count, kind)), kind)
        if not quick:
            packed = bomb()
            with watched(pid) as most:
                took, spent = seconds(pid, lambda: organiser.upload(packed, "b.xlsx"))
            row(f"bomb of {len(packed) // 1024} KB, refused", took, 3, "s", spent)
            row("  memory", most[0], MOST, "MB")


def measure(organiser: Organiser, pid: int, what: str, data: bytes, kind: str) -> None:
    answers: list[int] = []
    pages: list[str] = []
    with watched(pid) as most:
        sent = seconds(pid, lambda: answers.append(organiser.upload(data, f"a.{kind}")))
        looked = seconds(pid, lambda: pages.append(organiser.look()))
        stored = seconds(pid, lambda: answers.append(organiser.store(pages[0])))
    if answers != [303, 303]:
        raise RuntimeError(f"answered {answers}")
    row(f"{what}, previewed", sent[0] + looked[0], PREVIEWED, "s", sent[1] + looked[1])
    row("  applied", stored[0], APPLIED, "s", stored[1])
    row("  memory", most[0], MOST, "MB")


if __name__ == "__main__":
    main()
