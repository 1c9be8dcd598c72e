"""Processes that are killed at random moments: no mail arrives twice, and none is lost."""

import multiprocessing
import os
import random
import sys
import time
from collections import Counter
from dataclasses import replace
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests import factories
from tests.messages.server import mail_server
from workshop import cli, clock, db, mail
from workshop.domain.terms import MessageState
from workshop.installation import prepare
from workshop.models import Message
from workshop.settings import Settings

pytestmark = pytest.mark.slow

MAILS, KILLS, AT_ONCE = 40, 5, 3
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["workshop.cli", "workshop.messages.views"])
"""Starts processes that have read the program already: killed at work, racing at work."""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    settings = Settings(
        data_dir=tmp_path / "data", database_url=f"sqlite:///{tmp_path / 'data' / 'workshop.db'}",
        secret_key="a secret for tests only", keys_dir=tmp_path / "data" / "keys",
        base_url="https://workshop.agency.go.th",
    )  # fmt: skip
    settings.data_dir.mkdir()
    if request.param == "postgresql":
        settings = replace(settings, database_url=request.getfixturevalue("postgres_url"))
    prepare(settings)
    return settings


def environment(settings: Settings, smtp_url: str) -> dict[str, str]:
    return {
        **os.environ, "WORKSHOP_DATA": str(settings.data_dir), "WORKSHOP_SMTP_URL": smtp_url,
        "WORKSHOP_DATABASE_URL": settings.database_url, "WORKSHOP_BASE_URL": settings.base_url,
    }  # fmt: skip


def deliver(env: dict[str, str]) -> None:
    """What `workshop deliver-mail` does, in a process of its own."""
    os.environ.update(env)
    sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115  as long as the process lives
    sys.exit(cli.main(["deliver-mail"]))


def started(env: dict[str, str]) -> BaseProcess:
    process = PROCESSES.Process(target=deliver, args=(env,))
    process.start()
    return process


def ended(process: BaseProcess) -> int | None:
    process.join(timeout=120)
    return process.exitcode


def fill(settings: Settings, number: int) -> None:
    database = db.Database(settings.database_url)
    with db.open_session(database) as session, database.writing(session):
        for one in range(number):
            mail.enqueue(
                session, workshop_id=None, kind="test", recipient=f"p{one}@example.go.th",
                subject=f"ฉบับที่ {one}", body=f"ข้อความ {one}\n" * 50, language="th",
                now=factories.MOMENT,
            )  # fmt: skip
    database.engine.dispose()


def states(settings: Settings) -> dict[str, MessageState]:
    """What became of each mail, by its id."""
    database = db.Database(settings.database_url)
    with db.open_session(database) as session:
        rows = session.execute(sa.select(Message.message_id, Message.state)).all()
    database.engine.dispose()
    return {row[0]: row[1] for row in rows}


def let_claims_end(settings: Settings) -> None:
    """As if ten minutes had passed: what a killed process left is settled by the next one."""
    database = db.Database(settings.database_url)
    with db.open_session(database) as session, database.writing(session):
        session.execute(
            sa.update(Message)
            .where(Message.state.in_((MessageState.SENDING, MessageState.WAITING)))
            .values(due_at=clock.now())
        )
    database.engine.dispose()


def test_killed_again_and_again_no_mail_arrives_twice(installation, tmp_path):
    fill(installation, MAILS)
    chance = random.Random(20260723)
    with mail_server(tmp_path / "received", delay=0.004) as server:
        env = environment(installation, server.url)
        for _ in range(KILLS):
            before, until = server.taken(), time.monotonic() + 20
            process = started(env)
            while process.is_alive() and server.taken() == before and time.monotonic() < until:
                time.sleep(0.001)
            time.sleep(chance.uniform(0, 0.06))
            process.kill()
            process.join()
            if server.taken() >= MAILS:
                break
        middle = states(installation)
        let_claims_end(installation)
        for _ in range(2):
            assert ended(started(env)) == 0
        received, known = Counter(server.ids()), states(installation)
    assert MessageState.SENT in middle.values()
    assert max(received.values()) == 1
    assert set(received) <= set(known)
    for message_id, state in known.items():
        if state is MessageState.SENT:
            assert received[message_id] == 1
        else:
            assert state is MessageState.PERHAPS_SENT
    doubtful = sum(state is MessageState.PERHAPS_SENT for state in known.values())
    assert doubtful <= KILLS


def test_processes_at_once_share_the_work_and_repeat_nothing(installation, tmp_path):
    fill(installation, MAILS)
    with mail_server(tmp_path / "received", delay=0.004) as server:
        env = environment(installation, server.url)
        processes = [started(env) for _ in range(AT_ONCE)]
        assert [ended(process) for process in processes] == [0] * AT_ONCE
        received = Counter(server.ids())
    assert len(received) == MAILS
    assert set(received.values()) == {1}
    assert set(states(installation).values()) == {MessageState.SENT}
