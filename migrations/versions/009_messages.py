"""Mail templates, mailings, and what became of each message."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "009_messages"
down_revision = "008_offers"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
KINDS = (
    "invitation", "invitation_reminder", "registered", "waitlisted", "offer", "promoted", "placed",
    "moved", "reminder", "thanks", "cancelled", "links",
)  # fmt: skip
STATES = ("waiting", "sending", "sent", "failed", "perhaps_sent", "bounced", "withdrawn")
FIRST_STATES = ("waiting", "sent", "failed")
STATE_CHECK = "ck_message_messagestate"
ADDED: dict[str, tuple[Any, str]] = {
    "details": (sa.JSON(), "{}"),
    "reply_to": (sa.String(254), ""),
    "qr_link": (sa.String(300), ""),
    "claim": (sa.String(160), ""),
}
"""Columns with what rows that were written before get in them."""


def closed(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)


def one_of(values: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"state IN ({listed})"


def own_columns(table: str) -> tuple[Any, ...]:
    """What every table of a workshop has."""
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workshop_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(
            ["workshop_id"],
            ["workshop.id"],
            name=op.f(f"fk_{table}_workshop_id"),
            ondelete="CASCADE",
        ),
    )


def upgrade() -> None:
    _create_templates()
    _create_mailings()
    _create_flags()
    _widen_messages()


def _create_templates() -> None:
    op.create_table(
        "message_template",
        sa.Column("kind", closed("letterkind", *KINDS), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        *own_columns("message_template"),
        sa.CheckConstraint(
            "language IN ('th', 'en')", name=op.f("ck_message_template_language_is_known")
        ),
        sa.CheckConstraint(
            "subject <> '' AND body <> ''", name=op.f("ck_message_template_has_a_text")
        ),
        sa.UniqueConstraint(
            "workshop_id",
            "kind",
            "language",
            name=op.f("uq_message_template_workshop_id_kind_language"),
        ),
    )
    op.create_index(op.f("ix_message_template_workshop_id"), "message_template", ["workshop_id"])


def _create_mailings() -> None:
    op.create_table(
        "mailing",
        sa.Column("kind", closed("letterkind", *KINDS), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("submission_hash", sa.LargeBinary(32), nullable=False),
        sa.Column(
            "state",
            closed("mailingstate", "planned", "sent", "cancelled", "missed"),
            nullable=False,
        ),
        sa.Column("days_after", sa.Integer(), nullable=True),
        sa.Column("at_time", sa.Time(), nullable=True),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.String(254), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        *own_columns("mailing"),
        sa.CheckConstraint(
            "(days_after IS NULL) = (at_time IS NULL)",
            name=op.f("ck_mailing_day_and_time_together"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('planned', 'missed') OR days_after IS NOT NULL",
            name=op.f("ck_mailing_planned_has_a_time"),
        ),
        sa.CheckConstraint(
            "recipients >= 0 AND skipped >= 0", name=op.f("ck_mailing_people_are_counted")
        ),
        sa.UniqueConstraint("workshop_id", "id", name=op.f("uq_mailing_workshop_id_id")),
        sa.UniqueConstraint(
            "workshop_id", "submission_hash", name=op.f("uq_mailing_workshop_id_submission_hash")
        ),
    )
    op.create_index("ix_mailing_state", "mailing", ["state"])
    op.create_index(op.f("ix_mailing_workshop_id"), "mailing", ["workshop_id"])


def _create_flags() -> None:
    op.create_table(
        "address_flag",
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("source", closed("flagsource", "hand_over", "report", "by_hand"), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("flagged_at", MOMENT, nullable=False),
        *own_columns("address_flag"),
        sa.CheckConstraint(
            "address = lower(address) AND address <> ''",
            name=op.f("ck_address_flag_address_is_lower_case"),
        ),
        sa.UniqueConstraint(
            "workshop_id", "address", name=op.f("uq_address_flag_workshop_id_address")
        ),
    )
    op.create_index(op.f("ix_address_flag_workshop_id"), "address_flag", ["workshop_id"])


def _widen_messages() -> None:
    with op.batch_alter_table("message") as batch:
        batch.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("mailing_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("handing_at", MOMENT, nullable=True))
        for name, (kind, value) in ADDED.items():
            batch.add_column(sa.Column(name, kind, nullable=False, server_default=value))
        batch.drop_constraint(op.f(STATE_CHECK), type_="check")
    with op.batch_alter_table("message") as batch:
        for name in ADDED:
            batch.alter_column(name, server_default=None)
        batch.create_check_constraint(op.f(STATE_CHECK), one_of(STATES))
        batch.create_check_constraint(
            op.f("ck_message_sending_is_claimed"), "state <> 'sending' OR claim <> ''"
        )
        batch.create_unique_constraint(
            op.f("uq_message_mailing_id_person_id"), ["mailing_id", "person_id"]
        )
        for name in ("person", "mailing"):
            batch.create_foreign_key(
                op.f(f"fk_message_workshop_id_{name}_id"),
                name,
                ["workshop_id", f"{name}_id"],
                ["workshop_id", "id"],
                ondelete="CASCADE",
            )
    op.create_index(op.f("ix_message_person_id"), "message", ["person_id"])
    op.create_index(op.f("ix_message_recipient"), "message", ["recipient"])


def downgrade() -> None:
    op.drop_index(op.f("ix_message_recipient"), "message")
    op.drop_index(op.f("ix_message_person_id"), "message")
    op.execute("UPDATE message SET state = 'failed' WHERE state IN ('bounced', 'withdrawn')")
    op.execute("UPDATE message SET state = 'sent' WHERE state IN ('sending', 'perhaps_sent')")
    with op.batch_alter_table("message") as batch:
        for name in ("person", "mailing"):
            batch.drop_constraint(op.f(f"fk_message_workshop_id_{name}_id"), type_="foreignkey")
        batch.drop_constraint(op.f("uq_message_mailing_id_person_id"), type_="unique")
        batch.drop_constraint(op.f("ck_message_sending_is_claimed"), type_="check")
        batch.drop_constraint(op.f(STATE_CHECK), type_="check")
    with op.batch_alter_table("message") as batch:
        for name in (*ADDED, "person_id", "mailing_id", "handing_at"):
            batch.drop_column(name)
        batch.create_check_constraint(op.f(STATE_CHECK), one_of(FIRST_STATES))
    for table in ("address_flag", "mailing", "message_template"):
        op.drop_table(table)
