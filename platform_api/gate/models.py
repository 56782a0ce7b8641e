"""Where each managed table's metadata is: the pointer that a commit swaps."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from platform_api.tables import Table

__all__ = ["IcebergTable"]


class IcebergTable(Table, table=True):
    """One table of the Iceberg catalog; `commits` counts the swaps of its pointer."""

    namespace: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    metadata_location: str
    previous_location: str | None = None
    commits: int = 0
    committed_at: int = Field(sa_type=BigInteger)
