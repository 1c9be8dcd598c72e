"""Groups can be mixed by gender, as far as people's titles tell."""

import sqlalchemy as sa
from alembic import op

revision = "028_gender_weight"
down_revision = "027_closing_times"
branch_labels = None
depends_on = None

TABLE, COLUMN = "split_rules", "gender_weight"
CHECK = "ck_split_rules_gender_weight_is_in_range"


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    with op.batch_alter_table(TABLE, recreate="always" if is_sqlite else "never") as batch:
        batch.add_column(sa.Column(COLUMN, sa.Integer(), nullable=False, server_default="0"))
        batch.create_check_constraint(op.f(CHECK), "gender_weight BETWEEN 0 AND 5")
    with op.batch_alter_table(TABLE) as batch:
        batch.alter_column(COLUMN, server_default=None)


def downgrade() -> None:
    """Splits are not mixed by gender any more."""
    with op.batch_alter_table(TABLE) as batch:
        batch.drop_constraint(op.f(CHECK), type_="check")
        batch.drop_column(COLUMN)
