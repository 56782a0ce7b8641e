"""What all tables of the registry share, and how a domain adds its own.

To add tables: write `platform_api/<domain>/models.py` with `class Thing(Table, table=True)` (its table is then named
`things`), and a revision `platform_api/migrations/versions/<nnnn>_<domain>.py` whose `down_revision` is the revision it
needs, usually `0001_foundation` or your domain's last one. Nothing else is listed anywhere: `all_tables` finds the
models, `open_registry` brings every head up, and a test holds models and revisions together. Append-only tables set
`APPEND_ONLY` and call `keep_append_only` in their revision.
"""

import re
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Dialect, Integer, MetaData
from sqlalchemy.orm import declared_attr
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import SQLModel

__all__ = ["Serial", "Table", "all_tables"]

_NAMES = {  # constraints have names in every database, so that a later revision can change them
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Serial(TypeDecorator[int]):
    """A number the database counts up by itself: `bigint`, and on SQLite `integer`, the only type that counts there."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the type that `dialect` counts up."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())


class Table(SQLModel):
    """A row; `APPEND_ONLY` says that the database refuses to change or delete one."""

    metadata = MetaData(naming_convention=_NAMES)
    APPEND_ONLY: ClassVar[bool] = False

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805 - SQLAlchemy hands it the class
        """`PortVersion` is kept in `port_versions`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower() + "s"


def all_tables() -> MetaData:
    """Return the metadata with the models of every domain in it."""
    for models in sorted(Path(__file__).parent.glob("*/models.py")):
        import_module(f"platform_api.{models.parent.name}.models")
    return Table.metadata
