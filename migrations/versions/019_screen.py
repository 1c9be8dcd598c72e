"""What the projector shows."""

import sqlalchemy as sa
from alembic import op

revision = "019_screen"
down_revision = "018_pinned_by"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "screen",
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column(
            "view",
            sa.Enum(
                "welcome", "now", "countdown", "progress", "figures", "blank",
                name="screenview", native_enum=False, create_constraint=True, length=20,
            ),
            nullable=False,
        ),
        sa.Column("form_number", sa.Integer(), nullable=True),
        sa.Column("question", sa.Integer(), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "view NOT IN ('progress', 'figures') OR form_number IS NOT NULL",
            name=op.f("ck_screen_counts_are_of_a_form"),
        ),
        sa.CheckConstraint(
            "view <> 'figures' OR question IS NOT NULL",
            name=op.f("ck_screen_figure_has_a_question"),
        ),
        sa.CheckConstraint(
            "view <> 'countdown' OR ends_at IS NOT NULL",
            name=op.f("ck_screen_countdown_has_an_end"),
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_screen_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screen")),
        sa.UniqueConstraint("workshop_id", name=op.f("uq_screen_workshop_id")),
    )  # fmt: skip
    op.create_index(op.f("ix_screen_workshop_id"), "screen", ["workshop_id"], unique=False)


def downgrade() -> None:
    op.drop_table("screen")
