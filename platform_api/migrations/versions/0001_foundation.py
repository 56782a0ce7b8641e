"""The tables of the foundation: who there is, what is published, what is granted, decided and told."""

import sqlalchemy as sa
from alembic import op

from platform_api.migrations import keep_append_only
from platform_api.tables import Serial

revision = "0001_foundation"
down_revision = None

_APPEND_ONLY = (
    "column_reads",
    "decisions",
    "documents",
    "grant_revocations",
    "grants",
    "input_ports",
    "outbox_events",
    "port_columns",
    "port_versions",
    "product_versions",
    "query_records",
    "token_revocations",
    "verdict_records",
)


def _principals() -> None:
    op.create_table(
        "principals",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_principals"),
    )
    op.create_index("ix_principals_kind", "principals", ["kind"])
    op.create_table(
        "teams",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_teams"),
    )
    op.create_table(
        "memberships",
        sa.Column("seq", Serial(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("principal", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["principal"], ["principals.id"], name="fk_memberships_principal"),
        sa.ForeignKeyConstraint(["team"], ["teams.name"], name="fk_memberships_team"),
        sa.PrimaryKeyConstraint("seq", name="pk_memberships"),
    )
    op.create_index("ix_memberships_principal", "memberships", ["principal"])
    op.create_index("ix_memberships_team", "memberships", ["team"])


def _domains() -> None:
    op.create_table(
        "domains",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["team"], ["teams.name"], name="fk_domains_team"),
        sa.PrimaryKeyConstraint("name", name="pk_domains"),
    )
    op.create_index("ix_domains_team", "domains", ["team"])


def _registry() -> None:
    op.create_table(
        "documents",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("stored_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_documents"),
    )
    op.create_index("ix_documents_kind", "documents", ["kind"])
    op.create_table(
        "verdict_records",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("denials", sa.JSON(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("judged_at", sa.BigInteger(), nullable=False),
        sa.Column("judged_for", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_verdict_records"),
    )
    op.create_index("ix_verdict_records_kind", "verdict_records", ["kind"])
    op.create_index("ix_verdict_records_resource", "verdict_records", ["resource"])
    op.create_table(
        "products",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("owners", sa.JSON(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["domain"], ["domains.name"], name="fk_products_domain"),
        sa.ForeignKeyConstraint(["team"], ["teams.name"], name="fk_products_team"),
        sa.PrimaryKeyConstraint("name", name="pk_products"),
    )
    op.create_index("ix_products_domain", "products", ["domain"])
    op.create_index("ix_products_kind", "products", ["kind"])
    op.create_index("ix_products_published_at", "products", ["published_at"])
    op.create_index("ix_products_status", "products", ["status"])
    op.create_index("ix_products_team", "products", ["team"])
    op.create_table(
        "ports",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("contract_id", sa.Text(), nullable=False),
        sa.Column("major", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["domain"], ["domains.name"], name="fk_ports_domain"),
        sa.ForeignKeyConstraint(["product"], ["products.name"], name="fk_ports_product"),
        sa.PrimaryKeyConstraint("name", name="pk_ports"),
        sa.UniqueConstraint("contract_id", "major", name="uq_ports_contract_id_major"),
    )
    op.create_index("ix_ports_domain", "ports", ["domain"])
    op.create_index("ix_ports_product", "ports", ["product"])
    op.create_index("ix_ports_status", "ports", ["status"])
    op.create_table(
        "product_versions",
        sa.Column("seq", Serial(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("descriptor", sa.Text(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["descriptor"], ["documents.digest"], name="fk_product_versions_descriptor"),
        sa.ForeignKeyConstraint(["product"], ["products.name"], name="fk_product_versions_product"),
        sa.ForeignKeyConstraint(["team"], ["teams.name"], name="fk_product_versions_team"),
        sa.ForeignKeyConstraint(["verdict"], ["verdict_records.id"], name="fk_product_versions_verdict"),
        sa.PrimaryKeyConstraint("seq", name="pk_product_versions"),
        sa.UniqueConstraint("product", "version", name="uq_product_versions_product_version"),
    )
    op.create_table(
        "input_ports",
        sa.Column("product_version", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("contract_id", sa.Text(), nullable=False),
        sa.Column("upstream", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("expectations", sa.Text(), nullable=True),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["expectations"], ["documents.digest"], name="fk_input_ports_expectations"),
        sa.ForeignKeyConstraint(["product_version"], ["product_versions.seq"], name="fk_input_ports_product_version"),
        sa.PrimaryKeyConstraint("product_version", "name", name="pk_input_ports"),
    )
    op.create_index("ix_input_ports_contract_id", "input_ports", ["contract_id"])
    op.create_index("ix_input_ports_upstream", "input_ports", ["upstream"])
    op.create_table(
        "port_versions",
        sa.Column("seq", Serial(), nullable=False),
        sa.Column("port", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("contract", sa.Text(), nullable=False),
        sa.Column("product_version", sa.BigInteger(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("purposes", sa.JSON(), nullable=False),
        sa.Column("row_filters", sa.JSON(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["contract"], ["documents.digest"], name="fk_port_versions_contract"),
        sa.ForeignKeyConstraint(["port"], ["ports.name"], name="fk_port_versions_port"),
        sa.ForeignKeyConstraint(["product_version"], ["product_versions.seq"], name="fk_port_versions_product_version"),
        sa.PrimaryKeyConstraint("seq", name="pk_port_versions"),
        sa.UniqueConstraint("port", "version", name="uq_port_versions_port_version"),
    )
    op.create_index("ix_port_versions_port_seq", "port_versions", ["port", "seq"])
    op.create_table(
        "port_columns",
        sa.Column("port_version", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("classification", sa.Text(), nullable=False),
        sa.Column("mask", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["port_version"], ["port_versions.seq"], name="fk_port_columns_port_version"),
        sa.PrimaryKeyConstraint("port_version", "position", name="pk_port_columns"),
    )
    op.create_index("ix_port_columns_name", "port_columns", ["name"])


def _access() -> None:
    op.create_table(
        "grants",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("port", sa.Text(), nullable=False),
        sa.Column("grantee_kind", sa.Text(), nullable=False),
        sa.Column("grantee", sa.Text(), nullable=False),
        sa.Column("purposes", sa.JSON(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("clear", sa.JSON(), nullable=False),
        sa.Column("all_rows", sa.Boolean(), nullable=False),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("contract", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["contract"], ["documents.digest"], name="fk_grants_contract"),
        sa.ForeignKeyConstraint(["port"], ["ports.name"], name="fk_grants_port"),
        sa.PrimaryKeyConstraint("id", name="pk_grants"),
    )
    op.create_index("ix_grants_grantee_kind_grantee", "grants", ["grantee_kind", "grantee"])
    op.create_index("ix_grants_port", "grants", ["port"])
    op.create_table(
        "grant_revocations",
        sa.Column("grant", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["grant"], ["grants.id"], name="fk_grant_revocations_grant"),
        sa.PrimaryKeyConstraint("grant", name="pk_grant_revocations"),
    )


def _decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("seq", Serial(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("port", sa.Text(), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("input", sa.JSON(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_decisions"),
        sa.UniqueConstraint("id", name="uq_decisions_id"),
    )
    op.create_index("ix_decisions_port_seq", "decisions", ["port", "seq"])
    op.create_index("ix_decisions_subject_seq", "decisions", ["subject", "seq"])


def _outbox() -> None:
    op.create_table(
        "outbox_events",
        sa.Column("seq", Serial(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("happened_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_outbox_events"),
        sa.UniqueConstraint("id", name="uq_outbox_events_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outbox_events_topic", "outbox_events", ["topic"])
    op.create_table(
        "subscribers",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("cursor", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_subscribers"),
    )
    op.create_table(
        "shipments",
        sa.Column("subscriber", sa.Text(), nullable=False),
        sa.Column("event", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.BigInteger(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["outbox_events.seq"], name="fk_shipments_event"),
        sa.ForeignKeyConstraint(["subscriber"], ["subscribers.name"], name="fk_shipments_subscriber"),
        sa.PrimaryKeyConstraint("subscriber", "event", name="pk_shipments"),
    )
    op.create_index("ix_shipments_subscriber_state_next_try", "shipments", ["subscriber", "state", "next_try"])


def _receipts() -> None:
    op.create_table(
        "receipts",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "key", name="pk_receipts"),
    )
    op.create_index("ix_receipts_answered_at", "receipts", ["answered_at"])


def _usage() -> None:
    op.create_table(
        "query_records",
        sa.Column("seq", Serial(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("engine", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("milliseconds", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_query_records"),
        sa.UniqueConstraint("id", name="uq_query_records_id"),
    )
    op.create_index("ix_query_records_asked_at", "query_records", ["asked_at"])
    op.create_index("ix_query_records_subject_seq", "query_records", ["subject", "seq"])
    op.create_table(
        "column_reads",
        sa.Column("query", sa.BigInteger(), nullable=False),
        sa.Column("port", sa.Text(), nullable=False),
        sa.Column("column", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["query"], ["query_records.seq"], name="fk_column_reads_query"),
        sa.PrimaryKeyConstraint("query", "port", "column", name="pk_column_reads"),
    )
    op.create_index("ix_column_reads_port_column", "column_reads", ["port", "column"])


def _auth() -> None:
    op.create_table(
        "token_revocations",
        sa.Column("seq", Serial(), nullable=False),
        sa.Column("jti", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("issued_up_to", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_token_revocations"),
    )
    op.create_index("ix_token_revocations_jti", "token_revocations", ["jti"])
    op.create_index("ix_token_revocations_subject", "token_revocations", ["subject"])


def upgrade() -> None:
    _principals()
    _domains()
    _registry()
    _access()
    _decisions()
    _outbox()
    _receipts()
    _usage()
    _auth()
    keep_append_only(op.get_bind(), *_APPEND_ONLY)
