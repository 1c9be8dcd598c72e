"""Who was invited, and what they replied."""

revision = "007_invitations"
down_revision = "006_feedback"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
