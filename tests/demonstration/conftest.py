"""One demonstration for all tests that only look at it."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from tests.once import demonstration_once
from workshop import db
from workshop.demonstration.build import Built
from workshop.settings import Settings


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Built]:
    return demonstration_once(tmp_path_factory)


@pytest.fixture
def demonstration(made: tuple[Settings, Built]) -> Iterator[Session]:
    """The built demonstration's database, to be read only."""
    database = db.Database(made[0].database_url)
    with db.open_session(database) as session:
        yield session
    database.engine.dispose()
