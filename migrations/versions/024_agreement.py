"""Statements that everybody votes on; their votes are answers to forms with a number below 0."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "024_agreement"
down_revision = "023_revisions"
branch_labels = None
depends_on = None

ONLY_OVERALL = "ck_feedback_form_only_overall_has_no_strategy"
NOT_NEGATIVE = "ck_feedback_form_number_is_not_negative"
STRATEGY_NUMBERED = "ck_feedback_form_every_strategy_has_a_number"
VIEWS = ("welcome", "now", "countdown", "progress", "figures", "blank")
NEW_VIEWS = (*VIEWS[:-1], "shared", "divides", "blank")


def upgrade() -> None:
    with op.batch_alter_table("feedback_form") as batch:
        batch.drop_constraint(op.f(ONLY_OVERALL), type_="check")
        batch.drop_constraint(op.f(NOT_NEGATIVE), type_="check")
    with op.batch_alter_table("feedback_form") as batch:
        batch.create_check_constraint(
            op.f(STRATEGY_NUMBERED), "(number > 0) = (strategy_id IS NOT NULL)"
        )
    _views(NEW_VIEWS)
    _statements()
    _wordings()


def _views(names: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{name}'" for name in names)
    with op.batch_alter_table("screen") as batch:
        batch.drop_constraint(op.f("ck_screen_screenview"), type_="check")
    with op.batch_alter_table("screen") as batch:
        batch.create_check_constraint(op.f("ck_screen_screenview"), f"view IN ({listed})")


def _statements() -> None:
    states = sa.Enum(
        "proposed", "approved", "withdrawn",
        name="statementstate", native_enum=False, create_constraint=True, length=20,
    )  # fmt: skip
    op.create_table(
        "statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", states, nullable=False),
        sa.Column("group_id", sa.Integer()),
        sa.Column("comment", sa.LargeBinary(8)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_statement_number_is_positive")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_statement_version_is_positive")),
        *_inside("statement", ("group_id", "focus_group", "NO ACTION")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
        sa.UniqueConstraint("workshop_id", "id", name=op.f("uq_statement_workshop_id_id")),
        sa.UniqueConstraint("workshop_id", "number", name=op.f("uq_statement_workshop_id_number")),
    )
    for column in ("workshop_id", "group_id"):
        op.create_index(op.f(f"ix_statement_{column}"), "statement", [column], unique=False)


def _wordings() -> None:
    table = "statement_wording"
    op.create_table(
        table,
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_statement_wording_number_is_positive")),
        *_inside(
            table,
            ("statement_id", "statement", "CASCADE"),
            ("form_id", "feedback_form", "CASCADE"),
        ),
        sa.PrimaryKeyConstraint("form_id", name=op.f("pk_statement_wording")),
        sa.UniqueConstraint(
            "statement_id", "number", name=op.f("uq_statement_wording_statement_id_number")
        ),
    )
    op.create_index(op.f(f"ix_{table}_workshop_id"), table, ["workshop_id"], unique=False)


def _inside(table: str, *references: tuple[str, str, str]) -> list[Any]:
    """References that cannot leave the workshop, and the one to the workshop itself."""
    found = [
        sa.ForeignKeyConstraint(
            ["workshop_id", column],
            [f"{target}.workshop_id", f"{target}.id"],
            name=op.f(f"fk_{table}_workshop_id_{column}"),
            ondelete=ondelete,
        )
        for column, target, ondelete in references
    ]
    own = sa.ForeignKeyConstraint(
        ["workshop_id"], ["workshop.id"], name=op.f(f"fk_{table}_workshop_id"), ondelete="CASCADE"
    )
    return [*found, own]


def downgrade() -> None:
    """Votes go with their statements."""
    op.drop_table("statement_wording")
    op.drop_table("statement")
    op.execute("UPDATE screen SET view = 'welcome' WHERE view IN ('shared', 'divides')")
    _views(VIEWS)
    op.execute("DELETE FROM feedback_form WHERE number < 0")
    with op.batch_alter_table("feedback_form") as batch:
        batch.drop_constraint(op.f(STRATEGY_NUMBERED), type_="check")
    with op.batch_alter_table("feedback_form") as batch:
        batch.create_check_constraint(op.f(ONLY_OVERALL), "(number = 0) = (strategy_id IS NULL)")
        batch.create_check_constraint(op.f(NOT_NEGATIVE), "number >= 0")
