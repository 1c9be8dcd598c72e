"""Agencies and their roles."""

import sqlalchemy as sa
from alembic import op

revision = "002_agencies"
down_revision = "001_workshop"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("name_th", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("abbreviations", sa.JSON(), nullable=False),
        sa.Column("ministry_th", sa.String(length=200), nullable=False),
        sa.Column("ministry_en", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("name_th <> '' OR name_en <> ''", name=op.f("ck_agency_has_a_name")),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_agency_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
        sa.UniqueConstraint("workshop_id", "id", name=op.f("uq_agency_workshop_id_id")),
        sa.UniqueConstraint(
            "workshop_id", "name_th", "name_en", name=op.f("uq_agency_workshop_id_name_th_name_en")
        ),
    )
    op.create_index(op.f("ix_agency_workshop_id"), "agency", ["workshop_id"], unique=False)
    op.create_table(
        "agency_role",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_th", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "code <> '' AND code = lower(code)", name=op.f("ck_agency_role_code_is_usable")
        ),
        sa.CheckConstraint(
            "name_th <> '' OR name_en <> ''", name=op.f("ck_agency_role_has_a_name")
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_agency_role_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_role")),
        sa.UniqueConstraint("workshop_id", "code", name=op.f("uq_agency_role_workshop_id_code")),
        sa.UniqueConstraint("workshop_id", "id", name=op.f("uq_agency_role_workshop_id_id")),
    )
    op.create_index(
        op.f("ix_agency_role_workshop_id"), "agency_role", ["workshop_id"], unique=False
    )
    op.create_table(
        "seniority_rule",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("pattern", sa.String(length=120), nullable=False),
        sa.Column(
            "seniority",
            sa.Enum(
                "executive",
                "head",
                "officer",
                "unknown",
                name="seniority",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("pattern <> ''", name=op.f("ck_seniority_rule_pattern_is_not_empty")),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_seniority_rule_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seniority_rule")),
        sa.UniqueConstraint(
            "workshop_id", "pattern", name=op.f("uq_seniority_rule_workshop_id_pattern")
        ),
    )
    op.create_index(
        op.f("ix_seniority_rule_workshop_id"), "seniority_rule", ["workshop_id"], unique=False
    )
    op.create_table(
        "agency_role_link",
        sa.Column("agency_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id", "agency_id"],
            ["agency.workshop_id", "agency.id"],
            name=op.f("fk_agency_role_link_workshop_id_agency_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "role_id"],
            ["agency_role.workshop_id", "agency_role.id"],
            name=op.f("fk_agency_role_link_workshop_id_role_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_agency_role_link_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("agency_id", "role_id", name=op.f("pk_agency_role_link")),
    )
    op.create_index(
        op.f("ix_agency_role_link_role_id"), "agency_role_link", ["role_id"], unique=False
    )
    op.create_index(
        op.f("ix_agency_role_link_workshop_id"), "agency_role_link", ["workshop_id"], unique=False
    )
    op.create_table(
        "group_role",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id", "group_id"],
            ["focus_group.workshop_id", "focus_group.id"],
            name=op.f("fk_group_role_workshop_id_group_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "role_id"],
            ["agency_role.workshop_id", "agency_role.id"],
            name=op.f("fk_group_role_workshop_id_role_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_group_role_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("group_id", "role_id", name=op.f("pk_group_role")),
    )
    op.create_index(op.f("ix_group_role_role_id"), "group_role", ["role_id"], unique=False)
    op.create_index(op.f("ix_group_role_workshop_id"), "group_role", ["workshop_id"], unique=False)


def downgrade() -> None:
    op.drop_table("group_role")
    op.drop_table("agency_role_link")
    op.drop_table("seniority_rule")
    op.drop_table("agency_role")
    op.drop_table("agency")
