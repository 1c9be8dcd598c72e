"""Reserved."""

revision = "018_pinned_by"
down_revision = "017_rules"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
