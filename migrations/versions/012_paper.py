"""Answers keyed in from paper."""

revision = "012_paper"
down_revision = "011_lists"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
