"""The demonstration on PostgreSQL: built, built again, and never over somebody else's tables."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.once import build_demonstration
from workshop.db import engine_for
from workshop.demonstration import command, place
from workshop.demonstration.place import NotOursError
from workshop.models import Person, Response

pytestmark = pytest.mark.postgres


def test_it_builds_in_a_database_of_its_own_which_is_cleared_before_the_next(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKSHOP_DATABASE_URL", postgres_url)
    settings, built = build_demonstration(tmp_path)
    assert settings.database_url == postgres_url
    engine = engine_for(postgres_url)
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count(Person.id))) == 100
        filed = connection.scalar(sa.select(sa.func.count(Response.id)))
        assert filed == built.answers + built.votes
    command.make_room(tmp_path)
    with engine.connect() as connection:
        assert sa.inspect(connection).get_table_names() == []
    engine.dispose()


def test_foreign_tables_are_left_alone(postgres_url: str) -> None:
    engine = engine_for(postgres_url)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE invoice (id INTEGER)"))
    engine.dispose()
    with pytest.raises(NotOursError, match="left alone"):
        place.clear_database(postgres_url)


def test_a_server_that_does_not_answer_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotOursError, match="does not answer"):
        place.check_database("postgresql+psycopg://nobody:secret@127.0.0.1:9/none")
