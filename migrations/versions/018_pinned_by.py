"""Who pinned a seat."""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "018_pinned_by"
down_revision = "017_rules"
branch_labels = None
depends_on = None

COLUMNS = {"placement": "pinned_by", "plan_move": "was_pinned_by"}
GROUP = "fk_placement_workshop_id_group_id"


def upgrade() -> None:
    """Nobody noted who pinned the seats that are pinned already."""
    for table, column in COLUMNS.items():
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column(column, sa.String(254), nullable=False, server_default=""))
        with op.batch_alter_table(table) as batch:
            batch.alter_column(column, server_default=None)
            _keep_group(table, batch)


def downgrade() -> None:
    for table, column in COLUMNS.items():
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
            _keep_group(table, batch)


def _keep_group(table: str, batch: BatchOperations) -> None:
    """Reading a table of SQLite back loses that deleting a group with people is refused."""
    if table == "placement":
        batch.drop_constraint(GROUP, type_="foreignkey")
        batch.create_foreign_key(
            GROUP, "focus_group", ["workshop_id", "group_id"], ["workshop_id", "id"],
            ondelete="NO ACTION",
        )  # fmt: skip
