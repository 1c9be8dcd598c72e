"""Backups hold everything but keys; a damaged file is refused and harms nothing."""

import datetime as dt
import secrets
import sqlite3
import zipfile
from contextlib import closing

import pytest

from tests.factories import make_workshop
from workshop import mail
from workshop.cli import main
from workshop.db import engine_for
from workshop.domain.terms import LetterKind, MailingState
from workshop.errors import SettingsError
from workshop.installation import prepare
from workshop.models import Mailing
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


def test_mail_that_waited_in_a_backup_does_not_go_out_by_itself(session, settings, tmp_path):
    """It may have been sent since; so may a mailing whose time has passed, but not a later one."""
    now = dt.datetime.now(dt.UTC)
    workshop = make_workshop(date=now.date() + dt.timedelta(days=2))
    mail.enqueue(
        session, workshop_id=workshop.id, kind="registration.registered", language="th", body="b",
        recipient="pim@example.go.th", subject="s", now=now,
    )  # fmt: skip
    for days in (-3, -1):
        session.add(
            Mailing(
                workshop_id=workshop.id, kind=LetterKind.REMINDER, filters={}, days_after=days,
                at_time=dt.time(9), submission_hash=secrets.token_bytes(32),
                state=MailingState.PLANNED, created_by="orn@example.go.th", created_at=now,
            )
        )  # fmt: skip
    session.commit()
    safekeeping.backup(settings, tmp_path / "backup.db")
    session.close()
    safekeeping.restore(settings, tmp_path / "backup.db")
    with closing(sqlite3.connect(settings.data_dir / "workshop.db")) as opened:
        assert opened.execute("SELECT state FROM message").fetchall() == [("perhaps_sent",)]
        states = dict(opened.execute("SELECT days_after, state FROM mailing").fetchall())
    assert states == {-3: "missed", -1: "planned"}


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


def test_a_missing_folder_is_made_and_one_that_cannot_be_is_said(session, settings, tmp_path):
    make_workshop()
    (tmp_path / "a file").touch()
    for store in (safekeeping.backup, safekeeping.backup_keys):
        file = tmp_path / "new" / "folder" / store.__name__
        store(settings, file)
        assert file.stat().st_size
        with pytest.raises(SettingsError, match="cannot be written"):
            store(settings, tmp_path / "a file" / "backup")


@pytest.mark.slow
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
