"""Lineage: events, jobs with their runs and versions, datasets with their columns, and the edges between them."""

import sqlalchemy as sa
from alembic import op

from platform_api.migrations import keep_append_only
from platform_api.tables import Serial

revision = "0003_lineage"
down_revision = "0001_foundation"


def _jobs() -> None:
    op.create_table(
        "lineage_jobs",
        sa.Column("seq", Serial(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("namespace", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_lineage_jobs"),
        sa.UniqueConstraint("address", name="uq_lineage_jobs_address"),
    )
    op.create_index("ix_lineage_jobs_namespace_name", "lineage_jobs", ["namespace", "name"])
    op.create_index("ix_lineage_jobs_product", "lineage_jobs", ["product"])
    op.create_table(
        "lineage_runs",
        sa.Column("seq", Serial(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("job", sa.BigInteger(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("started", sa.BigInteger(), nullable=True),
        sa.Column("ended", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["job"], ["lineage_jobs.seq"], name="fk_lineage_runs_job"),
        sa.PrimaryKeyConstraint("seq", name="pk_lineage_runs"),
        sa.UniqueConstraint("run_id", name="uq_lineage_runs_run_id"),
    )
    op.create_index("ix_lineage_runs_job_at", "lineage_runs", ["job", "at"])
    op.create_table(
        "job_versions",
        sa.Column("seq", Serial(), nullable=False),
        sa.Column("job", sa.BigInteger(), nullable=False),
        sa.Column("run", sa.BigInteger(), nullable=True),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["job"], ["lineage_jobs.seq"], name="fk_job_versions_job"),
        sa.ForeignKeyConstraint(["run"], ["lineage_runs.seq"], name="fk_job_versions_run"),
        sa.PrimaryKeyConstraint("seq", name="pk_job_versions"),
        sa.UniqueConstraint("run", name="uq_job_versions_run"),
    )
    op.create_index("ix_job_versions_job_since_seq", "job_versions", ["job", "since", "seq"])


def _events() -> None:
    op.create_table(
        "lineage_events",
        sa.Column("seq", Serial(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("run", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("happened_at", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("told_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run"], ["lineage_runs.seq"], name="fk_lineage_events_run"),
        sa.PrimaryKeyConstraint("seq", name="pk_lineage_events"),
        sa.UniqueConstraint("digest", name="uq_lineage_events_digest"),
    )
    op.create_index("ix_lineage_events_run", "lineage_events", ["run"])
    op.create_table(
        "run_assertions",
        sa.Column("run", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("dataset", sa.Text(), nullable=False),
        sa.Column("assertion", sa.Text(), nullable=False),
        sa.Column("column", sa.Text(), nullable=False),
        sa.Column("success", sa.Boolean(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run"], ["lineage_runs.seq"], name="fk_run_assertions_run"),
        sa.PrimaryKeyConstraint("run", "position", name="pk_run_assertions"),
    )
    op.create_index("ix_run_assertions_dataset", "run_assertions", ["dataset"])


def _datasets() -> None:
    op.create_table(
        "lineage_datasets",
        sa.Column("seq", Serial(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("namespace", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("port", sa.Text(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("fields_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_lineage_datasets"),
        sa.UniqueConstraint("address", name="uq_lineage_datasets_address"),
    )
    op.create_index("ix_lineage_datasets_namespace_name", "lineage_datasets", ["namespace", "name"])
    op.create_table(
        "lineage_columns",
        sa.Column("seq", Serial(), nullable=False),
        sa.Column("dataset", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["dataset"], ["lineage_datasets.seq"], name="fk_lineage_columns_dataset"),
        sa.PrimaryKeyConstraint("seq", name="pk_lineage_columns"),
        sa.UniqueConstraint("dataset", "name", name="uq_lineage_columns_dataset_name"),
    )


def _edges(table: str, what: sa.Column[object]) -> None:
    op.create_table(
        table,
        sa.Column("target", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.BigInteger(), nullable=False),
        sa.Column("job", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        what,
        sa.PrimaryKeyConstraint("target", "source", "job", "since", name=f"pk_{table}"),
        sqlite_with_rowid=False,
    )
    op.create_index(f"ix_{table}_source_until", table, ["source", "until"])
    op.create_index(f"ix_{table}_job_until", table, ["job", "until"])


def upgrade() -> None:
    """Make the tables."""
    _jobs()
    _events()
    _datasets()
    _edges("lineage_edges", sa.Column("detailed", sa.Boolean(), nullable=False))
    _edges("column_edges", sa.Column("how", sa.Text(), nullable=False))
    keep_append_only(op.get_bind(), "lineage_events")
