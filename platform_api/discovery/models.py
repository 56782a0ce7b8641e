"""What search keeps of the registry. All of it is derived: `reindex_all` makes it anew.

The full-text index itself is no table that every database has; the repository makes it.
"""

from sqlalchemy import BigInteger
from sqlmodel import Field

from platform_api.tables import Serial, Table

__all__ = ["SearchCount", "SearchRecord", "SearchTrigram", "SearchWord"]


class SearchRecord(Table, table=True):
    """A product that can be found; `facets` are lines of `facet=value`, `short` is its name without the domain."""

    seq: int = Field(default=None, primary_key=True, sa_type=Serial)
    product: str = Field(foreign_key="products.name", unique=True)
    short: str = Field(index=True)
    facets: str


class SearchCount(Table, table=True):
    """How many products in all the mesh have a value of a facet, as a line of `facet=value`."""

    line: str = Field(primary_key=True)
    products: int = Field(sa_type=BigInteger)


class SearchWord(Table, table=True):
    """A word of some name, tag or column, once there: what a misspelt one may have meant."""

    seq: int = Field(default=None, primary_key=True, sa_type=Serial)
    word: str = Field(unique=True)


class SearchTrigram(Table, table=True):
    """Three letters in a row of a word."""

    __table_args__ = ({"sqlite_with_rowid": False},)

    trigram: str = Field(primary_key=True)
    word: int = Field(foreign_key="search_words.seq", primary_key=True, sa_type=BigInteger)
