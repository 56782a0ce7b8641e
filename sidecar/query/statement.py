"""What a worker is given to run, and what comes back."""

from dataclasses import dataclass, field
from typing import Protocol

import pyarrow as pa

__all__ = ["Answer", "Runnable", "Statement"]


class Runnable(Protocol):
    """A statement of ours: `governance.sql.Rewritten` is one, `Statement` another.

    `sql` may read only `relations` (texts that stand after FROM) and the tables that `stages` (name, SELECT) make of
    them first; `probe` is the same over relations that are empty, in one statement.
    """

    @property
    def sql(self) -> str:
        """DuckDB text."""
        ...

    @property
    def stages(self) -> tuple[tuple[str, str], ...]:
        """The tables that are made before it, by their names."""
        ...

    @property
    def relations(self) -> tuple[str, ...]:
        """The texts after FROM that `sql` may hold."""
        ...

    @property
    def probe(self) -> str:
        """The same text over empty relations, or ""."""
        ...

    @property
    def probe_relations(self) -> tuple[str, ...]:
        """The texts after FROM that `probe` may hold."""
        ...


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A statement made without a reader's query, such as a contract's SQL rule."""

    sql: str = field(repr=False)
    relations: tuple[str, ...] = field(repr=False)
    stages: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    probe: str = field(default="", repr=False)
    probe_relations: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A complete answer: its rows, the `seconds` that the engine took, `size` in bytes of the Arrow stream."""

    table: pa.Table
    seconds: float
    size: int
