"""The migrations build exactly what the models say, on SQLite and on PostgreSQL."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from workshop.db import engine_for
from workshop.installation import newest, prepare, upgrade
from workshop.models import Base
from workshop.settings import Settings

SHARED = {"account", "attempt", "installation", "workshop"}


def test_the_migrated_schema_equals_the_models(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
    assert not differences


def test_the_migrated_tables_are_made_of_the_same_words(engine, tmp_path):
    """Checks, WITHOUT ROWID and partial indexes too, which a comparison of columns would miss."""
    if engine.dialect.name == "sqlite":
        other = engine_for(f"sqlite:///{tmp_path / 'models.db'}")
        Base.metadata.create_all(other)
        query = "SELECT name, sql FROM sqlite_master WHERE name <> 'alembic_version' AND sql <> ''"

        def words(made: sa.Engine) -> dict[str, list[str]]:
            with made.connect() as connection:
                rows = connection.exec_driver_sql(query).all()
            return {
                name: sorted(line.strip().rstrip(",") for line in sql.replace('"', "").splitlines())
                for name, sql in rows
                if not name.startswith("alembic")
            }

        assert words(engine) == words(other)
        other.dispose()
        return
    inspector = sa.inspect(engine)
    for table in Base.metadata.sorted_tables:
        found = {check["name"] for check in inspector.get_check_constraints(table.name)}
        meant = {
            str(constraint.name)
            for constraint in table.constraints
            if isinstance(constraint, sa.CheckConstraint)
        }
        assert found == meant, table.name


def test_every_table_of_a_workshop_carries_its_id():
    without = {
        table.name
        for table in Base.metadata.sorted_tables
        if table.name not in SHARED and "workshop_id" not in table.columns
    }
    assert not without


def test_references_inside_a_workshop_cannot_leave_it():
    """Between two tables of a workshop, a foreign key compares the workshop too."""
    loose = [
        f"{table.name}.{key.parent.name}"
        for table in Base.metadata.sorted_tables
        for constraint in table.foreign_key_constraints
        if len(constraint.columns) == 1
        for key in constraint.elements
        if key.column.table.name not in ("workshop", "account")
    ]
    assert not loose


@pytest.mark.slow
def test_preparing_twice_changes_nothing(tmp_path):
    settings = Settings(
        data_dir=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'workshop.db'}",
        secret_key="x",
        keys_dir=tmp_path / "keys",
    )
    prepare(settings)
    prepare(settings)
    engine = engine_for(settings.database_url)
    with engine.connect() as connection:
        revisions = connection.exec_driver_sql("SELECT version_num FROM alembic_version").all()
    engine.dispose()
    assert revisions == [(newest(),)]


@pytest.mark.slow
def test_an_older_database_is_backed_up_before_it_is_migrated(tmp_path):
    settings = Settings(
        data_dir=tmp_path,
        database_url=f"sqlite:///{tmp_path / 'workshop.db'}",
        secret_key="x",
        keys_dir=tmp_path / "keys",
    )
    engine = engine_for(settings.database_url)
    upgrade(engine, "001_workshop")
    engine.dispose()
    said: list[str] = []
    prepare(settings, said.append)
    assert len(list((tmp_path / "backups").glob("before-001_workshop-*.db"))) == 1
    assert any("backup" in sentence for sentence in said)
