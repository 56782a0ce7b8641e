"""SQL rules that count broken rows, as a condition that can be asked of each row by itself."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from governance.errors import Invalid, TrellisError
from governance.sql.binding.handlers import HANDLERS
from governance.sql.binding.scope import Scope
from governance.sql.binding.session import Session
from governance.sql.bound import Field, Source
from governance.sql.functions.aggregates import AGGREGATES
from governance.sql.masks import masked_type
from governance.sql.relations import GovernedTable, Relation
from governance.sql.rules import OBJECT, parse_rule, rule_table
from governance.sql.types import is_

__all__ = ["ColumnText", "counts_rows", "row_condition"]

_PARTS_OF_A_COUNT = frozenset({"expressions", "from_", "where"})


@dataclass(frozen=True, kw_only=True)
class ColumnText:
    """A column as a row holds it: DuckDB's name for its type, and the trusted text that yields its value."""

    type: str
    sql: str


def counts_rows(query: str, property_name: str = "") -> bool:
    """Tell whether a rule is `SELECT count(*) FROM {object} WHERE …` with a condition on one row alone."""
    try:
        return _condition(query, property_name) is not None
    except TrellisError:
        return False


def row_condition(query: str, columns: Mapping[str, ColumnText], property_name: str = "") -> str:
    """Return DuckDB text that is true for a row that the rule counts, and for one on which its condition fails.

    Where the rule as a query would end with an error and no number, the row that is the cause is found. Raises
    `ValueError` for a rule of which `counts_rows` is false, `Invalid` for what does not resolve.
    """
    select = _condition(query, property_name)
    if select is None:
        raise ValueError("the rule does not count rows one by one")
    relation = Relation(name=OBJECT, columns=tuple((name, text.type) for name, text in columns.items()), sql="")
    table = GovernedTable.open(relation)
    session = Session(handlers=HANDLERS, tables={OBJECT: table}, key_of=rule_table, masked=masked_type)
    fields = tuple(
        Field(name=name, sql=text.sql, type=masked_type(table, name), sources=frozenset({(OBJECT, name)}))
        for name, text in columns.items()
    )
    source = Source(qualifiers=((_name_of(select).lower(),),), fields=fields, table=OBJECT)
    bound = Scope(session, sources=[source]).bind(select.args["where"].this)
    if not is_(bound.type, "boolean"):
        raise Invalid(f"WHERE takes a boolean, not {bound.type}", hint="compare it, as in `x > 0`", slug="sql-type")
    return f"coalesce(TRY(coalesce({bound.sql}, false)), true)" if bound.raises else bound.sql


def _condition(query: str, property_name: str) -> exp.Select | None:
    select = parse_rule(query, property_name).expression
    if not isinstance(select, exp.Select) or {part for part, value in select.args.items() if value} - _PARTS_OF_A_COUNT:
        return None
    where, source = select.args.get("where"), select.args.get("from_")
    plain = source is not None and isinstance(source.this, exp.Table) and not source.this.args.get("joins")
    if where is None or not plain or where.find(exp.Query, exp.Window) or any(map(_aggregates, where.walk())):
        return None
    return select if [_is_count(one) for one in select.expressions] == [True] else None


def _aggregates(node: exp.Expr) -> bool:
    return isinstance(node, exp.Anonymous) and node.name.lower() in AGGREGATES


def _is_count(node: exp.Expr) -> bool:
    counted = node.unalias()
    return (
        isinstance(counted, exp.Anonymous)  # this dialect reads every call so; which functions there are is ours to say
        and counted.name.lower() == "count"
        and [type(one) for one in counted.expressions] == [exp.Star]
    )


def _name_of(select: exp.Select) -> str:
    table: exp.Table = select.args["from_"].this
    return str(table.alias_or_name)
