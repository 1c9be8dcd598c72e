"""After Z a group has two letters."""

import sqlalchemy as sa
from alembic import op

revision = "022_two_letters"
down_revision = "021_table_runs"
branch_labels = None
depends_on = None

TABLE = "focus_group"
ONE, TWO = "ck_focus_group_one_letter", "ck_focus_group_one_letter_or_two"


def _allow(old: str, new: str, length: str, most: int) -> None:
    with op.batch_alter_table(TABLE) as batch:
        batch.drop_constraint(op.f(old), type_="check")
    with op.batch_alter_table(TABLE) as batch:
        batch.alter_column("letter", type_=sa.String(most), existing_nullable=False)
        batch.create_check_constraint(
            op.f(new), f"length(letter) {length} AND letter = upper(letter)"
        )


def upgrade() -> None:
    _allow(ONE, TWO, "BETWEEN 1 AND 2", 2)


def downgrade() -> None:
    """Refused by the database as long as a group has two letters."""
    _allow(TWO, ONE, "= 1", 1)
