"""Reads that are not done again while nobody wrote anything: on SQLite, by its own counters."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

KEPT = "kept"
BEGUN = "changes when it began"
MOST = 64
"""What each connection keeps."""

Value = TypeVar("Value")


def begun(connection: sa.Connection, driver: Any) -> None:
    """A transaction of SQLite begins."""
    connection.info[BEGUN] = driver.total_changes


def read(session: Session, key: Hashable, find: Callable[[], Value]) -> Value:
    """What `find` finds, or found last on this connection if nothing was written since.

    It must be the same for everybody who asks under this key, and is not to be changed. Within a
    transaction that wrote something, and on PostgreSQL, it is read anew each time.
    """
    session.flush()
    connection = session.connection()
    mark = _mark(connection)
    if mark is None:
        return find()
    written, found = connection.info.get(KEPT, (None, {}))
    if written != mark or len(found) >= MOST:
        found = {}
        connection.info[KEPT] = mark, found
    if key not in found:
        found[key] = find()
    value: Value = found[key]
    return value


def _mark(connection: sa.Connection) -> tuple[int, int] | None:
    """The same exactly while neither another connection nor this one wrote anything.

    Source: sqlite.org/pragma.html#pragma_data_version, sqlite.org/c3ref/total_changes.html.
    """
    if connection.dialect.name != "sqlite":
        return None
    driver: Any = connection.connection.driver_connection
    if driver.total_changes != connection.info.get(BEGUN):
        return None  # what is undone would still be counted
    (others,) = driver.execute("PRAGMA data_version").fetchone()
    return others, driver.total_changes
