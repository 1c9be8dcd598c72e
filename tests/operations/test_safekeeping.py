"""Backups hold everything but keys; a damaged file is refused and harms nothing."""

import sqlite3
import zipfile
from contextlib import closing

import pytest

from tests.factories import make_workshop
from workshop.cli import main
from workshop.db import engine_for
from workshop.errors import SettingsError
from workshop.installation import prepare
from workshop.operations import safekeeping
from workshop.settings import Settings


def slugs(file):
    with closing(sqlite3.connect(file)) as opened:
        return sorted(row[0] for row in opened.execute("SELECT slug FROM workshop"))


def test_a_backup_taken_while_serving_holds_what_was_committed(session, settings, tmp_path):
    make_workshop(slug="kept")
    file = tmp_path / "out" / "backup.db"
    safekeeping.backup(settings, file)
    assert slugs(file) == ["kept"]
    with pytest.raises(SettingsError, match="exists already"):
        safekeeping.backup(settings, file)


def test_a_backup_never_contains_a_key(session, settings, tmp_path):
    make_workshop()
    safekeeping.backup(settings, tmp_path / "backup.db")
    data = (tmp_path / "backup.db").read_bytes()
    keys = list(settings.keys_dir.glob("*.key"))
    assert keys
    assert not any(key.read_bytes() in data for key in keys)


def test_restoring_brings_back_what_the_backup_held(session, settings, tmp_path):
    make_workshop(slug="kept")
    safekeeping.backup(settings, tmp_path / "backup.db")
    make_workshop(slug="later")
    session.close()
    safekeeping.restore(settings, tmp_path / "backup.db")
    assert slugs(settings.data_dir / "workshop.db") == ["kept"]
    [former] = tmp_path.glob("workshop-before-restore-*.db")
    assert slugs(former) == ["kept", "later"]


@pytest.mark.parametrize("damage", [b"", b"not a database", b"SQLite format 3\x00" + b"\x00" * 500])
def test_a_damaged_backup_is_refused_and_nothing_changes(session, settings, tmp_path, damage):
    make_workshop(slug="kept")
    (tmp_path / "bad.db").write_bytes(damage)
    with pytest.raises(SettingsError, match="Nothing was changed"):
        safekeeping.restore(settings, tmp_path / "bad.db")
    assert slugs(settings.data_dir / "workshop.db") == ["kept"]


def test_a_backup_cut_in_half_is_refused(session, settings, tmp_path):
    for _ in range(30):
        make_workshop()
    safekeeping.backup(settings, tmp_path / "backup.db")
    whole = (tmp_path / "backup.db").read_bytes()
    (tmp_path / "half.db").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SettingsError, match="Nothing was changed"):
        safekeeping.restore(settings, tmp_path / "half.db")


def test_keys_are_backed_up_apart(session, settings, tmp_path):
    make_workshop()
    safekeeping.backup_keys(settings, tmp_path / "keys.zip")
    with zipfile.ZipFile(tmp_path / "keys.zip") as packed:
        names = packed.namelist()
    assert sorted(names) == sorted(key.name for key in settings.keys_dir.glob("*.key"))


def test_the_command_says_what_is_wrong_and_exits_with_1(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("WORKSHOP_DATA", str(tmp_path / "data"))
    assert main(["backup", str(tmp_path / "backup.db")]) == 1
    assert "nothing to back up" in capsys.readouterr().err


def test_the_database_its_logs_and_its_backups_are_the_owners_alone(monkeypatch, tmp_path):
    monkeypatch.setenv("WORKSHOP_DATA", str(tmp_path / "data"))
    settings = Settings.load()
    prepare(settings)
    engine = engine_for(settings.database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO installation (id, demonstration) VALUES (1, 0)")
        safekeeping.backup(settings, tmp_path / "backup.db")
        files = [*settings.data_dir.rglob("*"), tmp_path / "backup.db"]
        assert settings.data_dir / "workshop.db-wal" in files
        assert not [file.name for file in files if file.stat().st_mode & 0o077]
    engine.dispose()
    assert settings.data_dir.stat().st_mode & 0o077 == 0
