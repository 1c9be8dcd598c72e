"""When the report was published to a workshop's participants."""

import sqlalchemy as sa
from alembic import op

revision = "026_published_report"
down_revision = "025_report_back"
branch_labels = None
depends_on = None

TABLE, COLUMN = "workshop", "report_published_at"


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table(TABLE, recreate="always" if is_sqlite else "never") as batch:
        batch.add_column(sa.Column(COLUMN, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table(TABLE) as batch:
        batch.drop_column(COLUMN)
