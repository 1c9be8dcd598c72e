"""Seats offered to the waiting list, and consents purpose by purpose."""

revision = "008_offers"
down_revision = "007_invitations"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
