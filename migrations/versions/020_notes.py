"""Notes from the room, themes, and marks on comments."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "020_notes"
down_revision = "019_screen"
branch_labels = None
depends_on = None

TABLES = ("note", "theme", "comment_theme", "note_theme", "comment_mark", "desk_version")


def upgrade() -> None:
    _notes()
    _themes()
    _links()
    _marks()
    for table, columns in {
        "note": ("group_id", "workshop_id"),
        "theme": ("workshop_id",),
        "comment_theme": ("group_id", "workshop_id"),
        "note_theme": ("note_id", "workshop_id"),
        "comment_mark": ("group_id", "workshop_id"),
    }.items():
        for column in columns:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
    for table in ("note", "comment_theme"):
        op.create_index(f"ix_{table}_place", table, ["form_id", "group_id"], unique=False)


def _notes() -> None:
    kinds = sa.Enum(
        "strength", "concern", "suggestion",
        name="notekind", native_enum=False, create_constraint=True, length=20,
    )  # fmt: skip
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("kind", kinds, nullable=False),
        sa.Column("text", sa.String(2000), nullable=False),
        sa.Column("starred", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submission_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("text <> ''", name=op.f("ck_note_has_a_text")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_note_version_is_positive")),
        *_inside("note", form_id="feedback_form", group_id="focus_group"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        *_unique("note", ("workshop_id", "id"), ("workshop_id", "submission_hash")),
    )


def _themes() -> None:
    op.create_table(
        "theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("name_key", sa.String(240), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_theme_has_a_name")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_theme_version_is_positive")),
        *_inside("theme"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        *_unique("theme", ("workshop_id", "id"), ("workshop_id", "name_key")),
    )


def _links() -> None:
    op.create_table(
        "comment_theme",
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("comment", sa.LargeBinary(8), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        *_inside(
            "comment_theme", theme_id="theme", form_id="feedback_form", group_id="focus_group"
        ),
        sa.PrimaryKeyConstraint("theme_id", "comment", name=op.f("pk_comment_theme")),
    )
    op.create_table(
        "note_theme",
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        *_inside("note_theme", theme_id="theme", note_id="note"),
        sa.PrimaryKeyConstraint("theme_id", "note_id", name=op.f("pk_note_theme")),
    )


def _marks() -> None:
    op.create_table(
        "comment_mark",
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("comment", sa.LargeBinary(8), nullable=False),
        sa.Column("starred", sa.Boolean(), nullable=False),
        sa.Column("hidden_because", sa.String(300)),
        sa.CheckConstraint(
            "hidden_because <> ''", name=op.f("ck_comment_mark_hidden_has_a_reason")
        ),
        *_inside("comment_mark", form_id="feedback_form", group_id="focus_group"),
        sa.PrimaryKeyConstraint("form_id", "group_id", "comment", name=op.f("pk_comment_mark")),
    )
    op.create_table(
        "desk_version",
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *_inside("desk_version"),
        sa.PrimaryKeyConstraint("workshop_id", name=op.f("pk_desk_version")),
    )


def _unique(table: str, *sets: tuple[str, ...]) -> list[Any]:
    return [
        sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))
        for columns in sets
    ]


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
        ["workshop_id"], ["workshop.id"], name=op.f(f"fk_{table}_workshop_id"), ondelete="CASCADE"
    )
    return [*found, own]


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
