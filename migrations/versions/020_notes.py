"""Reserved."""

revision = "020_notes"
down_revision = "019_screen"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
