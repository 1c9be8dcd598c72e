"""Arrivals, as they were scanned, and who came in whose place."""

import sqlalchemy as sa
from alembic import op

revision = "010_arrival"
down_revision = "009_messages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "arrival",
        sa.Column("scan_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "in",
                "undo",
                name="arrivalkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("device", sa.String(length=40), nullable=False),
        sa.Column("scanned_by", sa.String(length=254), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("scan_id <> ''", name=op.f("ck_arrival_has_a_scan_id")),
        sa.CheckConstraint(
            "at <= received_at", name=op.f("ck_arrival_scanned_before_it_was_received")
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "person_id"],
            ["person.workshop_id", "person.id"],
            name=op.f("fk_arrival_workshop_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_arrival_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
        sa.UniqueConstraint("workshop_id", "scan_id", name=op.f("uq_arrival_workshop_id_scan_id")),
    )
    op.create_index("ix_arrival_person_id", "arrival", ["person_id"], unique=False)
    op.create_index(op.f("ix_arrival_workshop_id"), "arrival", ["workshop_id"], unique=False)
    op.execute(
        "INSERT INTO arrival"
        " (scan_id, workshop_id, person_id, kind, at, received_at, device, scanned_by)"
        " SELECT 'before-' || id, workshop_id, id, 'in', checked_in_at, checked_in_at, '', ''"
        " FROM person WHERE checked_in_at IS NOT NULL"
    )  # who was in before scans were kept
    op.create_table(
        "substitution",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("absent_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=254), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id", "absent_id"],
            ["person.workshop_id", "person.id"],
            name=op.f("fk_substitution_workshop_id_absent_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "person_id"],
            ["person.workshop_id", "person.id"],
            name=op.f("fk_substitution_workshop_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_substitution_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_substitution")),
    )
    op.create_index(op.f("ix_substitution_absent_id"), "substitution", ["absent_id"], unique=False)
    op.create_index(
        op.f("ix_substitution_workshop_id"), "substitution", ["workshop_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("substitution")
    op.drop_table("arrival")
