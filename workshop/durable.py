"""One wait for the disk for everybody who commits at the same time (group commit), on SQLite.

A commit with `synchronous=NORMAL` stands in the write-ahead log but may not be on the disk. Whoever
committed then waits here until the log was synced after their commit; a sync that begins later
than several commits serves all of them. While one waits for the disk the next may write, which
with `synchronous=FULL` it may not. What is on the disk when a reply goes out is the same.
"""

import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

HEAL_SECONDS = 5


class SharedSync:
    """Syncs the write-ahead log of the database in `file`."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._log = file.with_name(f"{file.name}-wal")
        self._counting = threading.Lock()
        self._syncing = threading.Lock()
        self._committed = 0
        self._synced = 0
        self._is_broken = False

    def settle(self) -> None:
        """Returns once everything this thread committed before is on the disk.

        OSError or sqlite3.Error when the disk does not take it; nothing may be acknowledged then.
        """
        with self._counting:
            self._committed += 1
            mine = self._committed
        with self._syncing:
            if self._synced >= mine:
                return
            reached = self._committed
            self._sync()
            self._synced = reached

    def _sync(self) -> None:
        if self._is_broken:
            self._heal()
            return
        try:
            log = os.open(self._log, os.O_RDWR | getattr(os, "O_BINARY", 0))
        except FileNotFoundError:
            return  # the last connection closed: the log was synced into the database, and removed
        try:
            getattr(os, "fdatasync", os.fsync)(log)  # its length, not its time of change
        except OSError:
            self._is_broken = True
            raise
        finally:
            os.close(log)

    def _heal(self) -> None:
        """After a failed sync the log on the disk may have a hole, which no later sync mends.

        So everything goes into the database file, synced, and the log begins anew.
        """
        with closing(sqlite3.connect(self._file, timeout=HEAL_SECONDS)) as connection:
            connection.execute("PRAGMA synchronous=FULL")
            is_busy, _frames, _moved = connection.execute(
                "PRAGMA wal_checkpoint(TRUNCATE)"
            ).fetchone()
        if is_busy:
            raise sqlite3.OperationalError("the write-ahead log is in use and could not be renewed")
        self._is_broken = False
