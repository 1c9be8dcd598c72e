"""What is worked out beside the server, and what a move by hand replaced."""

import sqlalchemy as sa
from alembic import op

revision = "016_runs"
down_revision = "015_tables"
branch_labels = None
depends_on = None

TABLE = "solve_run"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("kind", _one_of("runkind", "split", "curve", "absences"), nullable=False),
        sa.Column(
            "state",
            _one_of("runstate", "waiting", "running", "done", "cancelled", "failed"),
            nullable=False,
        ),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("effort", sa.String(length=20), nullable=False),
        sa.Column("goals", sa.String(length=4), nullable=False),
        sa.Column("progress", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("requested_by", sa.String(length=254), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('waiting', 'running')) = (finished_at IS NULL)",
            name=op.f("ck_solve_run_finished_has_a_time"),
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "plan_id"],
            ["plan.workshop_id", "plan.id"],
            name=op.f("fk_solve_run_workshop_id_plan_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_solve_run_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_solve_run")),
    )
    for name, columns in (
        ("ix_solve_run_workshop_id", ["workshop_id"]),
        ("ix_solve_run_state_seen_at", ["state", "seen_at"]),
        ("ix_solve_run_plan_id", ["plan_id"]),
    ):
        op.create_index(op.f(name), TABLE, columns)
    at_work = sa.text("state IN ('waiting', 'running')")
    op.create_index(
        op.f("uq_solve_run_one_at_a_time"), TABLE, ["workshop_id"], unique=True,
        sqlite_where=at_work, postgresql_where=at_work,
    )  # fmt: skip
    with op.batch_alter_table("plan_move") as batch:
        batch.add_column(sa.Column("former", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("plan_move") as batch:
        batch.alter_column("former", server_default=None)


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)


def downgrade() -> None:
    with op.batch_alter_table("plan_move") as batch:
        batch.drop_column("former")
    op.drop_table(TABLE)
