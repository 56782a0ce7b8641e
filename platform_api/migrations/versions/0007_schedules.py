"""When products run by themselves, which due runs are out, and what a run says of how it was begun."""

import sqlalchemy as sa
from alembic import op

revision = "0007_schedules"
down_revision = "0002_runs"


def upgrade() -> None:
    """Make the tables, and add to runs how they were begun."""
    op.add_column("runs", sa.Column("trigger", sa.Text(), nullable=False, server_default="manual"))
    op.add_column("runs", sa.Column("attempt", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("runs", sa.Column("due", sa.BigInteger(), nullable=True))
    op.create_table(
        "schedules",
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("cron", sa.Text(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("catchup", sa.Boolean(), nullable=False),
        sa.Column("next_due", sa.BigInteger(), nullable=True),
        sa.Column("last_due", sa.BigInteger(), nullable=True),
        sa.Column("last_state", sa.Text(), nullable=False),
        sa.Column("last_problem", sa.Text(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("paused_by", sa.Text(), nullable=False),
        sa.Column("paused_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["product"], ["products.name"], name="fk_schedules_product"),
        sa.PrimaryKeyConstraint("product", name="pk_schedules"),
    )
    op.create_index("ix_schedules_next_due", "schedules", ["next_due"])
    op.create_table(
        "due_runs",
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("held_until", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("run", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("claimed_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["product"], ["products.name"], name="fk_due_runs_product"),
        sa.PrimaryKeyConstraint("product", "due", name="pk_due_runs"),
    )
    is_open = sa.text("state = 'open'")
    op.create_index(
        "uq_due_runs_product_open",
        "due_runs",
        ["product"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_index("ix_due_runs_state", "due_runs", ["state"])
    op.create_table(
        "chores",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("next_due", sa.BigInteger(), nullable=False),
        sa.Column("last_done", sa.BigInteger(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_chores"),
    )
