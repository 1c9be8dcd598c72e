"""How long each document takes: for the demonstration's 100 people, and for 2,000.

Timed is all an organiser waits for, from asking the database to the finished PDF, the median of
several; "cpu" is what the child process used of it and "memory" the most it held.

.venv/bin/python -m tests.bench.documents [--quick]     quick leaves the 2,000 people out
"""

import argparse
import datetime as dt
import io
import os
import secrets
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from typing import Any

import pikepdf
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.bench.told import tell
from tests.once import build_demonstration
from workshop import create_app, db, i18n
from workshop.documents import service
from workshop.documents.options import Name, Options
from workshop.domain.codes import CODE_LENGTH, CODE_LETTERS
from workshop.domain.names import name_key
from workshop.models import Invitee, Person, Placement, Plan, Workshop
from workshop.settings import Settings

BAR_SECONDS = 1.5
TIMES = 5
MANY = 2000
MOMENT = dt.datetime(2026, 7, 23, tzinfo=dt.UTC)
WANTED: tuple[tuple[Name, dict[str, str]], ...] = (
    (Name.BADGES, {}),
    (Name.BADGES, {"size": "large"}),
    (Name.SIGN_IN, {}),
    (Name.SIGN_IN, {"by": "agency", "digits": "thai"}),
    (Name.ROSTERS, {}),
    (Name.TENT_CARDS, {}),
    (Name.CERTIFICATES, {}),
    (Name.PAPER_FORMS, {}),
    (Name.LETTERS, {}),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100 people only")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory() as name:
        settings, _ = build_demonstration(Path(name))
        with opened(settings) as (session, workshop, origin):
            invite(session, workshop)
            table(session, workshop, origin, times=TIMES, bar=BAR_SECONDS)
            if not quick:
                multiply(session, workshop)
                table(session, workshop, origin, times=1, bar=None)


@contextmanager
def opened(settings: Settings) -> Iterator[tuple[Session, Workshop, service.Origin]]:
    app = create_app(settings)
    with app.app_context(), db.open_session(app.extensions[db.EXTENSION]) as session:
        i18n.speak("th")
        workshop = session.scalars(sa.select(Workshop)).one()
        yield session, workshop, service.Origin(settings, app.extensions["workshop.keys"])


def table(
    session: Session,
    workshop: Workshop,
    origin: service.Origin,
    *,
    times: int,
    bar: float | None,
) -> None:
    people = session.scalar(sa.select(sa.func.count(Person.id)))
    print(f"\n{people} people; load of the machine {os.getloadavg()[0]:.1f}")
    head = ("document", "pages", "KB", "seconds", "cpu", "memory MB")
    print("{:<34}{:>6}{:>7}{:>9}{:>7}{:>11}".format(*head))
    for name, asked in WANTED:
        runs = [one(session, workshop, origin, name, asked) for _ in range(times)]
        document = runs[0][0]
        seconds, cpu = (median(run[at] for run in runs) for at in (1, 2))
        with pikepdf.open(io.BytesIO(document)) as pdf:
            pages = len(pdf.pages)
        met = seconds <= bar if bar else None
        missed = "  MISSED" if met is False else ""
        words = " ".join([name.value, *asked.values()])
        tell(f"{words}, {people} people", f"{seconds:.2f} s", f"≤ {bar:g} s" if bar else "", met)
        print(
            f"{words:<34}{pages:>6}{len(document) // 1024:>7}{seconds:>9.2f}{cpu:>7.2f}"
            f"{runs[-1][3]:>11.0f}{missed}"
        )


def one(
    session: Session,
    workshop: Workshop,
    origin: service.Origin,
    name: Name,
    asked: Mapping[str, str],
) -> tuple[bytes, float, float, float]:
    """The PDF, seconds waited, seconds its child computed, and MB the largest child held."""
    before, started = getrusage(RUSAGE_CHILDREN), time.perf_counter()
    document = service.make(session, workshop, name, Options.read(asked), origin=origin, now=MOMENT)
    waited, after = time.perf_counter() - started, getrusage(RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return document, waited, used, after.ru_maxrss / 1024


def invite(session: Session, workshop: Workshop) -> None:
    """Everybody of the list once more, as somebody who has not replied."""
    for person in session.scalars(sa.select(Person)).all():
        session.add(
            Invitee(
                workshop_id=workshop.id, prefix=person.prefix, first_name=person.first_name,
                last_name=f"{person.last_name}ใหม่", position=person.position,
                name_key=name_key(person.first_name, f"{person.last_name}ใหม่"),
                agency_id=person.agency_id, agency_name=person.agency_name, not_them=[],
                short_code=_code(), created_at=MOMENT, language=person.language,
            )
        )  # fmt: skip
    session.commit()


def multiply(session: Session, workshop: Workshop) -> None:
    """People of the same names, agencies, groups and languages until they are MANY."""
    known = session.scalars(sa.select(Person)).all()
    plan = session.scalars(sa.select(Plan.id).where(Plan.state == "published")).one()
    placed = sa.select(Placement.person_id, Placement.group_id).where(Placement.plan_id == plan)
    groups = {row.person_id: row.group_id for row in session.execute(placed)}
    columns = [one.key for one in sa.inspect(Person).mapper.column_attrs if one.key != "id"]
    for number in range(MANY - len(known)):
        like = known[number % len(known)]
        values: dict[str, Any] = {name: getattr(like, name) for name in columns}
        person = Person(**{**values, "short_code": _code(), "email": f"many{number}@example.go.th"})
        session.add(person)
        session.flush()
        session.add(
            Placement(
                workshop_id=workshop.id, plan_id=plan, person_id=person.id,
                group_id=groups[like.id],
            )
        )  # fmt: skip
    session.commit()


def _code() -> str:
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


if __name__ == "__main__":
    main()
