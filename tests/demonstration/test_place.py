"""The demonstration touches only what is empty or its own."""

import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from workshop.cli import main
from workshop.db import engine_for
from workshop.demonstration import command, place
from workshop.demonstration.place import NotOursError
from workshop.installation import migrate
from workshop.settings import DEMONSTRATION_MARK


def test_a_folder_with_something_else_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "budget.xlsx").write_text("keep me")
    monkeypatch.setenv("WORKSHOP_DATA", str(tmp_path))
    assert main(["demo", "--port", "0"]) == 1
    assert "left alone" in capsys.readouterr().err
    assert [entry.name for entry in tmp_path.iterdir()] == ["budget.xlsx"]


def test_an_installation_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "workshop.db").write_bytes(b"")
    with pytest.raises(NotOursError, match="left alone"):
        command.make_room(tmp_path)
    assert not (tmp_path / DEMONSTRATION_MARK).exists()


def test_an_empty_or_new_folder_is_marked(tmp_path: Path) -> None:
    for folder in (tmp_path / "empty", tmp_path / "deep" / "new"):
        if folder.name == "empty":
            folder.mkdir()
        settings = command.make_room(folder)
        assert (folder / DEMONSTRATION_MARK).is_file()
        assert settings.demonstration


def test_a_marked_folder_is_emptied_but_keeps_its_settings_file(tmp_path: Path) -> None:
    command.make_room(tmp_path)
    (tmp_path / "workshop.toml").write_text('proxies = "1"\n')
    (tmp_path / "outbox").mkdir()
    (tmp_path / "outbox" / "000001.eml").write_text("old")
    settings = command.make_room(tmp_path)
    assert settings.proxies == 1
    assert not (tmp_path / "outbox").exists()


def test_a_linked_folder_inside_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious.txt").write_text("keep me")
    folder = tmp_path / "demo"
    command.make_room(folder)
    (folder / "outbox").symlink_to(elsewhere)
    command.make_room(folder)
    assert (elsewhere / "precious.txt").exists()


def test_keys_of_another_installation_are_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    (keys / "link.key").write_bytes(b"real")
    monkeypatch.setenv("WORKSHOP_KEYS", str(keys))
    with pytest.raises(NotOursError, match="WORKSHOP_KEYS"):
        command.make_room(tmp_path / "demo")
    assert (keys / "link.key").read_bytes() == b"real"


def _url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'apart.db'}"


def test_a_database_with_foreign_tables_is_left_alone(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "apart.db")) as foreign:
        foreign.execute("CREATE TABLE invoice (id INTEGER)")
        foreign.commit()
    with pytest.raises(NotOursError, match="WORKSHOP_DATABASE_URL"):
        place.check_database(_url(tmp_path))


def test_a_real_installation_elsewhere_is_left_alone(
    tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "apart.db").write_bytes(migrated.read_bytes())
    with closing(sqlite3.connect(tmp_path / "apart.db")) as real:
        real.execute("INSERT INTO installation (id, demonstration) VALUES (1, 0)")
        real.commit()
    monkeypatch.setenv("WORKSHOP_DATABASE_URL", _url(tmp_path))
    with pytest.raises(NotOursError, match="left alone"):
        command.make_room(tmp_path / "demo")
    with closing(sqlite3.connect(tmp_path / "apart.db")) as real:
        assert real.execute("SELECT demonstration FROM installation").fetchall() == [(0,)]


@pytest.mark.slow
def test_an_empty_database_is_used_and_a_marked_one_cleared(tmp_path: Path) -> None:
    for _round in range(2):
        engine = engine_for(_url(tmp_path))
        migrate(engine)
        engine.dispose()
        with closing(sqlite3.connect(tmp_path / "apart.db")) as own:
            own.execute("INSERT INTO installation (id, demonstration) VALUES (1, 1)")
            own.commit()
        place.clear_database(_url(tmp_path))
        with closing(sqlite3.connect(tmp_path / "apart.db")) as own:
            assert own.execute("SELECT name FROM sqlite_master").fetchall() == []


def test_a_taken_port_is_said_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WORKSHOP_DATA", str(tmp_path))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["demo", "--port", str(taken.getsockname()[1])]) == 1
    assert "--port" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
