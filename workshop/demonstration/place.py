"""Where the demonstration may live: folders and a database that are empty or its own."""

import shutil
from pathlib import Path

import sqlalchemy as sa

from workshop.db import engine_for
from workshop.errors import SettingsError
from workshop.models import Base, Installation
from workshop.settings import DEMONSTRATION_MARK

KEPT = {DEMONSTRATION_MARK, "workshop.toml"}
VERSION_TABLE = "alembic_version"


class NotOursError(SettingsError):
    """Something else lives there; nothing was touched."""


def check_folder(folder: Path) -> None:
    """Raises NotOursError unless `folder` is missing, empty or marked; touches nothing."""
    if not folder.exists() or _is_marked(folder):
        return
    if folder.is_dir() and not any(folder.iterdir()):
        return
    raise NotOursError(
        f"{folder} is not empty and not the demonstration's, so it was left alone. "
        "Set WORKSHOP_DATA (and WORKSHOP_KEYS, if you use it) to an empty or new folder."
    )


def mark_folder(folder: Path) -> None:
    """Makes a checked folder ours."""
    check_folder(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / DEMONSTRATION_MARK).touch()


def clear_folder(folder: Path) -> None:
    """Removes everything from a marked folder but its mark and its settings file."""
    if not _is_marked(folder):
        raise NotOursError(f"{folder} is not the demonstration's, so it was left alone.")
    for entry in folder.iterdir():
        if entry.name in KEPT:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def check_database(url: str) -> None:
    """Raises NotOursError unless the database is missing, holds no row, or is marked."""
    if _is_missing_file(url):
        return
    shown = sa.make_url(url).render_as_string(hide_password=True)
    engine = engine_for(url)
    try:
        with engine.connect() as connection:
            usable = _may_use(connection)
    except sa.exc.DBAPIError as error:
        raise NotOursError(
            f"The database {shown} does not answer: {error.orig}. "
            "Check WORKSHOP_DATABASE_URL, or unset it."
        ) from error
    finally:
        engine.dispose()
    if not usable:
        raise NotOursError(
            f"The database {shown} is not empty and not the demonstration's, so it was left "
            "alone. Set WORKSHOP_DATABASE_URL to an empty database, or unset it."
        )


def clear_database(url: str) -> None:
    """Drops our tables from a checked database, so that it can be migrated from nothing."""
    check_database(url)
    if _is_missing_file(url):
        return
    engine = engine_for(url)
    try:
        with engine.begin() as connection:
            Base.metadata.drop_all(connection)
            sa.Table(VERSION_TABLE, sa.MetaData()).drop(connection, checkfirst=True)
    finally:
        engine.dispose()


def _is_marked(folder: Path) -> bool:
    return (folder / DEMONSTRATION_MARK).is_file()


def _is_missing_file(url: str) -> bool:
    parsed = sa.make_url(url)
    return parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").exists()


def _may_use(connection: sa.Connection) -> bool:
    found = set(sa.inspect(connection).get_table_names())
    ours = set(Base.metadata.tables)
    if found - ours - {VERSION_TABLE}:
        return False
    if Installation.__tablename__ in found:
        marked = sa.select(sa.func.count()).where(Installation.demonstration)
        if connection.scalar(marked):
            return True
    return all(
        connection.scalar(sa.select(sa.literal(1)).select_from(Base.metadata.tables[name]).limit(1))
        is None
        for name in found & ours
    )
