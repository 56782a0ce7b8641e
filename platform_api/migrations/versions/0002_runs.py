"""Runs with their leases, and the pointers of the Iceberg catalog."""

import sqlalchemy as sa
from alembic import op

revision = "0002_runs"
down_revision = "0001_foundation"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "runs",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("product_version", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("contracts", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["product"], ["products.name"], name="fk_runs_product"),
        sa.ForeignKeyConstraint(["product_version"], ["product_versions.seq"], name="fk_runs_product_version"),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
        sa.UniqueConstraint("product", "fence", name="uq_runs_product_fence"),
    )
    op.create_index("ix_runs_product", "runs", ["product"])
    op.create_index("ix_runs_started_at", "runs", ["started_at"])
    op.create_index("ix_runs_state", "runs", ["state"])
    running = sa.text("state = 'running'")
    op.create_index(
        "uq_runs_product_running",
        "runs",
        ["product"],
        unique=True,
        sqlite_where=running,
        postgresql_where=running,
    )
    op.create_table(
        "places",
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("git", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["product"], ["products.name"], name="fk_places_product"),
        sa.PrimaryKeyConstraint("product", name="pk_places"),
    )
    op.create_table(
        "iceberg_tables",
        sa.Column("namespace", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("metadata_location", sa.Text(), nullable=False),
        sa.Column("previous_location", sa.Text(), nullable=True),
        sa.Column("commits", sa.Integer(), nullable=False),
        sa.Column("committed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("namespace", "name", name="pk_iceberg_tables"),
    )
