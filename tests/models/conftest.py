"""The migrated schema on both databases."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from workshop.db import engine_for
from workshop.installation import migrate


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def engine(request, tmp_path) -> Iterator[sa.Engine]:
    """A migrated, empty database."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'schema.db'}"
    else:
        url = request.getfixturevalue("postgres_url")
    made = engine_for(url)
    migrate(made)
    yield made
    made.dispose()
