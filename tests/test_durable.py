"""An acknowledged commit is on the disk; those who commit at once wait for it together."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from workshop.db import Database, engine_for, open_session

WRITERS = 8


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'x.db'}")
    with open_session(made) as session, made.writing(session):
        session.connection().exec_driver_sql("CREATE TABLE kept (number INTEGER)")
    yield made
    made.engine.dispose()


def store(database: Database, number: int) -> None:
    with open_session(database) as session, database.writing(session):
        session.connection().execute(sa.text("INSERT INTO kept VALUES (:n)"), {"n": number})


def stored(database: Database) -> list[int]:
    with database.engine.connect() as connection:
        return list(connection.execute(sa.text("SELECT number FROM kept ORDER BY 1")).scalars())


def test_what_writes_without_the_shared_wait_syncs_at_every_commit(tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path / 'x.db'}")
    with engine.connect() as connection:
        ask = connection.exec_driver_sql
        assert ask("PRAGMA journal_mode").scalar() == "wal"
        assert ask("PRAGMA synchronous").scalar() == 2  # FULL
        assert ask("PRAGMA foreign_keys").scalar() == 1
        assert ask("PRAGMA secure_delete").scalar() == 1
    engine.dispose()


def test_the_log_is_synced_after_a_commit_and_before_it_is_acknowledged(database, monkeypatch):
    """Whoever syncs sees the commit; whoever asks afterwards finds the sync done."""
    seen = []
    monkeypatch.setattr(os, "fdatasync", lambda _log: seen.append(stored(database)))
    store(database, 7)
    assert seen == [[7]]


def test_those_who_commit_while_one_waits_for_the_disk_share_the_next_wait(database, monkeypatch):
    first_waits, disk_is_slow, syncs = threading.Event(), threading.Event(), []

    def slow(_log: int) -> None:
        syncs.append(len(stored(database)))
        first_waits.set()
        disk_is_slow.wait(timeout=30)

    monkeypatch.setattr(os, "fdatasync", slow)
    threads = [threading.Thread(target=store, args=(database, n)) for n in range(WRITERS)]
    threads[0].start()
    assert first_waits.wait(timeout=30)
    for thread in threads[1:]:
        thread.start()
    while len(stored(database)) < WRITERS:  # they commit although the disk still works
        threading.Event().wait(0.01)
    assert all(thread.is_alive() for thread in threads)  # but nobody is told so yet
    disk_is_slow.set()
    for thread in threads:
        thread.join(timeout=30)
    assert syncs == [1, WRITERS]


def test_a_disk_that_fails_acknowledges_nothing_until_the_log_is_whole_again(database, monkeypatch):
    def failing(_log: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fdatasync", failing)
        with pytest.raises(OperationalError, match="No space left"):
            store(database, 1)
    log = Path(f"{database.engine.url.database}-wal")
    assert log.stat().st_size > 0
    store(database, 2)
    assert log.stat().st_size == 0  # everything went into the database file
    assert stored(database) == [1, 2]
    store(database, 3)
    assert log.stat().st_size > 0
