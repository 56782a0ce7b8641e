"""Rows written down as SQL, run through the compiled checks on a DuckDB of their own."""

from datetime import UTC, datetime

import duckdb

from governance.checks import classify, compile_checks, convert, duplicates, mark_duplicates, reasons_expression

__all__ = ["NOW", "classified", "engine", "reasons", "reasons_with_keys", "relation"]

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


def engine():
    con = duckdb.connect(config={"threads": 1})
    con.execute("SET TimeZone = 'UTC'")
    return con


def relation(columns):
    """Text to select from: `columns` maps `name TYPE` (or a pair of them) to SQL literals, one for each row."""
    named = {(key if isinstance(key, tuple) else tuple(key.split(" ", 1))): values for key, values in columns.items()}
    size = len(next(iter(named.values())))
    rows = []
    for at in range(size):
        cells = [
            f'CAST({values[at]} AS {kind}) AS "{name.replace(chr(34), chr(34) * 2)}"'
            for (name, kind), values in named.items()
        ]
        rows.append(f"SELECT {at} AS __at, {', '.join(cells)}")
    return f"(SELECT * EXCLUDE (__at) FROM ({' UNION ALL '.join(rows)}) ORDER BY __at)"


def types_of(con, source):
    return {row[0]: row[1] for row in con.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}


def classified(contract, columns, *, parents=None, now=NOW):
    """The plan, a connection, and the SELECT that judges these rows."""
    con, plan = engine(), compile_checks(contract)
    source = relation(columns)
    sql = classify(plan, source=source, source_columns=types_of(con, source), parents=parents or {}, now=now)
    return plan, con, sql


def reasons(contract, columns, **more):
    """The ids of the rules that each row breaks, row by row."""
    plan, con, sql = classified(contract, columns, **more)
    return _in_order(con, plan, sql, relation(columns))


def reasons_with_keys(contract, columns, **more):
    """The same, once the rows that share a key are marked."""
    plan, con, sql = classified(contract, columns, **more)
    found = {}
    for number, check in enumerate(duplicates(plan, relation=f"({sql})")):
        con.execute(f"CREATE TEMP TABLE d{number} AS {check.duplicated}")
        found[check.rule] = f"d{number}"
    return _in_order(con, plan, mark_duplicates(plan, classified=sql, duplicated=found), relation(columns))


def _in_order(con, plan, sql, source):
    """Joins shuffle rows; what a row is made of finds it again."""
    found = dict(con.execute(f"SELECT _hash, {reasons_expression(plan)} FROM ({sql})").fetchall())
    untouched = convert(plan, source=source, source_columns=types_of(con, source))
    return [found[row[0]] for row in con.execute(f"SELECT _hash FROM ({untouched})").fetchall()]
