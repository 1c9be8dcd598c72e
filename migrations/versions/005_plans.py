"""Who sits in which group."""

import sqlalchemy as sa
from alembic import op

revision = "005_plans"
down_revision = "004_people"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "archived",
                name="planstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "optimal",
                "feasible",
                "infeasible",
                "time_limit",
                name="solvestatus",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'published' OR published_at IS NOT NULL",
            name=op.f("ck_plan_published_has_a_time"),
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_plan_number_is_positive")),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_plan_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("workshop_id", "id", name=op.f("uq_plan_workshop_id_id")),
        sa.UniqueConstraint("workshop_id", "number", name=op.f("uq_plan_workshop_id_number")),
    )
    op.create_index(op.f("ix_plan_workshop_id"), "plan", ["workshop_id"], unique=False)
    op.create_index(
        "uq_plan_one_published",
        "plan",
        ["workshop_id"],
        unique=True,
        sqlite_where=sa.text("state = 'published'"),
        postgresql_where=sa.text("state = 'published'"),
    )
    op.create_table(
        "placement",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("table_number", sa.Integer(), nullable=True),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("reason_th", sa.String(length=400), nullable=False),
        sa.Column("reason_en", sa.String(length=400), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("table_number >= 1", name=op.f("ck_placement_table_number_is_positive")),
        sa.ForeignKeyConstraint(
            ["workshop_id", "group_id"],
            ["focus_group.workshop_id", "focus_group.id"],
            name=op.f("fk_placement_workshop_id_group_id"),
            ondelete="NO ACTION",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "person_id"],
            ["person.workshop_id", "person.id"],
            name=op.f("fk_placement_workshop_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "plan_id"],
            ["plan.workshop_id", "plan.id"],
            name=op.f("fk_placement_workshop_id_plan_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_placement_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("plan_id", "person_id", name=op.f("pk_placement")),
    )
    op.create_index(op.f("ix_placement_group_id"), "placement", ["group_id"], unique=False)
    op.create_index(op.f("ix_placement_person_id"), "placement", ["person_id"], unique=False)
    op.create_index(op.f("ix_placement_workshop_id"), "placement", ["workshop_id"], unique=False)
    op.create_table(
        "plan_move",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("from_group_id", sa.Integer(), nullable=False),
        sa.Column("to_group_id", sa.Integer(), nullable=False),
        sa.Column("was_pinned", sa.Boolean(), nullable=False),
        sa.Column("is_pinned", sa.Boolean(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id", "from_group_id"],
            ["focus_group.workshop_id", "focus_group.id"],
            name=op.f("fk_plan_move_workshop_id_from_group_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "person_id"],
            ["person.workshop_id", "person.id"],
            name=op.f("fk_plan_move_workshop_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "plan_id"],
            ["plan.workshop_id", "plan.id"],
            name=op.f("fk_plan_move_workshop_id_plan_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "to_group_id"],
            ["focus_group.workshop_id", "focus_group.id"],
            name=op.f("fk_plan_move_workshop_id_to_group_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_plan_move_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_move")),
    )
    op.create_index("ix_plan_move_plan_id", "plan_move", ["plan_id"], unique=False)
    op.create_index(op.f("ix_plan_move_workshop_id"), "plan_move", ["workshop_id"], unique=False)


def downgrade() -> None:
    op.drop_table("plan_move")
    op.drop_table("placement")
    op.drop_table("plan")
