"""Policies of products, compiled."""

import sqlalchemy as sa
from alembic import op

from platform_api.migrations.upgrade import keep_append_only

revision = "0005_policies"
down_revision = "0001_foundation"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "policy_bundles",
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("wasm", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("entrypoints", sa.JSON(), nullable=False),
        sa.Column("built_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("revision", name="pk_policy_bundles"),
    )
    keep_append_only(op.get_bind(), "policy_bundles")
