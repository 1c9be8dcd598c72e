"""Who was invited, and what they replied."""

import sqlalchemy as sa
from alembic import op

revision = "007_invitations"
down_revision = "006_feedback"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staged_invitees",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("filename <> ''", name=op.f("ck_staged_invitees_has_a_filename")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_staged_invitees_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_staged_invitees_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staged_invitees")),
        sa.UniqueConstraint(
            "workshop_id", "account_id", name=op.f("uq_staged_invitees_workshop_id_account_id")
        ),
    )
    op.create_index(
        op.f("ix_staged_invitees_account_id"), "staged_invitees", ["account_id"], unique=False
    )
    op.create_index(
        op.f("ix_staged_invitees_workshop_id"), "staged_invitees", ["workshop_id"], unique=False
    )
    op.create_table(
        "invitee",
        sa.Column("prefix", sa.String(length=60), nullable=False),
        sa.Column("first_name", sa.String(length=120), nullable=False),
        sa.Column("last_name", sa.String(length=120), nullable=False),
        sa.Column("name_key", sa.String(length=260), nullable=False),
        sa.Column("position", sa.String(length=200), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("agency_name", sa.String(length=200), nullable=False),
        sa.Column("ministry", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "import",
                "typed",
                name="inviteesource",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("short_code", sa.String(length=8), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "sent_by",
            sa.Enum(
                "mail",
                "letter",
                name="invitedby",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("is_substitute", sa.Boolean(), nullable=False),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decline_reason", sa.String(length=500), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("not_them", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(first_name = '') = (last_name = '')", name=op.f("ck_invitee_has_a_whole_name")
        ),
        sa.CheckConstraint(
            "decline_reason = '' OR declined_at IS NOT NULL",
            name=op.f("ck_invitee_reason_declines"),
        ),
        sa.CheckConstraint(
            "first_name <> '' OR position <> '' OR agency_name <> ''",
            name=op.f("ck_invitee_addresses_somebody"),
        ),
        sa.CheckConstraint("language IN ('th', 'en')", name=op.f("ck_invitee_language_is_known")),
        sa.CheckConstraint(
            "(person_id IS NULL) = (replied_at IS NULL)",
            name=op.f("ck_invitee_replied_at_one_time"),
        ),
        sa.CheckConstraint(
            "(sent_at IS NULL) = (sent_by IS NULL)", name=op.f("ck_invitee_sent_in_one_way")
        ),
        sa.CheckConstraint(
            "NOT is_substitute OR person_id IS NOT NULL", name=op.f("ck_invitee_substitute_replied")
        ),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_invitee_email_is_lower_case")),
        sa.CheckConstraint("link_version >= 1", name=op.f("ck_invitee_link_version_is_positive")),
        sa.CheckConstraint(
            "person_id IS NULL OR declined_at IS NULL", name=op.f("ck_invitee_replied_or_declined")
        ),
        sa.CheckConstraint("reminded_at >= sent_at", name=op.f("ck_invitee_reminded_after_sent")),
        sa.ForeignKeyConstraint(
            ["workshop_id", "agency_id"],
            ["agency.workshop_id", "agency.id"],
            name=op.f("fk_invitee_workshop_id_agency_id"),
            ondelete="NO ACTION",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "person_id"],
            ["person.workshop_id", "person.id"],
            name=op.f("fk_invitee_workshop_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_invitee_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitee")),
        sa.UniqueConstraint(
            "workshop_id", "short_code", name=op.f("uq_invitee_workshop_id_short_code")
        ),
    )
    op.create_index(op.f("ix_invitee_agency_id"), "invitee", ["agency_id"], unique=False)
    op.create_index(op.f("ix_invitee_person_id"), "invitee", ["person_id"], unique=False)
    op.create_index(op.f("ix_invitee_workshop_id"), "invitee", ["workshop_id"], unique=False)
    op.create_index(
        "ix_invitee_workshop_id_name_key", "invitee", ["workshop_id", "name_key"], unique=False
    )


def downgrade() -> None:
    op.drop_table("staged_invitees")
    op.drop_table("invitee")
