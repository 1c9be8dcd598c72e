"""The workshop and its set-up."""

import sqlalchemy as sa
from alembic import op

revision = "001_workshop"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "workshop",
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("title_th", sa.String(length=200), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("short_title_th", sa.String(length=80), nullable=False),
        sa.Column("short_title_en", sa.String(length=80), nullable=False),
        sa.Column("summary_th", sa.Text(), nullable=False),
        sa.Column("summary_en", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("timezone", sa.String(length=40), nullable=False),
        sa.Column("venue_th", sa.String(length=300), nullable=False),
        sa.Column("venue_en", sa.String(length=300), nullable=False),
        sa.Column("map_url", sa.String(length=500), nullable=False),
        sa.Column("album_url", sa.String(length=500), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("registration_opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("registration_closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("registration_open", sa.Boolean(), nullable=False),
        sa.Column("contact_name", sa.String(length=120), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("contact_phone", sa.String(length=40), nullable=False),
        sa.Column("default_language", sa.String(length=2), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "open",
                "closed",
                name="workshopstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "answer_mode",
            sa.Enum(
                "by_group",
                "named",
                name="answermode",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("disclosure_k", sa.Integer(), nullable=False),
        sa.Column("clock_shift", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "default_language IN ('th', 'en')", name=op.f("ck_workshop_language_is_known")
        ),
        sa.CheckConstraint(
            "slug <> '' AND slug = lower(slug) AND slug <> 'new'",
            name=op.f("ck_workshop_slug_is_usable"),
        ),
        sa.CheckConstraint(
            "title_th <> '' OR title_en <> ''", name=op.f("ck_workshop_has_a_title")
        ),
        sa.CheckConstraint("capacity >= 1", name=op.f("ck_workshop_capacity_is_positive")),
        sa.CheckConstraint("disclosure_k >= 2", name=op.f("ck_workshop_k_hides_a_person")),
        sa.CheckConstraint("ends > starts", name=op.f("ck_workshop_ends_after_start")),
        sa.CheckConstraint(
            "registration_closes_at > registration_opens_at",
            name=op.f("ck_workshop_registration_closes_after_opening"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workshop")),
        sa.UniqueConstraint("slug", name=op.f("uq_workshop_slug")),
        sa.UniqueConstraint("uid", name=op.f("uq_workshop_uid")),
    )
    op.create_table(
        "agenda_item",
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "plenary",
                "groups",
                "break",
                name="agendakind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("title_th", sa.String(length=200), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("detail_th", sa.String(length=300), nullable=False),
        sa.Column("detail_en", sa.String(length=300), nullable=False),
        sa.Column("place_th", sa.String(length=120), nullable=False),
        sa.Column("place_en", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "title_th <> '' OR title_en <> ''", name=op.f("ck_agenda_item_has_a_title")
        ),
        sa.CheckConstraint(
            "ends IS NULL OR ends > starts", name=op.f("ck_agenda_item_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_agenda_item_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
    )
    op.create_index(
        op.f("ix_agenda_item_workshop_id"), "agenda_item", ["workshop_id"], unique=False
    )
    op.create_table(
        "document",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title_th", sa.String(length=200), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "title_th <> '' OR title_en <> ''", name=op.f("ck_document_has_a_title")
        ),
        sa.CheckConstraint("size >= 1", name=op.f("ck_document_is_not_empty")),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_document_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    op.create_index(op.f("ix_document_workshop_id"), "document", ["workshop_id"], unique=False)
    op.create_table(
        "focus_group",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("letter", sa.String(length=1), nullable=False),
        sa.Column("name_th", sa.String(length=120), nullable=False),
        sa.Column("name_en", sa.String(length=120), nullable=False),
        sa.Column("short_name_th", sa.String(length=60), nullable=False),
        sa.Column("short_name_en", sa.String(length=60), nullable=False),
        sa.Column("room_th", sa.String(length=120), nullable=False),
        sa.Column("room_en", sa.String(length=120), nullable=False),
        sa.Column("floor", sa.String(length=20), nullable=False),
        sa.Column("seats_min", sa.Integer(), nullable=False),
        sa.Column("seats_max", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "code <> '' AND code = lower(code)", name=op.f("ck_focus_group_code_is_usable")
        ),
        sa.CheckConstraint(
            "name_th <> '' OR name_en <> ''", name=op.f("ck_focus_group_has_a_name")
        ),
        sa.CheckConstraint(
            "length(letter) = 1 AND letter = upper(letter)", name=op.f("ck_focus_group_one_letter")
        ),
        sa.CheckConstraint(
            "seats_max >= 1 AND seats_max >= seats_min",
            name=op.f("ck_focus_group_seats_max_holds_min"),
        ),
        sa.CheckConstraint("seats_min >= 0", name=op.f("ck_focus_group_seats_min_is_not_negative")),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_focus_group_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_focus_group")),
        sa.UniqueConstraint("workshop_id", "code", name=op.f("uq_focus_group_workshop_id_code")),
        sa.UniqueConstraint("workshop_id", "id", name=op.f("uq_focus_group_workshop_id_id")),
        sa.UniqueConstraint(
            "workshop_id", "letter", name=op.f("uq_focus_group_workshop_id_letter")
        ),
    )
    op.create_index(
        op.f("ix_focus_group_workshop_id"), "focus_group", ["workshop_id"], unique=False
    )
    op.create_table(
        "privacy_notice",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text_th", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_privacy_notice_number_is_positive")),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_privacy_notice_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_notice")),
        sa.UniqueConstraint(
            "workshop_id", "number", name=op.f("uq_privacy_notice_workshop_id_number")
        ),
    )
    op.create_index(
        op.f("ix_privacy_notice_workshop_id"), "privacy_notice", ["workshop_id"], unique=False
    )
    op.create_table(
        "strategy",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title_th", sa.String(length=200), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("short_title_th", sa.String(length=80), nullable=False),
        sa.Column("short_title_en", sa.String(length=80), nullable=False),
        sa.Column("description_th", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "title_th <> '' OR title_en <> ''", name=op.f("ck_strategy_has_a_title")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_strategy_number_is_positive")),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_strategy_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_strategy")),
        sa.UniqueConstraint("workshop_id", "id", name=op.f("uq_strategy_workshop_id_id")),
        sa.UniqueConstraint("workshop_id", "number", name=op.f("uq_strategy_workshop_id_number")),
    )
    op.create_index(op.f("ix_strategy_workshop_id"), "strategy", ["workshop_id"], unique=False)


def downgrade() -> None:
    op.drop_table("strategy")
    op.drop_table("privacy_notice")
    op.drop_table("focus_group")
    op.drop_table("document")
    op.drop_table("agenda_item")
    op.drop_table("workshop")
