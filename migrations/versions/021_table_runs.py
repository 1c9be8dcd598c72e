"""Tables are dealt beside the server too."""

import sqlalchemy as sa
from alembic import op

revision = "021_table_runs"
down_revision = "020_notes"
branch_labels = None
depends_on = None

CHECK = "ck_solve_run_runkind"
KINDS = ("split", "curve", "absences")


def _allow(*kinds: str) -> None:
    with op.batch_alter_table("solve_run") as batch:
        batch.drop_constraint(op.f(CHECK), type_="check")
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("solve_run") as batch:
        batch.create_check_constraint(op.f(CHECK), f"kind IN ({listed})")


def upgrade() -> None:
    _allow(*KINDS, "tables")


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM solve_run WHERE kind = 'tables'"))
    _allow(*KINDS)
