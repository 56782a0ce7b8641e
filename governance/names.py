"""Names that people type: `operations/flights` is a product, `mesh.operations.flights` the table of its port."""

import re
from dataclasses import dataclass

from governance.errors import Invalid

__all__ = ["CATALOG", "PortName", "ProductName", "check_name", "is_kept"]

CATALOG = "mesh"
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*\Z")  # so `__` is free for quarantine tables
_MAJOR = re.compile(r"_v([1-9][0-9]*)\Z")
_RESERVED = frozenset({CATALOG, "information_schema", "pg_catalog", "main", "temp", "system", "sandbox", "iceberg"})
_LONGEST = 63
_KEPT = re.compile(r"_(row|hash|reasons|ok|taken|bits_\d+)\Z", re.IGNORECASE)


def is_kept(column: str) -> bool:
    """Tell whether a column's name is used by the checks, so that no contract can have it."""
    return _KEPT.match(column) is not None


def check_name(text: str, what: str) -> str:
    """Return `text` if it can name a domain, product, port or column; raise `Invalid` with a name that could."""
    if _NAME.match(text) and len(text) <= _LONGEST and text not in _RESERVED:
        return text
    near = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:_LONGEST]
    hint = (
        f"`{near}` would do"
        if _NAME.match(near) and near not in _RESERVED
        else "use letters, digits and single underscores"
    )
    reason = (
        "is reserved"
        if text in _RESERVED
        else "must be lower case, start with a letter, and hold at most 63 characters"
    )
    raise Invalid(f"The {what} name `{text[:80]}` {reason}", hint=hint, slug="bad-name")


@dataclass(frozen=True, order=True)
class ProductName:
    """A product's full name, written `domain/product`."""

    domain: str
    product: str

    @classmethod
    def parse(cls, text: str) -> "ProductName":
        """Read `domain/product` or `domain.product`; raise `Invalid` for anything else."""
        parts = re.split(r"[/.]", text)
        if len(parts) != 2:
            raise Invalid(f"`{text[:80]}` is not a product name", hint="write it as `domain/product`", slug="bad-name")
        return cls(check_name(parts[0], "domain"), check_name(parts[1], "product"))

    def __str__(self) -> str:
        return f"{self.domain}/{self.product}"


@dataclass(frozen=True, order=True)
class PortName:
    """An output port, which is also a table: `domain.port`, or `mesh.domain.port` in SQL.

    Major version 2 of a port is a table beside it, `<port>_v2`; its quarantine is `<table>__quarantine`.
    """

    domain: str
    port: str
    major: int = 1

    @classmethod
    def parse(cls, text: str) -> "PortName":
        """Read `domain.port`, `mesh.domain.port` or `domain/port`, with an optional `_v<major>`."""
        parts = re.split(r"[/.]", text)
        if len(parts) == 3 and parts[0] == CATALOG:
            parts = parts[1:]
        if len(parts) != 2:
            raise Invalid(f"`{text[:80]}` is not a port name", hint="write it as `domain.port`", slug="bad-name")
        found = _MAJOR.search(parts[1])
        port = parts[1][: found.start()] if found else parts[1]
        return cls(check_name(parts[0], "domain"), check_name(port, "port"), int(found[1]) if found else 1)

    @property
    def table(self) -> str:
        """The table's name inside its domain."""
        return self.port if self.major == 1 else f"{self.port}_v{self.major}"

    @property
    def quarantine(self) -> str:
        """The name, inside the domain, of the table that holds its diverted rows."""
        return f"{self.table}__quarantine"

    @property
    def identifier(self) -> tuple[str, str]:
        """What an Iceberg catalog calls it: namespace and table."""
        return (self.domain, self.table)

    def __str__(self) -> str:
        return f"{self.domain}.{self.table}"
