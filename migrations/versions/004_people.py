"""People who register."""

import sqlalchemy as sa
from alembic import op

revision = "004_people"
down_revision = "003_staff"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staged_import",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("filename <> ''", name=op.f("ck_staged_import_has_a_filename")),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_staged_import_account_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_staged_import_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staged_import")),
    )
    op.create_index(
        op.f("ix_staged_import_account_id"), "staged_import", ["account_id"], unique=False
    )
    op.create_index(
        op.f("ix_staged_import_workshop_id"), "staged_import", ["workshop_id"], unique=False
    )
    op.create_table(
        "person",
        sa.Column("prefix", sa.String(length=60), nullable=False),
        sa.Column("first_name", sa.String(length=120), nullable=False),
        sa.Column("last_name", sa.String(length=120), nullable=False),
        sa.Column("name_key", sa.String(length=260), nullable=False),
        sa.Column("position", sa.String(length=200), nullable=False),
        sa.Column(
            "seniority",
            sa.Enum(
                "executive",
                "head",
                "officer",
                "unknown",
                name="seniority",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("agency_name", sa.String(length=200), nullable=False),
        sa.Column("ministry", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("dietary", sa.String(length=200), nullable=False),
        sa.Column("access_needs", sa.String(length=1000), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "confirmed",
                "waitlisted",
                "cancelled",
                name="personstatus",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum(
                "self",
                "import",
                "organiser",
                name="personsource",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("short_code", sa.String(length=8), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "checked_in_at IS NULL OR status = 'confirmed'",
            name=op.f("ck_person_checked_in_is_confirmed"),
        ),
        sa.CheckConstraint(
            "first_name <> '' AND last_name <> ''", name=op.f("ck_person_has_a_full_name")
        ),
        sa.CheckConstraint("language IN ('th', 'en')", name=op.f("ck_person_language_is_known")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_person_email_is_lower_case")),
        sa.CheckConstraint("link_version >= 1", name=op.f("ck_person_link_version_is_positive")),
        sa.ForeignKeyConstraint(
            ["workshop_id", "agency_id"],
            ["agency.workshop_id", "agency.id"],
            name=op.f("fk_person_workshop_id_agency_id"),
            ondelete="NO ACTION",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"], ["workshop.id"], name=op.f("fk_person_workshop_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("workshop_id", "id", name=op.f("uq_person_workshop_id_id")),
        sa.UniqueConstraint(
            "workshop_id", "short_code", name=op.f("uq_person_workshop_id_short_code")
        ),
    )
    op.create_index(op.f("ix_person_agency_id"), "person", ["agency_id"], unique=False)
    op.create_index(op.f("ix_person_email"), "person", ["email"], unique=False)
    op.create_index(op.f("ix_person_workshop_id"), "person", ["workshop_id"], unique=False)
    op.create_index(
        "ix_person_workshop_id_name_key", "person", ["workshop_id", "name_key"], unique=False
    )
    op.create_index(
        "ix_person_workshop_id_status", "person", ["workshop_id", "status"], unique=False
    )
    op.create_table(
        "consent",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("notice_number", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("purpose <> ''", name=op.f("ck_consent_has_a_purpose")),
        sa.CheckConstraint(
            "withdrawn_at >= given_at", name=op.f("ck_consent_withdrawn_after_given")
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "person_id"],
            ["person.workshop_id", "person.id"],
            name=op.f("fk_consent_workshop_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_consent_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index("ix_consent_person_id", "consent", ["person_id"], unique=False)
    op.create_index(op.f("ix_consent_workshop_id"), "consent", ["workshop_id"], unique=False)
    op.create_table(
        "person_role",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role_id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workshop_id", "person_id"],
            ["person.workshop_id", "person.id"],
            name=op.f("fk_person_role_workshop_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "role_id"],
            ["agency_role.workshop_id", "agency_role.id"],
            name=op.f("fk_person_role_workshop_id_role_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_person_role_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "role_id", name=op.f("pk_person_role")),
    )
    op.create_index(op.f("ix_person_role_role_id"), "person_role", ["role_id"], unique=False)
    op.create_index(
        op.f("ix_person_role_workshop_id"), "person_role", ["workshop_id"], unique=False
    )
    op.create_table(
        "proposed_change",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "confirmed",
                "waitlisted",
                "cancelled",
                name="personstatus",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("short_code", sa.String(length=8), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("notice_number", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "applied_at >= created_at", name=op.f("ck_proposed_change_applied_after_creation")
        ),
        sa.CheckConstraint(
            "discarded_at >= created_at", name=op.f("ck_proposed_change_discarded_after_creation")
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "person_id"],
            ["person.workshop_id", "person.id"],
            name=op.f("fk_proposed_change_workshop_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_proposed_change_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposed_change")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_proposed_change_token_hash")),
        sa.UniqueConstraint("workshop_id", "id", name=op.f("uq_proposed_change_workshop_id_id")),
        sa.UniqueConstraint(
            "workshop_id", "short_code", name=op.f("uq_proposed_change_workshop_id_short_code")
        ),
    )
    op.create_index("ix_proposed_change_person_id", "proposed_change", ["person_id"], unique=False)
    op.create_index(
        op.f("ix_proposed_change_workshop_id"), "proposed_change", ["workshop_id"], unique=False
    )
    op.create_index(
        "ix_proposed_change_workshop_id_email",
        "proposed_change",
        ["workshop_id", "email"],
        unique=False,
    )
    op.create_table(
        "submission",
        sa.Column("id_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("change_id", sa.Integer(), nullable=True),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (change_id IS NULL)",
            name=op.f("ck_submission_led_to_one_record"),
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "change_id"],
            ["proposed_change.workshop_id", "proposed_change.id"],
            name=op.f("fk_submission_workshop_id_change_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id", "person_id"],
            ["person.workshop_id", "person.id"],
            name=op.f("fk_submission_workshop_id_person_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f("fk_submission_workshop_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id_hash", name=op.f("pk_submission")),
    )
    op.create_index(op.f("ix_submission_change_id"), "submission", ["change_id"], unique=False)
    op.create_index(op.f("ix_submission_person_id"), "submission", ["person_id"], unique=False)
    op.create_index(op.f("ix_submission_workshop_id"), "submission", ["workshop_id"], unique=False)


def downgrade() -> None:
    op.drop_table("submission")
    op.drop_table("proposed_change")
    op.drop_table("person_role")
    op.drop_table("consent")
    op.drop_table("person")
    op.drop_table("staged_import")
