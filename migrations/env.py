"""Runs migrations on the connection that `workshop.installation.migrate` hands over."""

from alembic import context

from workshop.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    transaction_per_migration=False,
)
context.run_migrations()
