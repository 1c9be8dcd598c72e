"""Backups: the database while serving, the keys apart, and a restore that harms nothing."""

import datetime as dt
import os
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from workshop.domain.terms import MailingState, MessageState
from workshop.errors import SettingsError
from workshop.installation import copy_sqlite
from workshop.paths import writable
from workshop.settings import Settings

RESTORED = "Restored from a backup: it may have been sent since."
ONLY_SQLITE = "PostgreSQL is backed up with its own tools: pg_dump and pg_restore."


def backup(settings: Settings, file: Path) -> None:
    """A consistent copy of the SQLite database while others write; never contains a key."""
    source = _database_file(settings)
    if not source.exists():
        raise SettingsError(f"There is no database at {source} yet; nothing to back up.")
    if file.exists():
        raise SettingsError(f"{file} exists already. Choose another name.")
    draft = file.with_name(f".{file.name}.part")
    with writable(file):
        draft.unlink(missing_ok=True)
        copy_sqlite(source, draft)
        os.replace(draft, file)


def restore(settings: Settings, file: Path) -> Path | None:
    """Put a backup in place; a damaged or foreign file is refused and nothing is changed.

    Gives the file that now holds the former database, if there was one.
    """
    target = _database_file(settings)
    _check(file)
    target.parent.mkdir(parents=True, exist_ok=True)
    former = None
    if target.exists():
        stamp = f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}"
        former = target.with_name(f"{target.stem}-before-restore-{stamp}.db")
        copy_sqlite(target, former)
    draft = target.with_name(f".{target.name}.restoring")
    copy_sqlite(file, draft)
    _hold_mail(draft, dt.datetime.now(dt.UTC))
    copy_sqlite(draft, target)
    draft.unlink()
    return former


def _hold_mail(file: Path, now: dt.datetime) -> None:
    """Mail that waited when the backup was made may have gone out since: it does not go by itself.

    Organisers may send it again. Mailings whose time passed since then are missed.
    """
    with closing(sqlite3.connect(file)) as opened, opened:
        columns = {row[1] for row in opened.execute("PRAGMA table_info(message)")}
        state = MessageState.PERHAPS_SENT if "claim" in columns else MessageState.FAILED
        opened.execute(
            "UPDATE message SET state = ?, error = ? WHERE state IN ('waiting', 'sending')",
            (state, RESTORED),
        )
        if "mailing_id" not in columns:  # a backup of before there were mailings
            return
        planned = opened.execute(
            "SELECT m.id, w.date, m.days_after, m.at_time, w.timezone, w.clock_shift FROM mailing m"
            " JOIN workshop w ON w.id = m.workshop_id WHERE m.state = ?",
            (MailingState.PLANNED,),
        ).fetchall()
        passed = [(MailingState.MISSED, one) for one, *when in planned if _moment(*when) <= now]
        opened.executemany("UPDATE mailing SET state = ? WHERE id = ?", passed)


def _moment(date: str, days: int, time: str, timezone: str, shift: int) -> dt.datetime:
    """When a mailing goes out, from columns as SQLite holds them; `shift` as in Workshop."""
    day = dt.date.fromisoformat(date) + dt.timedelta(days=days)
    local = dt.datetime.combine(day, dt.time.fromisoformat(time), ZoneInfo(timezone))
    return local - dt.timedelta(seconds=shift)


def backup_keys(settings: Settings, file: Path) -> None:
    """The keys in a zip file that only the owner can read."""
    if file.exists():
        raise SettingsError(f"{file} exists already. Choose another name.")
    keys = sorted(settings.keys_dir.glob("*.key"))
    if not keys:
        raise SettingsError(f"There are no keys in {settings.keys_dir} yet.")
    with writable(file):
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as opened, zipfile.ZipFile(opened, "w") as packed:
            for key in keys:
                packed.write(key, key.name)


def _database_file(settings: Settings) -> Path:
    url = sa.make_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise SettingsError(ONLY_SQLITE)
    return Path(url.database)


def _check(file: Path) -> None:
    if not file.is_file():
        raise SettingsError(f"There is no file {file}.")
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as opened:
            sound = opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            ours = opened.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)
    except sqlite3.DatabaseError as error:
        raise SettingsError(
            f"{file} is not a whole backup ({error}). Nothing was changed."
        ) from error
    if not (sound and ours):
        raise SettingsError(f"{file} is damaged. Nothing was changed.")
