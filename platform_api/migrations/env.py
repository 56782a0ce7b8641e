"""Alembic's way in: the connection that holds the writer's turn, or `alembic revision` at a developer's desk."""

from alembic import context

from platform_api.tables import all_tables

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=all_tables(),
    render_as_batch=True,
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
