"""A reader's query, parsed and found to be made of nothing but what is allowed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sqlglot import exp

from governance.errors import Invalid
from governance.names import CATALOG, PortName
from governance.sql.allowed import check_nodes, refuse
from governance.sql.binding.calls import check_call
from governance.sql.dialect import read

__all__ = ["Query", "checked", "parse_query", "port_of"]

_SYSTEM = {"information_schema", "system", "pg_catalog", "sqlite_master", "duckdb_tables"}


@dataclass(frozen=True, kw_only=True)
class Query:
    """One SELECT that holds only allowed constructs. `tables` are what it names, in order, each once."""

    expression: exp.Expr = field(repr=False)
    tables: tuple[str, ...]


def parse_query(text: str) -> Query:
    """Read a query in Trino's dialect over tables named `domain.port` or `mesh.domain.port`.

    Raises `Invalid`, naming the construct and what to write instead, for anything but one SELECT, WITH, VALUES or set
    operation of allowed nodes and functions. WITH RECURSIVE is refused: its depth cannot be bounded beforehand.
    """
    return checked(read(text), port_of)


def checked(tree: exp.Expr, key_of: Callable[[exp.Table], str]) -> Query:
    """Check a tree against both allow-lists and find its tables; `key_of` says which table a name means."""
    if not isinstance(tree, exp.Query | exp.Values):
        raise refuse(f"{type(tree).__name__.upper()}", "a query is one SELECT")
    check_nodes(tree)
    for node in tree.walk():
        check_call(node)
    return Query(expression=tree, tables=tuple(dict.fromkeys(_tables(tree, key_of))))


def _tables(tree: exp.Expr, key_of: Callable[[exp.Table], str]) -> Iterator[str]:
    """Yield the tables, knowing at each place which names are CTEs; a CTE never sees itself."""
    stack: list[tuple[exp.Expr, frozenset[str]]] = [(tree, frozenset())]
    while stack:
        node, ctes = stack.pop()
        found: list[tuple[exp.Expr, frozenset[str]]] = []
        clause = node.args.get("with_")
        for cte in clause.expressions if clause else ():
            found.append((cte.this, ctes))
            ctes = ctes | {cte.args["alias"].this.name.lower()}
        if isinstance(node, exp.Table) and not (_is_plain(node) and node.name.lower() in ctes):
            yield key_of(node)
        found += [(child, ctes) for child in node.iter_expressions() if child is not clause]
        stack += reversed(found)


def _is_plain(node: exp.Table) -> bool:
    return isinstance(node.this, exp.Identifier) and not node.args.get("db")


def port_of(node: exp.Table) -> str:
    """The port that a name means, as `domain.table`; raises `Invalid` for anything that no port is called."""
    if not all(isinstance(part, exp.Identifier) for part in node.parts):
        raise refuse("A table function", "name a table, or use UNNEST for an array")
    parts = [part.name.lower() for part in node.parts]
    if any("$" in part for part in parts):
        raise refuse(f"The metadata table `{parts[-1][:60]}`", "`trellis show` has a port's snapshots and files")
    if _SYSTEM & set(parts) or (len(parts) == 3 and parts[0] != CATALOG):
        raise refuse("A system catalog", f"tables are called `domain.port` or `{CATALOG}.domain.port`")
    if len(parts) == 1 or any("." in part for part in parts):
        raise Invalid(
            f"`{parts[-1][:60]}` is not a table",
            hint="write `domain.port`; WITH names are seen only after they are defined",
            slug="bad-name",
        )
    return str(PortName.parse(".".join(parts)))
