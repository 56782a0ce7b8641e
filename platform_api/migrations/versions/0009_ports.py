"""Runs by the requests that began them."""

import sqlalchemy as sa
from alembic import op

revision = "0009_ports"
down_revision = "0002_runs"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "run_requests",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("run", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "key", name="pk_run_requests"),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name="fk_run_requests_run_runs"),
    )
    op.create_index("ix_run_requests_asked_at", "run_requests", ["asked_at"])
