"""Report-backs of groups, and their picture on the screen."""

import sqlalchemy as sa
from alembic import op

revision = "025_report_back"
down_revision = "024_agreement"
branch_labels = None
depends_on = None

TABLE = "report_back"
VIEWS = ("welcome", "now", "countdown", "progress", "figures", "shared", "divides", "blank")
NEW_VIEWS = (*VIEWS[:-1], "report_back", "blank")
HAS_A_GROUP = "ck_screen_report_back_is_of_a_group"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True)),
        sa.Column("approved_for", sa.String(60), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_report_back_version_is_positive")),
        sa.CheckConstraint(
            "(approved_at IS NULL) = (approved_for = '')",
            name=op.f("ck_report_back_approved_for_a_release"),
        ),
        *[
            sa.ForeignKeyConstraint(
                ["workshop_id", column],
                [f"{target}.workshop_id", f"{target}.id"],
                name=op.f(f"fk_report_back_workshop_id_{column}"),
                ondelete="CASCADE",
            )
            for column, target in (("form_id", "feedback_form"), ("group_id", "focus_group"))
        ],
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_report_back_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_back")),
        sa.UniqueConstraint("form_id", "group_id", name=op.f("uq_report_back_form_id_group_id")),
    )  # fmt: skip
    for column in ("group_id", "workshop_id"):
        op.create_index(op.f(f"ix_report_back_{column}"), TABLE, [column], unique=False)
    with op.batch_alter_table("screen") as batch:
        batch.add_column(sa.Column("group_id", sa.Integer()))
    _views(NEW_VIEWS)
    with op.batch_alter_table("screen") as batch:
        batch.create_check_constraint(
            op.f(HAS_A_GROUP),
            "view <> 'report_back' OR (form_number IS NOT NULL AND group_id IS NOT NULL)",
        )


def _views(names: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{name}'" for name in names)
    with op.batch_alter_table("screen") as batch:
        batch.drop_constraint(op.f("ck_screen_screenview"), type_="check")
    with op.batch_alter_table("screen") as batch:
        batch.create_check_constraint(op.f("ck_screen_screenview"), f"view IN ({listed})")


def downgrade() -> None:
    op.execute("UPDATE screen SET view = 'welcome' WHERE view = 'report_back'")
    with op.batch_alter_table("screen") as batch:
        batch.drop_constraint(op.f(HAS_A_GROUP), type_="check")
    _views(VIEWS)
    with op.batch_alter_table("screen") as batch:
        batch.drop_column("group_id")
    op.drop_table(TABLE)
