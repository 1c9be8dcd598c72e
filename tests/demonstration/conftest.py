"""One demonstration for all tests that only look at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from workshop import db
from workshop.demonstration import command
from workshop.demonstration.build import Built, build
from workshop.settings import Settings


def make(folder: Path) -> tuple[Settings, Built]:
    """What `workshop demo` does before it serves."""
    settings = command.make_room(folder)
    return settings, build(settings, command.choose_passwords("127.0.0.1"), say=lambda line: None)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Built]:
    return make(tmp_path_factory.mktemp("demonstration"))


@pytest.fixture
def demonstration(made: tuple[Settings, Built]) -> Iterator[Session]:
    """The built demonstration's database, to be read only."""
    database = db.Database(made[0].database_url)
    with db.open_session(database) as session:
        yield session
    database.engine.dispose()
