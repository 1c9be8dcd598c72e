"""Mail templates, mailings, and what became of each message."""

revision = "009_messages"
down_revision = "008_offers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
