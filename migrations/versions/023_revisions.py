"""Revisions of answers lie where they are looked for: by response and number.

Each revision touched four trees of the database, two of them in random places; now it touches two.
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "023_revisions"
down_revision = "022_two_letters"
branch_labels = None
depends_on = None

TABLE, FRESH = "response_revision", "response_revision_anew"
KEY = "pk_response_revision"
NUMBERS = "uq_response_revision_response_id_number"
BY_WORKSHOP = "ix_response_revision_workshop_id"


def _key(*columns: str) -> None:
    """SQLite cannot change a key: the table is made anew, in the same words but for its key."""
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        op.drop_constraint(op.f(KEY), TABLE, type_="primary")
        op.create_primary_key(op.f(KEY), TABLE, list(columns))
        return
    words = bind.scalar(
        sa.text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": TABLE}
    )
    made = re.sub(r"^CREATE TABLE \S+", f"CREATE TABLE {FRESH}", words)
    op.execute(re.sub(r"PRIMARY KEY \([^)]*\)", f"PRIMARY KEY ({', '.join(columns)})", made))
    op.execute(f"INSERT INTO {FRESH} SELECT * FROM {TABLE}")  # noqa: S608
    op.drop_table(TABLE)
    op.rename_table(FRESH, TABLE)


def upgrade() -> None:
    op.drop_index(op.f(BY_WORKSHOP), TABLE)
    with op.batch_alter_table(TABLE, table_kwargs={"sqlite_with_rowid": False}) as batch:
        batch.drop_constraint(op.f(NUMBERS), type_="unique")
    _key("response_id", "number")


def downgrade() -> None:
    _key("id")
    with op.batch_alter_table(TABLE, table_kwargs={"sqlite_with_rowid": False}) as batch:
        batch.create_unique_constraint(op.f(NUMBERS), ["response_id", "number"])
    op.create_index(op.f(BY_WORKSHOP), TABLE, ["workshop_id"])
