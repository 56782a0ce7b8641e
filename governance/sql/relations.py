"""What a query reads: a relation that we made, and how it is governed."""

from dataclasses import dataclass

from governance.policy.decision import Mask, RowFilter

__all__ = ["GovernedTable", "Relation"]


@dataclass(frozen=True, kw_only=True)
class Relation:
    """Something that can stand after FROM. `sql` is made by us and trusted; it never holds a user's text.

    `columns` are (name, DuckDB type) in order. `name` is how queries call it (`operations.flights`).
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    sql: str


@dataclass(frozen=True, kw_only=True)
class GovernedTable:
    """A relation as one reader may see it: only `columns`, masked, and only the rows that every filter keeps."""

    relation: Relation
    columns: tuple[str, ...]
    masks: tuple[Mask, ...] = ()
    filters: tuple[RowFilter, ...] = ()

    @classmethod
    def open(cls, relation: Relation) -> "GovernedTable":
        """The relation as its owner sees it: every column, every row, nothing masked."""
        return cls(relation=relation, columns=tuple(name for name, _ in relation.columns))
