"""Questions and answers."""

import sqlalchemy as sa
from alembic import op

revision = "006_feedback"
down_revision = "005_plans"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feedback_form",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("strategy_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(number = 0) = (strategy_id IS NULL)",
            name=op.f("ck_feedback_form_only_overall_has_no_strategy"),
        ),
        sa.CheckConstraint("number >= 0", name=op.f("ck_feedback_form_number_is_not_negative")),
        sa.ForeignKeyConstraint(
            ["workshop_id", "strategy_id"],
            ["strategy.workshop_id", "strategy.id"],
            name=op.f("fk_feedback_form_workshop_id_strategy_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_feedback_form_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_form")),
        sa.UniqueConstraint("workshop_id", "id", name=op.f("uq_feedback_form_workshop_id_id")),
        sa.UniqueConstraint(
            "workshop_id", "number", name=op.f("uq_feedback_form_workshop_id_number")
        ),
        sa.UniqueConstraint(
            "workshop_id", "strategy_id", name=op.f("uq_feedback_form_workshop_id_strategy_id")
        ),
    )
    op.create_index(
        op.f("ix_feedback_form_workshop_id"), "feedback_form", ["workshop_id"], unique=False
    )
    op.create_table(
        "form_opening",
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("closings", sa.Integer(), nullable=False),
        sa.Column("release_serial", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("closings >= 0", name=op.f("ck_form_opening_closings_are_counted")),
        sa.ForeignKeyConstraint(
            ["workshop_id", "form_id"],
            ["feedback_form.workshop_id", "feedback_form.id"],
            name=op.f("fk_form_opening_workshop_id_form_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "group_id"],
            ["focus_group.workshop_id", "focus_group.id"],
            name=op.f("fk_form_opening_workshop_id_group_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_form_opening_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("form_id", "group_id", name=op.f("pk_form_opening")),
    )
    op.create_index(op.f("ix_form_opening_group_id"), "form_opening", ["group_id"], unique=False)
    op.create_index(
        op.f("ix_form_opening_workshop_id"), "form_opening", ["workshop_id"], unique=False
    )
    op.create_table(
        "question",
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id", "form_id"],
            ["feedback_form.workshop_id", "feedback_form.id"],
            name=op.f("fk_question_workshop_id_form_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "group_id"],
            ["focus_group.workshop_id", "focus_group.id"],
            name=op.f("fk_question_workshop_id_group_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_question_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("workshop_id", "id", name=op.f("uq_question_workshop_id_id")),
    )
    op.create_index("ix_question_form_id", "question", ["form_id"], unique=False)
    op.create_index(op.f("ix_question_group_id"), "question", ["group_id"], unique=False)
    op.create_index(op.f("ix_question_workshop_id"), "question", ["workshop_id"], unique=False)
    op.create_table(
        "response",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("author", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("released", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "released >= 0 AND released <= revision", name=op.f("ck_response_released_exists")
        ),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_response_revision_is_positive")),
        sa.ForeignKeyConstraint(
            ["workshop_id", "form_id"],
            ["feedback_form.workshop_id", "feedback_form.id"],
            name=op.f("fk_response_workshop_id_form_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "group_id"],
            ["focus_group.workshop_id", "focus_group.id"],
            name=op.f("fk_response_workshop_id_group_id"),
            ondelete="NO ACTION",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "person_id"],
            ["person.workshop_id", "person.id"],
            name=op.f("fk_response_workshop_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_response_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint("workshop_id", "author", name=op.f("uq_response_workshop_id_author")),
        sa.UniqueConstraint("workshop_id", "id", name=op.f("uq_response_workshop_id_id")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_response_counts",
        "response",
        ["form_id", "group_id", "released", "revision"],
        unique=False,
    )
    op.create_index(op.f("ix_response_group_id"), "response", ["group_id"], unique=False)
    op.create_index(op.f("ix_response_person_id"), "response", ["person_id"], unique=False)
    op.create_index(op.f("ix_response_workshop_id"), "response", ["workshop_id"], unique=False)
    op.create_table(
        "question_version",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "scale",
                "single",
                "multiple",
                "ranking",
                "short_text",
                "long_text",
                name="questionkind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("text_th", sa.String(length=500), nullable=False),
        sa.Column("text_en", sa.String(length=500), nullable=False),
        sa.Column("short_text_th", sa.String(length=120), nullable=False),
        sa.Column("short_text_en", sa.String(length=120), nullable=False),
        sa.Column("hint_th", sa.String(length=300), nullable=False),
        sa.Column("hint_en", sa.String(length=300), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "text_th <> '' OR text_en <> ''", name=op.f("ck_question_version_has_a_text")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_question_version_number_is_positive")),
        sa.ForeignKeyConstraint(
            ["workshop_id", "question_id"],
            ["question.workshop_id", "question.id"],
            name=op.f("fk_question_version_workshop_id_question_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_question_version_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_version")),
        sa.UniqueConstraint(
            "question_id", "number", name=op.f("uq_question_version_question_id_number")
        ),
        sa.UniqueConstraint("workshop_id", "id", name=op.f("uq_question_version_workshop_id_id")),
    )
    op.create_index(
        op.f("ix_question_version_workshop_id"), "question_version", ["workshop_id"], unique=False
    )
    op.create_table(
        "response_revision",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("response_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("submission_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "phone",
                "paper",
                name="source",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "form_version >= 1", name=op.f("ck_response_revision_form_version_is_positive")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_response_revision_number_is_positive")),
        sa.ForeignKeyConstraint(
            ["workshop_id", "response_id"],
            ["response.workshop_id", "response.id"],
            name=op.f("fk_response_revision_workshop_id_response_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_response_revision_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_revision")),
        sa.UniqueConstraint(
            "response_id", "number", name=op.f("uq_response_revision_response_id_number")
        ),
        sa.UniqueConstraint(
            "response_id",
            "submission_hash",
            "content_hash",
            name=op.f("uq_response_revision_response_id_submission_hash_content_hash"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_response_revision_workshop_id"), "response_revision", ["workshop_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("response_revision")
    op.drop_table("question_version")
    op.drop_table("response")
    op.drop_table("question")
    op.drop_table("form_opening")
    op.drop_table("feedback_form")
