"""What runs other than the product's own were asked for, and snapshots that somebody holds."""

import sqlalchemy as sa
from alembic import op

revision = "0008_retention"
down_revision = "0002_runs"


def upgrade() -> None:
    """Add the columns and make the table."""
    op.add_column("runs", sa.Column("kind", sa.Text(), nullable=False, server_default="run"))
    op.add_column("runs", sa.Column("task", sa.JSON(), nullable=False, server_default="{}"))
    op.create_table(
        "snapshot_pins",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("port", sa.Text(), nullable=False),
        sa.Column("snapshot", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("pinned_by", sa.Text(), nullable=False),
        sa.Column("pinned_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["port"], ["ports.name"], name="fk_snapshot_pins_port"),
        sa.PrimaryKeyConstraint("id", name="pk_snapshot_pins"),
    )
    op.create_index("ix_snapshot_pins_port", "snapshot_pins", ["port"])
