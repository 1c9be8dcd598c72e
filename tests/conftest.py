"""A database per test, a browser that keeps its CSRF token, and the named cast."""

import gc
import itertools
import os
import pickle
import re
import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests import factories
from workshop import create_app, db
from workshop.accounts import passwords
from workshop.installation import migrate
from workshop.keys import Keys
from workshop.links import token_of
from workshop.settings import Settings

pytest_plugins = ("tests.postgres",)

_folders = itertools.count(1)
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def pytest_configure() -> None:
    """What protects real data costs tests a fifth of their time: none is protected here."""
    gc.set_threshold(50_000, 20, 20)
    os.fsync = os.fdatasync = lambda _file: None
    passwords.HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Where no browser is asked for, nothing of it is read."""
    without = "not browser" in config.option.markexpr
    return True if without and collection_path.name == "browser" else None


_start = subprocess.Popen.__init__


def pytest_runtest_setup(item: pytest.Item) -> None:
    """The quick part stays quick: a test that starts a process is slow, and says so."""
    quick = not any(map(item.get_closest_marker, ("slow", "browser", "postgres")))
    subprocess.Popen.__init__ = _refuse if quick else _start  # type: ignore[method-assign]


def pytest_runtest_teardown() -> None:
    """What was started for many tests may need a process to be stopped."""
    subprocess.Popen.__init__ = _start  # type: ignore[method-assign]


def _refuse(_process: Any, command: Any, *_args: Any, **_kwargs: Any) -> None:
    pytest.fail(f"This test starts {command!r:.60}: mark it slow.")


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: no collection has to look at it again."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first among those with as many tests: no worker is left alone with one."""
    first = {}
    for item in items:
        rank = 0 if "browser" in item.keywords else 1 if "slow" in item.keywords else 2
        first[item.path] = min(rank, first.get(item.path, 2))
    items.sort(key=lambda item: first[item.path])


def _is_page(response: TestResponse) -> bool:
    return response.mimetype == "text/html" and "Content-Encoding" not in response.headers


class Browser:
    """A test client that reads pages as a person would: forms carry the token of their page."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.token = ""

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        return self._read(self.client.get(path, **kwargs))

    def post(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """Sends a form with the token of the last page that had one (fetching `path` if none)."""
        if not self.token:
            self.get(path)
        form = {"csrf_token": self.token, **(data or {})}
        return self._read(self.client.post(path, data=form, **kwargs))

    def _read(self, response: TestResponse) -> TestResponse:
        response.get_data()
        response.close()
        if _is_page(response) and (found := TOKEN.search(response.text)):
            self.token = found[1]
        return response

    def sign_in(self, account: Any) -> "Browser":
        """As staff, without the password."""
        with self.client.session_transaction() as kept:
            kept["_user_id"] = account.get_id()
            kept["_fresh"] = True
            self._carry_token(kept)
        return self

    def be(self, person: Any) -> "Browser":
        """As a participant who opened the personal link."""
        with self.client.session_transaction() as kept:
            people = kept.get("people", {})
            token = token_of(self.client.application.extensions["workshop.keys"], person)
            kept["people"] = {**people, str(person.workshop_id): token}
            self._carry_token(kept)
        return self

    def _carry_token(self, kept: Any) -> None:
        """As if a page had been read: signed as Flask-WTF does, without making the page."""
        if not self.token:
            kept["csrf_token"] = secrets.token_hex(20)
            signer = URLSafeTimedSerializer(self.client.application.secret_key, "wtf-csrf-token")
            self.token = signer.dumps(kept["csrf_token"])


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the test's own; pytest's looks through those of all tests for a free number."""
    name = re.sub(r"\W", "_", request.node.name)[:30]
    folder = tmp_path_factory.getbasetemp() / f"{next(_folders)}-{name}"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database at the newest schema, copied for each test."""
    file = tmp_path_factory.mktemp("schema") / "empty.db"
    engine = db.engine_for(f"sqlite:///{file}")
    migrate(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return file


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path, migrated: Path) -> Settings:
    """On SQLite, or on PostgreSQL where a test asks for it (tests/postgres.py)."""
    if getattr(request, "param", "sqlite") == "postgres":
        url = str(request.getfixturevalue("migrated_postgres_url"))
    else:
        shutil.copy(migrated, tmp_path / "workshop.db")
        url = f"sqlite:///{tmp_path / 'workshop.db'}"
    return Settings(
        data_dir=tmp_path,
        database_url=url,
        secret_key="a secret for tests only",
        keys_dir=tmp_path / "keys",
        base_url="http://localhost",
    )


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Flask:
    """Made once a run, so that its templates are read once; `app` gives it a database."""
    folder = tmp_path_factory.mktemp("application")
    made = create_app(
        Settings(
            data_dir=folder,
            database_url="sqlite://",
            secret_key="a secret for tests only",
            keys_dir=folder / "keys",
            base_url="http://localhost",
        )
    )
    made.testing = True
    cache = getattr(pytestconfig, "cache", None)
    kept = cache.mkdir("templates") if cache else folder
    made.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(kept))
    return made


@pytest.fixture
def app(application: Flask, settings: Settings) -> Iterator[Flask]:
    """The application on a database and keys of the test's own."""
    config = dict(application.config)
    database = db.Database(settings.database_url)
    if database.is_sqlite:
        sa.event.listen(database.engine, "connect", _without_waiting_for_the_disk)
        _share_compiled(database.engine)
    application.config["SETTINGS"] = settings
    application.extensions[db.EXTENSION] = database
    application.extensions["workshop.keys"] = Keys(settings.keys_dir)
    yield application
    database.engine.dispose()
    application.config.clear()
    application.config.update(config)


_compiled: dict[str, Any] = {}


def _share_compiled(engine: Any) -> None:
    """Statements are compiled once a run and not once a test: that was a fifth of its time."""
    engine.dialect = _compiled.setdefault("dialect", engine.dialect)
    engine._compiled_cache = _compiled.setdefault("cache", engine._compiled_cache)


def _without_waiting_for_the_disk(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """What is stored, seen from outside a request; factories add to it and commit."""
    opened = db.open_session(app.extensions[db.EXTENSION])
    factories.bind(opened, app.extensions["workshop.keys"])
    with opened:
        yield opened


_worlds: dict[Any, tuple[Path, Path, bytes]] = {}


@pytest.fixture
def world(
    app: Flask, session: Session, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Callable[[], Any]], Any]:
    """`world(make)` is what make() returns: made once a run, then copied with its database.

    make returns what can be pickled and depends on no clock. Where something is stored already,
    and on PostgreSQL, it is called.
    """

    def made_or_copied(make: Callable[[], Any]) -> Any:
        database = app.extensions[db.EXTENSION]
        pool = database.engine.pool
        untouched = database.is_sqlite and pool.checkedin() == pool.checkedout() == 0
        file = settings.data_dir / "workshop.db"
        if untouched and make in _worlds:
            stored, keys, pickled = _worlds[make]
            shutil.copyfile(stored, file)
            shutil.copytree(keys, settings.keys_dir)
            made, known = pickle.loads(pickled)  # noqa: S301  written below
            session.add_all(known)
            return made
        made = make()
        if untouched:
            session.commit()
            folder = tmp_path_factory.mktemp("world")
            with sqlite3.connect(file) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
            shutil.copyfile(file, folder / "workshop.db")
            shutil.copytree(settings.keys_dir, folder / "keys")
            known = list(session.identity_map.values())
            _worlds[make] = folder / "workshop.db", folder / "keys", pickle.dumps((made, known))
        return made

    return made_or_copied


@pytest.fixture
def browser(app: Flask, session: Session) -> Browser:
    return Browser(app.test_client())


@pytest.fixture
def browsers(app: Flask, session: Session) -> Any:
    """As many browsers as a test needs: `browsers()` makes another."""
    return lambda: Browser(app.test_client())


def must_run(reason: str) -> None:
    """Skips on a user's machine, with the reason; fails where WORKSHOP_TESTS_MUST_RUN is set."""
    if os.environ.get("WORKSHOP_TESTS_MUST_RUN"):
        pytest.fail(reason)
    pytest.skip(reason)
