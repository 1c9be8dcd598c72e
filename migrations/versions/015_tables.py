"""Reserved."""

revision = "015_tables"
down_revision = "014_contact_names"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
