"""Who sits together or apart, and what counts how much in a split."""

from itertools import permutations

import sqlalchemy as sa
from alembic import op

revision = "017_rules"
down_revision = "016_runs"
branch_labels = None
depends_on = None

WEIGHTS = ("ministry", "seniority", "language", "roles")
ORDERS = ("first", "rerun")
EVERY_ORDER = ", ".join(f"'{''.join(letters)}'" for letters in permutations("PBSD"))


def upgrade() -> None:
    _pairs()
    _rules()


def _pairs() -> None:
    op.create_table(
        "seat_pair",
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "together", "apart", name="pairkind", native_enum=False, create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("said_by", sa.String(length=254), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_seat_pair_names_two_people")),
        *(
            sa.ForeignKeyConstraint(
                ["workshop_id", column],
                ["person.workshop_id", "person.id"],
                name=op.f(f"fk_seat_pair_workshop_id_{column}"),
                ondelete="CASCADE",
            )
            for column in ("first_id", "second_id")
        ),
        _workshop("seat_pair"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_pair")),
        sa.UniqueConstraint(
            "workshop_id", "first_id", "second_id",
            name=op.f("uq_seat_pair_workshop_id_first_id_second_id"),
        ),
    )  # fmt: skip
    for column in ("workshop_id", "first_id", "second_id"):
        op.create_index(op.f(f"ix_seat_pair_{column}"), "seat_pair", [column], unique=False)


def _rules() -> None:
    op.create_table(
        "split_rules",
        *(sa.Column(f"{one}_weight", sa.Integer(), nullable=False) for one in WEIGHTS),
        *(sa.Column(f"{one}_order", sa.String(length=4), nullable=False) for one in ORDERS),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        *(
            sa.CheckConstraint(
                f"{one}_weight BETWEEN 0 AND 5",
                name=op.f(f"ck_split_rules_{one}_weight_is_in_range"),
            )
            for one in WEIGHTS
        ),
        *(
            sa.CheckConstraint(
                f"{one}_order IN ({EVERY_ORDER})",
                name=op.f(f"ck_split_rules_{one}_order_names_each_goal"),
            )
            for one in ORDERS
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_split_rules_version_is_positive")),
        _workshop("split_rules"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_split_rules")),
        sa.UniqueConstraint("workshop_id", name=op.f("uq_split_rules_workshop_id")),
    )
    op.create_index(
        op.f("ix_split_rules_workshop_id"), "split_rules", ["workshop_id"], unique=False
    )


def _workshop(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workshop_id"],
        ["workshop.id"],
        name=op.f(f"fk_{table}_workshop_id"),
        ondelete="CASCADE",
    )


def downgrade() -> None:
    op.drop_table("split_rules")
    op.drop_table("seat_pair")
