"""How runs load: what each was asked for, and the files of sources that are in a table's rows."""

import sqlalchemy as sa
from alembic import op

revision = "0006_loads"
down_revision = "0002_runs"


def upgrade() -> None:
    """Add the columns and the table."""
    op.add_column("runs", sa.Column("full_refresh", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("runs", sa.Column("range_from", sa.Text(), nullable=False, server_default=""))
    op.add_column("runs", sa.Column("range_to", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "read_files",
        sa.Column("table", sa.Text(), nullable=False),
        sa.Column("input", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("modified", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("run", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name="fk_read_files_run"),
        sa.PrimaryKeyConstraint("table", "input", "path", name="pk_read_files"),
    )
