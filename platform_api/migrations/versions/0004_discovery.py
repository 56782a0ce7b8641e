"""Discovery: what can be found, how often each facet's values occur, and the words that a misspelt one may have meant."""

import sqlalchemy as sa
from alembic import op

from platform_api.tables import Serial

revision = "0004_discovery"
down_revision = "0001_foundation"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "search_records",
        sa.Column("seq", Serial(), nullable=False),
        sa.Column("product", sa.Text(), nullable=False),
        sa.Column("short", sa.Text(), nullable=False),
        sa.Column("facets", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["product"], ["products.name"], name="fk_search_records_product"),
        sa.PrimaryKeyConstraint("seq", name="pk_search_records"),
        sa.UniqueConstraint("product", name="uq_search_records_product"),
    )
    op.create_index("ix_search_records_short", "search_records", ["short"])
    op.create_table(
        "search_counts",
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("products", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("line", name="pk_search_counts"),
    )
    op.create_table(
        "search_words",
        sa.Column("seq", Serial(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_search_words"),
        sa.UniqueConstraint("word", name="uq_search_words_word"),
    )
    op.create_table(
        "search_trigrams",
        sa.Column("trigram", sa.Text(), nullable=False),
        sa.Column("word", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["word"], ["search_words.seq"], name="fk_search_trigrams_word"),
        sa.PrimaryKeyConstraint("trigram", "word", name="pk_search_trigrams"),
        sqlite_with_rowid=False,
    )
