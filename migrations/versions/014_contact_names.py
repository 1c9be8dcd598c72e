"""The name of a workshop's contact in Thai and in English."""

import sqlalchemy as sa
from alembic import op

revision = "014_contact_names"
down_revision = "013_second_factor"
branch_labels = None
depends_on = None

NAMES = ("contact_name_th", "contact_name_en")


def upgrade() -> None:
    """The name that is there was written for the workshop's own language."""
    with op.batch_alter_table("workshop") as batch:
        for name in NAMES:
            batch.add_column(sa.Column(name, sa.String(120), nullable=False, server_default=""))
    op.execute(
        "UPDATE workshop SET "
        "contact_name_th = CASE default_language WHEN 'th' THEN contact_name ELSE '' END, "
        "contact_name_en = CASE default_language WHEN 'en' THEN contact_name ELSE '' END"
    )
    with op.batch_alter_table("workshop") as batch:
        for name in NAMES:
            batch.alter_column(name, server_default=None)
        batch.drop_column("contact_name")


def downgrade() -> None:
    """The name in the workshop's own language stays; where there is none, the other."""
    with op.batch_alter_table("workshop") as batch:
        batch.add_column(
            sa.Column("contact_name", sa.String(120), nullable=False, server_default="")
        )
    op.execute(
        "UPDATE workshop SET contact_name = CASE default_language "
        "WHEN 'th' THEN coalesce(nullif(contact_name_th, ''), contact_name_en) "
        "ELSE coalesce(nullif(contact_name_en, ''), contact_name_th) END"
    )
    with op.batch_alter_table("workshop") as batch:
        batch.alter_column("contact_name", server_default=None)
        for name in NAMES:
            batch.drop_column(name)
