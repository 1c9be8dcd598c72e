"""Layouts of lists, remembered, and agencies people typed."""

revision = "011_lists"
down_revision = "010_arrival"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
