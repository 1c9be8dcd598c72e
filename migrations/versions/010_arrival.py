"""Arrivals, as they were scanned."""

revision = "010_arrival"
down_revision = "009_messages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
