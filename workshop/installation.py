"""Brings an installation's database to this version: made when new, migrated after a backup."""

import datetime as dt
import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from workshop.db import engine_for
from workshop.paths import bundled
from workshop.settings import Settings

Say = Callable[[str], None]
log = logging.getLogger(__name__)


def prepare(settings: Settings, say: Say = log.info) -> None:
    """Migrate to the newest schema; an older database is backed up first (SQLite)."""
    _make_private(settings.database_url)
    engine = engine_for(settings.database_url)
    try:
        with engine.connect() as connection:
            present = MigrationContext.configure(connection).get_current_revision()
        if present == newest():
            return
        if present is not None:
            say(f"Bringing the database from {present} to {newest()}.")
            _back_up_sqlite(engine, settings, present, say)
        migrate(engine)
    finally:
        engine.dispose()


def newest() -> str:
    """The revision this version needs."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise RuntimeError("this installation has no migrations; install it again")
    return head


def migrate(engine: sa.Engine) -> None:
    """Run every migration that is missing, in one transaction."""
    upgrade(engine, "head")


def upgrade(engine: sa.Engine, revision: str) -> None:
    """Migrate up to a revision.

    On SQLite a change to a table makes it anew: dropping the old one must delete nothing that
    refers to it, so references are not followed meanwhile, and all of them are checked afterwards.
    """
    config = _config()
    with engine.connect() as connection:
        on_sqlite = engine.dialect.name == "sqlite"
        if on_sqlite:
            _ask_sqlite(connection, "PRAGMA foreign_keys=OFF")
        with connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
            if on_sqlite and (broken := _ask_sqlite(connection, "PRAGMA foreign_key_check")):
                raise RuntimeError(f"the migration broke references: {broken[:3]}")
        if on_sqlite:
            _ask_sqlite(connection, "PRAGMA foreign_keys=ON")


def _ask_sqlite(connection: sa.Connection, pragma: str) -> list[Any]:
    """Beside SQLAlchemy's transaction: some pragmas do nothing within one."""
    driver: Any = connection.connection.driver_connection
    return list(driver.execute(pragma))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(bundled("migrations")))
    config.set_main_option("path_separator", "os")
    return config


def _back_up_sqlite(engine: sa.Engine, settings: Settings, present: str, say: Say) -> None:
    if engine.dialect.name != "sqlite" or not engine.url.database:
        say("Back up the PostgreSQL database with its own tools; migrations are transactional.")
        return
    folder = settings.data_dir / "backups"
    folder.mkdir(exist_ok=True)
    file = folder / f"before-{present}-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}.db"
    copy_sqlite(Path(engine.url.database), file)
    say(f"A backup lies in {file}.")


def _make_private(url: str) -> None:
    """A new SQLite file belongs to its owner alone; its log files take over the same rights."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).touch(mode=0o600, exist_ok=True)


def copy_sqlite(source: Path, target: Path) -> None:
    """A consistent copy while others write, readable by its owner alone."""
    target.touch(mode=0o600, exist_ok=True)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
