"""The engine, one session per request, and transaction(): the only place that commits.

SQLite: WAL, synced before `writing` returns, so an acknowledged commit survives power loss; writers
queue inside the process and take the write lock at BEGIN, so none fails halfway.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app, g
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from workshop import kept
from workshop.durable import SharedSync
from workshop.settings import Settings

EXTENSION = "workshop.database"
WRITING = "writing"
QUEUE_SECONDS = 20
BUSY_SECONDS = 10
"""How long a writer waits for the others of its process, then for other processes."""


class Database:
    """One engine and, on SQLite, the queue of its writers."""

    def __init__(self, url: str) -> None:
        self.engine = engine_for(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._writer = threading.Lock()
        self._sync = _shared_sync(self.engine)

    def begin_writing(self, session: Session) -> None:
        """Begin a transaction that may write, on SQLite when its turn has come.

        `writing` commits it; `give_up` undoes it. Nothing that was read before is trusted after.
        """
        if session.in_transaction():
            session.commit()  # ends the reading transaction; nothing is pending in it
        session.expire_all()
        if self.is_sqlite and not self._writer.acquire(timeout=QUEUE_SECONDS):
            raise OperationalError("BEGIN IMMEDIATE", {}, TimeoutError("others still write"))
        session.info[WRITING] = True
        try:
            session.connection(execution_options={"immediate": True})
        except BaseException:
            self.give_up(session)
            raise

    def give_up(self, session: Session) -> None:
        """Undo what is not committed, and let the next one write."""
        session.rollback()
        if session.info.pop(WRITING, False) and self.is_sqlite:
            self._writer.release()

    @contextmanager
    def writing(self, session: Session) -> Iterator[Session]:
        """A transaction that may write: committed once at the end, undone on any error.

        After it, what was written is on the disk. OperationalError when the disk does not take it.
        """
        if not session.info.get(WRITING):
            self.begin_writing(session)
        try:
            yield session
            session.commit()
        finally:
            self.give_up(session)
        self._settle()

    def _settle(self) -> None:
        """The next one writes while this one waits for the disk."""
        if self._sync is None:
            return
        try:
            self._sync.settle()
        except (OSError, sqlite3.Error) as error:
            raise OperationalError("waiting for the disk", {}, error) from error


_SQLITE_POOL = {"pool_size": 32, "max_overflow": 32, "pool_use_lifo": True}  # the warmest first


def engine_for(url: str) -> sa.Engine:
    """An engine set up for durability; `url` as SQLAlchemy writes it."""
    if not url.startswith("sqlite"):
        return sa.create_engine(
            url, pool_size=16, max_overflow=16, pool_pre_ping=True, hide_parameters=True
        )
    memory = ":memory:" in url or url == "sqlite://"
    engine = sa.create_engine(
        url,
        hide_parameters=True,  # what people typed never reaches a log
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        **({"poolclass": sa.pool.StaticPool} if memory else _SQLITE_POOL),
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _shared_sync(engine: sa.Engine) -> SharedSync | None:
    """Lets the engine's commits wait for the disk together; None where there is no file to sync."""
    file = engine.url.database
    if engine.dialect.name != "sqlite" or not file or file == ":memory:":
        return None
    sa.event.listen(engine, "connect", _sync_later)
    return SharedSync(Path(file))


def _sync_later(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=NORMAL")  # see durable.py


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy's BEGIN is ours, see _begin_sqlite
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=WAL",
        "synchronous=FULL",
        "secure_delete=ON",
        "cache_size=-8000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    immediate = connection.get_execution_options().get("immediate")
    driver: Any = connection.connection.driver_connection
    begin = "BEGIN IMMEDIATE" if immediate else "BEGIN"
    try:
        driver.execute(begin)
    except sqlite3.OperationalError as error:  # another process writes for too long
        raise OperationalError(begin, {}, error) from error
    kept.begun(connection, driver)


def open_session(database: Database) -> Session:
    """A session outside a request: commands, workers, tests."""
    return Session(database.engine, expire_on_commit=False)


def init_app(app: Flask, settings: Settings) -> None:
    app.extensions[EXTENSION] = Database(settings.database_url)
    app.teardown_appcontext(_close_session)


def database() -> Database:
    found: Database = current_app.extensions[EXTENSION]
    return found


def session() -> Session:
    """The request's session, opened on first use."""
    if "db_session" not in g:
        g.db_session = open_session(database())
    opened: Session = g.db_session
    return opened


@contextmanager
def transaction() -> Iterator[Session]:
    """The request's writing transaction: the edge commits once, here."""
    with database().writing(session()) as writing:
        yield writing


def begin_writing() -> None:
    """Lets the request's `transaction` begin here, before its first read: one instead of two.

    Other writers wait until it ends, at the latest with the request: for short ones only.
    """
    database().begin_writing(session())


def _close_session(_error: BaseException | None) -> None:
    opened = g.pop("db_session", None)
    if opened is not None:
        database().give_up(opened)
        opened.close()
