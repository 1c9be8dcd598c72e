"""Answers keyed in from paper."""

import sqlalchemy as sa
from alembic import op

revision = "012_paper"
down_revision = "011_lists"
branch_labels = None
depends_on = None

TABLE = "response_revision"
CHECK = "ck_response_revision_only_paper_is_keyed_in"


def upgrade() -> None:
    column = sa.Column("keyed_by", sa.String(254), nullable=False, server_default="")
    with op.batch_alter_table(TABLE, table_kwargs={"sqlite_with_rowid": False}) as batch:
        batch.add_column(column)
    op.execute("UPDATE response_revision SET keyed_by = 'unknown' WHERE source = 'paper'")
    with op.batch_alter_table(TABLE, table_kwargs={"sqlite_with_rowid": False}) as batch:
        batch.alter_column("keyed_by", server_default=None)
        batch.create_check_constraint(op.f(CHECK), "(source = 'paper') = (keyed_by <> '')")


def downgrade() -> None:
    with op.batch_alter_table(TABLE, table_kwargs={"sqlite_with_rowid": False}) as batch:
        batch.drop_constraint(op.f(CHECK), type_="check")
        batch.drop_column("keyed_by")
