"""SQL quality rules, read but not run: one SELECT, over the rule's own table, that yields one value.

These are the author's early answers, each with its code and cure; the last word, node by node and function by function,
is that of `governance.sql`, which also writes the rule anew for the engine.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlglot import exp

__all__ = ["OBJECT", "SqlFault", "faults_in_rule", "filled"]

OBJECT = "__object__"
"""The name that stands for `{object}` while a rule is being read."""

_PLACEHOLDER = re.compile(r"\$?\{\s*(\w*)\s*\}")
_TABLE_WORDS = ("object", "table", "model", "schema")
_COLUMN_WORDS = ("property", "column", "field")
_START = re.compile(r"(?:\s|--[^\n]*\n|/\*.*?\*/)*(?:WITH|SELECT|\()", re.IGNORECASE | re.DOTALL)
_LONGEST = 20_000
_REACHING_OUT = re.compile(
    r"(?:read_|scan_|write_|copy_|glob$|getenv|current_setting|query$|query_table|sniff_csv|parquet_|duckdb_|pragma_|"
    r"iceberg_|delta_|sqlite_|postgres_|mysql_|http|url_|load_|install_|pg_|sys|version$|which_secret|nextval|currval)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class SqlFault:
    """One thing wrong with a query, under the code that it is reported as."""

    code: str
    message: str
    fix: str


def filled(query: str, *, table: str, column: str = "") -> str:
    """Return the query with `{object}` and `{property}`, with or without `$`, replaced by SQL text."""
    names = dict.fromkeys(_TABLE_WORDS, table) | dict.fromkeys(_COLUMN_WORDS, column)
    return _PLACEHOLDER.sub(lambda found: names.get(found[1].lower()) or found[0], query)


def faults_in_rule(query: str, *, columns: frozenset[str], column: str = "") -> Iterator[SqlFault]:
    """Yield what is wrong with a rule on a table of `columns` (in lower case), at `column` when it stands at one."""
    faults = list(_faults(query, columns, column))
    yield from faults or _not_in_the_grammar(query, column)


def _faults(query: str, columns: frozenset[str], column: str) -> Iterator[SqlFault]:
    if misplaced := list(_bad_placeholders(query, at_column=bool(column))):
        yield from misplaced
        return
    if not _START.match(query) or len(query) > _LONGEST:
        yield SqlFault("TRL262", "The rule is not a SELECT", "write one `SELECT …` that yields one value")
        return
    parsed = _parsed(filled(query, table=OBJECT, column=f'"{column}"'))
    if isinstance(parsed, SqlFault):
        yield parsed
        return
    yield from _writes(parsed)
    yield from _reaches_out(parsed)
    yield from _unknown_columns(parsed, columns)
    yield from _many_values(parsed)


def _not_in_the_grammar(query: str, column: str) -> Iterator[SqlFault]:
    from governance.sql import check_rule_sql

    for sentence in check_rule_sql(query, property_name=column):
        message, _, fix = sentence.rpartition(": ")
        yield SqlFault("TRL266", message or sentence, fix)


def _bad_placeholders(query: str, *, at_column: bool) -> Iterator[SqlFault]:
    for name in dict.fromkeys(_PLACEHOLDER.findall(query)):
        if name.lower() in _COLUMN_WORDS and not at_column:
            fix = "name the column, or move the rule to it"
            yield SqlFault("TRL264", f"`{{{name}}}` stands for a column, and the rule is the table's", fix)
        elif name.lower() not in {*_TABLE_WORDS, *_COLUMN_WORDS}:
            fix = "write `{object}` for the table, `{property}` for the column"
            yield SqlFault("TRL264", f"`{{{name[:40]}}}` stands for nothing", fix)


def _parsed(query: str) -> "exp.Expr | SqlFault":
    import sqlglot
    from sqlglot import TokenType
    from sqlglot.errors import SqlglotError

    try:
        tokens = sqlglot.tokenize(query, dialect="trino")
        if any(token.token_type is TokenType.SEMICOLON for token in tokens[:-1]):
            return SqlFault("TRL262", "The rule has several statements", "keep one SELECT, without `;`")
        return sqlglot.parse_one(query, dialect="trino")
    except SqlglotError as fault:
        return SqlFault("TRL261", f"The SQL cannot be read{_where(fault)}", "write it in Trino's dialect")
    except RecursionError:
        return SqlFault("TRL261", "The SQL is nested too deeply", "split the rule")


def _where(fault: Any) -> str:
    found: dict[str, Any] = next(iter(getattr(fault, "errors", ())), {})
    if not found.get("line"):
        return ""
    near = f" near `{found['highlight'][:30]}`" if found.get("highlight") else ""
    return f": line {found['line']}{near}"


def _writes(parsed: "exp.Expr") -> Iterator[SqlFault]:
    from sqlglot import exp

    writing = (exp.DML, exp.DDL, exp.Command, exp.Into, exp.Lock, exp.Drop, exp.Alter, exp.Merge, exp.Copy)
    is_query = isinstance(parsed, exp.Query)
    if not is_query or any(parsed.find_all(*writing)):
        yield SqlFault("TRL262", "The rule is not a SELECT alone", "write one `SELECT …` that yields one value")


def _reaches_out(parsed: "exp.Expr") -> Iterator[SqlFault]:
    from sqlglot import exp

    known = {OBJECT, *(cte.alias for cte in parsed.find_all(exp.CTE))}
    fix = "read from `{object}` only; other ports are held to by `relationships`"
    for source in parsed.find_all(exp.Table):
        if not isinstance(source.this, exp.Identifier):
            yield SqlFault("TRL263", f"The rule reads from `{source.this.sql(dialect='trino')[:60]}`", fix)
        elif source.name not in known or source.db:
            yield SqlFault("TRL263", f"The rule reads another table, `{source.name[:60]}`", fix)
    for function in parsed.find_all(exp.Func):
        name = function.name if isinstance(function, exp.Anonymous) else function.sql_name()
        if _REACHING_OUT.match(name) and not isinstance(function.parent, exp.Table):
            yield SqlFault("TRL263", f"`{name.lower()}` reaches outside of the table", "use the table's columns only")


def _unknown_columns(parsed: "exp.Expr", columns: frozenset[str]) -> Iterator[SqlFault]:
    from sqlglot import exp

    made = {node.alias.lower() for node in parsed.find_all(exp.Alias)}
    made |= {name.name.lower() for alias in parsed.find_all(exp.TableAlias) for name in alias.args.get("columns") or ()}
    made |= {name.name.lower() for function in parsed.find_all(exp.Lambda) for name in function.expressions}
    tables = {alias.name.lower() for alias in parsed.find_all(exp.TableAlias)} | {OBJECT}
    known = {*columns, *made, *tables, "*"}
    for node in parsed.find_all(exp.Column):
        inside = node.table.lower() in columns - tables  # a field of a structured column, read as `table.column`
        if node.name.lower() not in known and not inside:
            yield SqlFault("TRL264", f"There is no column `{node.name[:60]}`", "name a column of the table")


def _many_values(parsed: "exp.Expr") -> Iterator[SqlFault]:
    from sqlglot import exp

    if not isinstance(parsed, exp.Query):
        return
    outer = parsed.unnest()
    single = len(outer.selects) == 1 and not outer.is_star if isinstance(outer, exp.Select) else False
    if not single or not isinstance(outer, exp.Select) or (outer.args.get("from_") and not _is_one_row(outer)):
        yield SqlFault(
            "TRL265", "The rule does not yield one value", "write an aggregate, as in `SELECT count(*) FROM …`"
        )


def _is_one_row(select: "exp.Select") -> bool:
    from sqlglot import exp

    limit = select.args.get("limit")
    if isinstance(limit, exp.Limit) and limit.expression.sql() == "1":
        return True
    if select.args.get("group"):
        return False
    own = (node for part in select.selects for node in part.find_all(exp.AggFunc))
    return any(not node.find_ancestor(exp.Window) and node.parent_select is select for node in own)
