"""Reserved."""

revision = "017_rules"
down_revision = "016_runs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
