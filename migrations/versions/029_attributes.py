"""Columns of imported lists that are kept beside people, for groups to be mixed by."""

import sqlalchemy as sa
from alembic import op

revision = "029_attributes"
down_revision = "028_gender_weight"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _attributes()
    _values()


def _attributes() -> None:
    op.create_table(
        "attribute",
        sa.Column("name_th", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("heading_key", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("name_th <> '' OR name_en <> ''", name=op.f("ck_attribute_has_a_name")),
        sa.CheckConstraint("heading_key <> ''", name=op.f("ck_attribute_has_a_heading")),
        sa.CheckConstraint("weight BETWEEN 0 AND 5", name=op.f("ck_attribute_weight_is_in_range")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_attribute_version_is_positive")),
        _workshop("attribute"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attribute")),
        sa.UniqueConstraint(
            "workshop_id", "heading_key", name=op.f("uq_attribute_workshop_id_heading_key")
        ),
        sa.UniqueConstraint("workshop_id", "id", name=op.f("uq_attribute_workshop_id_id")),
    )
    op.create_index(op.f("ix_attribute_workshop_id"), "attribute", ["workshop_id"], unique=False)


def _values() -> None:
    op.create_table(
        "attribute_value",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("attribute_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("value <> ''", name=op.f("ck_attribute_value_has_a_value")),
        *(
            sa.ForeignKeyConstraint(
                ["workshop_id", f"{table}_id"],
                [f"{table}.workshop_id", f"{table}.id"],
                name=op.f(f"fk_attribute_value_workshop_id_{table}_id"),
                ondelete="CASCADE",
            )
            for table in ("person", "attribute")
        ),
        _workshop("attribute_value"),
        sa.PrimaryKeyConstraint("person_id", "attribute_id", name=op.f("pk_attribute_value")),
    )
    for column in ("workshop_id", "attribute_id"):
        op.create_index(
            op.f(f"ix_attribute_value_{column}"), "attribute_value", [column], unique=False
        )


def _workshop(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workshop_id"],
        ["workshop.id"],
        name=op.f(f"fk_{table}_workshop_id"),
        ondelete="CASCADE",
    )


def downgrade() -> None:
    """What lists said beyond the usual columns is not kept any more."""
    op.drop_table("attribute_value")
    op.drop_table("attribute")
