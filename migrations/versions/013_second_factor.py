"""The second factor of staff, and wrong codes of it."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "013_second_factor"
down_revision = "012_paper"
branch_labels = None
depends_on = None

KIND_CHECK = "ck_attempt_attemptkind"
SECRET_CHECK = "ck_account_second_factor_has_a_secret"  # noqa: S105  a name
FIRST_KINDS = ("password", "code", "link")
ADDED: dict[str, tuple[Any, str]] = {
    "second_step": (sa.Integer(), "0"),
    "recovery_hashes": (sa.JSON(), "[]"),
}
"""Columns with what accounts that were made before get in them."""


def _allow(*kinds: str) -> None:
    """Closes the set of what is counted as a wrong guess around these."""
    with op.batch_alter_table("attempt") as batch:
        batch.drop_constraint(op.f(KIND_CHECK), type_="check")
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("attempt") as batch:
        batch.create_check_constraint(op.f(KIND_CHECK), f"kind IN ({listed})")


def upgrade() -> None:
    with op.batch_alter_table("account") as batch:
        batch.add_column(sa.Column("second_secret", sa.LargeBinary(36), nullable=True))
        batch.add_column(sa.Column("second_since", sa.DateTime(timezone=True), nullable=True))
        for name, (kind, value) in ADDED.items():
            batch.add_column(sa.Column(name, kind, nullable=False, server_default=value))
    with op.batch_alter_table("account") as batch:
        for name in ADDED:
            batch.alter_column(name, server_default=None)
        batch.create_check_constraint(
            op.f(SECRET_CHECK), "second_since IS NULL OR second_secret IS NOT NULL"
        )
    _allow(*FIRST_KINDS, "second")


def downgrade() -> None:
    op.execute("DELETE FROM attempt WHERE kind = 'second'")
    _allow(*FIRST_KINDS)
    with op.batch_alter_table("account") as batch:
        batch.drop_constraint(op.f(SECRET_CHECK), type_="check")
    with op.batch_alter_table("account") as batch:
        for name in ("second_secret", "second_since", *ADDED):
            batch.drop_column(name)
