"""Reserved."""

revision = "016_runs"
down_revision = "015_tables"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
