"""When a form closes by itself, for each group."""

import sqlalchemy as sa
from alembic import op

revision = "027_closing_times"
down_revision = "026_published_report"
branch_labels = None
depends_on = None

TABLE, COLUMN = "form_opening", "closes_at"
CHECK = "ck_form_opening_only_open_ones_close"


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table(TABLE, recreate="always" if is_sqlite else "never") as batch:
        batch.add_column(sa.Column(COLUMN, sa.DateTime(timezone=True), nullable=True))
        batch.create_check_constraint(op.f(CHECK), "closes_at IS NULL OR is_open")


def downgrade() -> None:
    """Forms that would have closed by themselves stay open until somebody closes them."""
    with op.batch_alter_table(TABLE) as batch:
        batch.drop_constraint(op.f(CHECK), type_="check")
        batch.drop_column(COLUMN)
