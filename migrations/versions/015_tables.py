"""Tables inside a group, over several rounds."""

import sqlalchemy as sa
from alembic import op

revision = "015_tables"
down_revision = "014_contact_names"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _deals()
    _seats()


def _deals() -> None:
    op.create_table(
        "table_deal",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("tables", sa.Integer(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("tables >= 1", name=op.f("ck_table_deal_tables_are_counted")),
        sa.CheckConstraint(
            "rounds BETWEEN 1 AND 12", name=op.f("ck_table_deal_rounds_are_in_range")
        ),
        *_inside("table_deal", plan_id="plan", group_id="focus_group"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_table_deal")),
        sa.UniqueConstraint("plan_id", "group_id", name=op.f("uq_table_deal_plan_id_group_id")),
    )
    for column in ("group_id", "workshop_id"):
        op.create_index(op.f(f"ix_table_deal_{column}"), "table_deal", [column], unique=False)


def _seats() -> None:
    op.create_table(
        "table_seat",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("table_number", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("round >= 2", name=op.f("ck_table_seat_round_comes_after_the_first")),
        sa.CheckConstraint(
            "table_number >= 1", name=op.f("ck_table_seat_table_number_is_positive")
        ),
        *_inside("table_seat", plan_id="plan", person_id="person"),
        sa.ForeignKeyConstraint(
            ["plan_id", "person_id"],
            ["placement.plan_id", "placement.person_id"],
            name=op.f("fk_table_seat_plan_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("plan_id", "person_id", "round", name=op.f("pk_table_seat")),
    )
    for column in ("person_id", "workshop_id"):
        op.create_index(op.f(f"ix_table_seat_{column}"), "table_seat", [column], unique=False)


def _inside(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    """References that cannot leave the workshop, and the one to the workshop itself."""
    found = [
        sa.ForeignKeyConstraint(
            ["workshop_id", column],
            [f"{target}.workshop_id", f"{target}.id"],
            name=op.f(f"fk_{table}_workshop_id_{column}"),
            ondelete="CASCADE",
        )
        for column, target in columns.items()
    ]
    own = sa.ForeignKeyConstraint(
        ["workshop_id"],
        ["workshop.id"],
        name=op.f(f"fk_{table}_workshop_id"),
        ondelete="CASCADE",
    )
    return [*found, own]


def downgrade() -> None:
    op.drop_table("table_seat")
    op.drop_table("table_deal")
