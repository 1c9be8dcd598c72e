"""Seats offered to the waiting list, consents purpose by purpose, and quoting."""

import sqlalchemy as sa
from alembic import op

revision = "008_offers"
down_revision = "007_invitations"
branch_labels = None
depends_on = None

REVISION = "response_revision"
HOURS = "ck_workshop_offer_hours_are_in_range"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_offers()
    _create_turns()
    _create_texts()
    _create_register()
    with op.batch_alter_table("workshop") as batch:
        batch.add_column(
            sa.Column("offer_hours", sa.Integer(), nullable=False, server_default="24")
        )
        batch.create_check_constraint(op.f(HOURS), "offer_hours BETWEEN 1 AND 336")
    with op.batch_alter_table("workshop") as batch:
        batch.alter_column("offer_hours", server_default=None)
    without_rowid = {"sqlite_with_rowid": False}
    with op.batch_alter_table(REVISION, table_kwargs=without_rowid) as batch:
        batch.add_column(
            sa.Column("may_quote", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table(REVISION, table_kwargs=without_rowid) as batch:
        batch.alter_column("may_quote", server_default=None)


def _create_offers() -> None:
    op.create_table(
        "seat_offer",
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("change_id", sa.Integer(), nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "accepted",
                "declined",
                "expired",
                "withdrawn",
                name="offerstate",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("made_by", sa.String(length=254), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (change_id IS NULL)", name=op.f("ck_seat_offer_is_for_one")
        ),
        sa.CheckConstraint(
            "expires_at > made_at", name=op.f("ck_seat_offer_expires_after_it_was_made")
        ),
        sa.CheckConstraint(
            "(state = 'open') = (settled_at IS NULL)",
            name=op.f("ck_seat_offer_settled_has_a_time"),
        ),
        sa.CheckConstraint(
            "settled_at >= made_at", name=op.f("ck_seat_offer_settled_after_it_was_made")
        ),
        _within("seat_offer", "person_id", "person"),
        _within("seat_offer", "change_id", "proposed_change"),
        _of_workshop("seat_offer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seat_offer")),
    )
    for name, columns in (
        ("ix_seat_offer_workshop_id", ["workshop_id"]),
        ("ix_seat_offer_person_id", ["person_id"]),
        ("ix_seat_offer_change_id", ["change_id"]),
        ("ix_seat_offer_state_expires_at", ["state", "expires_at"]),
    ):
        op.create_index(op.f(name), "seat_offer", columns)
    for name, column in (
        ("uq_seat_offer_open_of_person", "person_id"),
        ("uq_seat_offer_open_of_change", "change_id"),
    ):
        is_open = sa.text("state = 'open'")
        op.create_index(
            op.f(name), "seat_offer", [column], unique=True,
            sqlite_where=is_open, postgresql_where=is_open,
        )  # fmt: skip


def _create_turns() -> None:
    op.create_table(
        "queue_turn",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.String(length=254), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_queue_turn_has_a_reason")),
        sa.CheckConstraint("used_at >= made_at", name=op.f("ck_queue_turn_used_after_it_was_made")),
        _within("queue_turn", "person_id", "person"),
        _of_workshop("queue_turn"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queue_turn")),
    )
    for name, column in (
        ("ix_queue_turn_workshop_id", "workshop_id"),
        ("ix_queue_turn_person_id", "person_id"),
    ):
        op.create_index(op.f(name), "queue_turn", [column])
    unused = sa.text("used_at IS NULL")
    op.create_index(
        op.f("uq_queue_turn_unused_of_person"),
        "queue_turn",
        ["person_id"],
        unique=True,
        sqlite_where=unused,
        postgresql_where=unused,
    )


def _create_texts() -> None:
    op.create_table(
        "consent_text",
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text_th", sa.String(length=600), nullable=False),
        sa.Column("text_en", sa.String(length=600), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_consent_text_number_is_positive")),
        sa.CheckConstraint("purpose <> ''", name=op.f("ck_consent_text_has_a_purpose")),
        sa.CheckConstraint(
            "text_th <> '' OR text_en <> ''", name=op.f("ck_consent_text_has_a_text")
        ),
        _of_workshop("consent_text"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_text")),
        sa.UniqueConstraint(
            "workshop_id",
            "purpose",
            "number",
            name=op.f("uq_consent_text_workshop_id_purpose_number"),
        ),
    )
    op.create_index(op.f("ix_consent_text_workshop_id"), "consent_text", ["workshop_id"])


def _create_register() -> None:
    texts = ("controller", "officer", "recipients")
    op.create_table(
        "privacy_register",
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        *(
            sa.Column(f"{name}_{code}", sa.String(length=500), nullable=False)
            for name in texts
            for code in ("th", "en")
        ),
        sa.Column("refusals", sa.Text(), nullable=False),
        sa.Column("retention_days", sa.Integer(), nullable=False),
        sa.Column("erased_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "retention_days BETWEEN 1 AND 3650",
            name=op.f("ck_privacy_register_retention_is_in_range"),
        ),
        _of_workshop("privacy_register"),
        sa.PrimaryKeyConstraint("workshop_id", name=op.f("pk_privacy_register")),
    )


def _within(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workshop_id", column],
        [f"{target}.workshop_id", f"{target}.id"],
        name=op.f(f"fk_{table}_workshop_id_{column}"),
        ondelete="CASCADE",
    )


def _of_workshop(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workshop_id"], ["workshop.id"], name=op.f(f"fk_{table}_workshop_id"), ondelete="CASCADE"
    )


def downgrade() -> None:
    with op.batch_alter_table(REVISION, table_kwargs={"sqlite_with_rowid": False}) as batch:
        batch.drop_column("may_quote")
    with op.batch_alter_table("workshop") as batch:
        batch.drop_constraint(op.f(HOURS), type_="check")
        batch.drop_column("offer_hours")
    op.drop_table("privacy_register")
    op.drop_table("consent_text")
    op.drop_table("queue_turn")
    op.drop_table("seat_offer")
