"""The migrated schema on both databases."""

import shutil
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from workshop.db import engine_for


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def engine(request, tmp_path, migrated) -> Iterator[sa.Engine]:
    """A migrated, empty database."""
    if request.param == "sqlite":
        url = f"sqlite:///{shutil.copy(migrated, tmp_path / 'schema.db')}"
    else:
        url = request.getfixturevalue("migrated_postgres_url")
    made = engine_for(url)
    yield made
    made.dispose()
