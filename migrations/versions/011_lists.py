"""Layouts of lists, remembered, and other names of agencies."""

import sqlalchemy as sa
from alembic import op

revision = "011_lists"
down_revision = "010_arrival"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agency_alias",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "name <> '' AND name_key <> ''", name=op.f("ck_agency_alias_has_a_name")
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "agency_id"],
            ["agency.workshop_id", "agency.id"],
            name=op.f("fk_agency_alias_workshop_id_agency_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_agency_alias_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_alias")),
        sa.UniqueConstraint(
            "workshop_id", "name_key", name=op.f("uq_agency_alias_workshop_id_name_key")
        ),
    )
    op.create_index(op.f("ix_agency_alias_agency_id"), "agency_alias", ["agency_id"], unique=False)
    op.create_index(
        op.f("ix_agency_alias_workshop_id"), "agency_alias", ["workshop_id"], unique=False
    )
    op.create_table(
        "list_layout",
        sa.Column("signature", sa.String(length=64), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("signature <> ''", name=op.f("ck_list_layout_has_a_signature")),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_list_layout_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_layout")),
        sa.UniqueConstraint(
            "workshop_id", "signature", name=op.f("uq_list_layout_workshop_id_signature")
        ),
    )
    op.create_index("ix_list_layout_signature", "list_layout", ["signature"], unique=False)
    op.create_index(
        op.f("ix_list_layout_workshop_id"), "list_layout", ["workshop_id"], unique=False
    )
    _stage_anew(
        sa.Column("sheets", sa.JSON(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
    )


def downgrade() -> None:
    _stage_anew()
    op.drop_table("list_layout")
    op.drop_table("agency_alias")


def _stage_anew(*more: "sa.Column[object]") -> None:
    """What waits to be looked at can be sent again, and is kept in another form from now on."""
    op.drop_table("staged_import")
    op.create_table(
        "staged_import",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        *more,
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("filename <> ''", name=op.f("ck_staged_import_has_a_filename")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_staged_import_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_staged_import_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staged_import")),
    )
    op.create_index(
        op.f("ix_staged_import_account_id"), "staged_import", ["account_id"], unique=False
    )
    op.create_index(
        op.f("ix_staged_import_workshop_id"), "staged_import", ["workshop_id"], unique=False
    )
