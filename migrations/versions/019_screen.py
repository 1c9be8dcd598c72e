"""Reserved."""

revision = "019_screen"
down_revision = "018_pinned_by"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
