"""SQL rules that count broken rows, asked of each row: both readings of a rule must agree on every row."""

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.errors import Invalid
from governance.sql import compile_rule_sql
from governance.sql.row_conditions import ColumnText, counts_rows, row_condition

TYPES = {
    "id": "BIGINT",
    "word": "VARCHAR",
    "size": "DOUBLE",
    "day": "DATE",
    "items": "BIGINT[]",
    "s0": "BIGINT",
    "t0": "BIGINT",
}
COLUMNS = {name: ColumnText(type=kind, sql=f'r."{name}"') for name, kind in TYPES.items()}
CONDITIONS = [
    "id > 1",
    "word IS NULL OR word = ''",
    "NOT (size > 0)",
    "size <> size",
    "id % 2 = 0 AND word LIKE 'a%'",
    "CASE WHEN id > 0 THEN word = 'a' ELSE size IS NULL END",
    "day < DATE '2024-01-01'",
    "coalesce(size, 0) BETWEEN -1 AND 1",
    "id IN (1, 2, NULL)",
    "any_match(items, x -> x > id)",
    "any_match(items, s0 -> s0 = 1)",
    "any_match(items, t0 -> t0 = id)",
    "any_match(items, r -> r > s0)",
    "any_match(items, p1 -> p1 > t0)",
    "cardinality(filter(items, p0 -> p0 <> s0)) > 1",
    "reduce(items, 0, (s, x) -> s + coalesce(x, 0), s -> s) > 3",
    "upper(word) = word",
    "s0 = t0",
    "TRY(CAST(word AS BIGINT)) IS NULL",
    "10 / NULLIF(id, 0) > 2",
]
RAISING = ["CAST(word AS BIGINT) > 0", "10 / id > 2", "items[3] = 1", "CAST(size AS BIGINT) = 1"]
ROWS = st.fixed_dictionaries(
    {
        "id": st.none() | st.integers(-3, 3),
        "word": st.none() | st.sampled_from(["", "a", "ab", "A", "7", "é", "it's"]),
        "size": st.none() | st.sampled_from([0.0, -1.5, 1.0, float("nan"), float("inf"), 1e300]),
        "day": st.none() | st.sampled_from(["2023-12-31", "2024-01-01"]),
        "items": st.none() | st.lists(st.none() | st.integers(0, 3), max_size=3),
        "s0": st.none() | st.integers(0, 2),
        "t0": st.none() | st.integers(0, 2),
    }
)


@pytest.fixture(scope="module")
def engine():
    with duckdb.connect(config={"threads": 1}) as connection:
        yield connection


def table(rows):
    """The rows as text to select from, with their numbers."""
    listed = [
        f"({at}, {', '.join(f'CAST({text(row[name])} AS {kind})' for name, kind in TYPES.items())})"
        for at, row in enumerate(rows)
    ]
    empty = ", ".join(f"CAST(NULL AS {kind})" for kind in TYPES.values())
    names = ", ".join(f'"{name}"' for name in TYPES)
    values = ", ".join([*listed, f"(-1, {empty})"])
    return f"(SELECT * FROM (VALUES {values}) AS v (row_at, {names}) WHERE row_at >= 0)"


def text(value):
    if value is None:
        return "NULL"
    if isinstance(value, list):
        return f"[{', '.join(map(text, value))}]"
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


def marked(engine, rule, rows):
    """The numbers of the rows that the condition is true for."""
    found = engine.execute(
        f"SELECT row_at FROM {table(rows)} AS r WHERE {row_condition(rule, COLUMNS)} ORDER BY 1"
    ).fetchall()
    return [at for (at,) in found]


def counted(engine, rule, rows):
    """What the rule as a query says."""
    compiled = compile_rule_sql(rule, object_relation=f"(SELECT * EXCLUDE (row_at) FROM {table(rows)})", columns=TYPES)
    return engine.execute(compiled).fetchall()[0][0]


def counted_or_none(engine, rule, rows):
    try:
        return counted(engine, rule, rows)
    except duckdb.Error:
        return None


relaxed = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])


@relaxed
@given(rows=st.lists(ROWS, max_size=6), condition=st.sampled_from(CONDITIONS))
def test_as_many_rows_are_marked_as_the_query_counts(engine, rows, condition):
    rule = f"SELECT count(*) FROM {{object}} WHERE {condition}"
    assert len(marked(engine, rule, rows)) == counted(engine, rule, rows)


@relaxed
@given(rows=st.lists(ROWS, max_size=6), condition=st.sampled_from(RAISING))
def test_where_the_query_fails_just_the_rows_that_are_why_are_marked_too(engine, rows, condition):
    rule = f"SELECT count(*) FROM {{object}} WHERE {condition}"
    alone = [counted_or_none(engine, rule, [row]) for row in rows]
    assert marked(engine, rule, rows) == [at for at, count in enumerate(alone) if count != 0]


def test_a_condition_that_fails_for_one_row_marks_that_row(engine):
    rows = [{**dict.fromkeys(TYPES), "word": word} for word in ("5", "x", "-1", None)]
    assert marked(engine, "SELECT count(*) FROM {object} WHERE CAST(word AS BIGINT) > 0", rows) == [0, 1]


@pytest.mark.parametrize(
    "rule",
    [
        "SELECT count(*) FROM {object} WHERE id > 1",
        "SELECT COUNT(*) AS broken FROM {object} AS o WHERE o.id > 1",
        'SELECT count(*) FROM {object} "O" WHERE "O".id > 1',
        "select count(*) from ${object} x where x.id > 1 and id > 1",
        "SELECT count(*) FROM {object} WHERE {object}.id > 1",
    ],
)
def test_a_table_may_be_called_as_in_any_query(engine, rule):
    assert counts_rows(rule)
    rows = [{**dict.fromkeys(TYPES), "id": number} for number in (1, 2, None)]
    assert marked(engine, rule, rows) == [1]


def test_the_column_of_a_property_rule_is_filled_in(engine):
    rule = "SELECT count(*) FROM {object} WHERE {property} < 0"
    assert counts_rows(rule, "size")
    condition = row_condition(rule, COLUMNS, "size")
    rows = table([{**dict.fromkeys(TYPES), "size": size} for size in (1.0, -1.0)])
    assert engine.execute(f"SELECT row_at FROM {rows} AS r WHERE {condition}").fetchall() == [(1,)]


@pytest.mark.parametrize(
    "rule",
    [
        "SELECT count(*) FROM {object}",
        "SELECT count(id) FROM {object} WHERE id > 1",
        "SELECT count(DISTINCT id) FROM {object} WHERE id > 1",
        "SELECT count(*) + 1 FROM {object} WHERE id > 1",
        "SELECT count(*) * 2 FROM {object} WHERE id > 1",
        "SELECT sum(id) FROM {object} WHERE id > 1",
        "SELECT count(*) FROM {object} WHERE id > 1 GROUP BY carrier",
        "SELECT count(*) FROM {object} WHERE id > 1 HAVING count(*) > 1",
        "SELECT DISTINCT count(*) FROM {object} WHERE id > 1",
        "SELECT count(*) FROM {object} WHERE id > 1 LIMIT 1",
        "SELECT count(*) FROM {object} WHERE id > 1 OFFSET 1",
        "SELECT count(*) FROM {object} WHERE id > 1 ORDER BY 1",
        "SELECT count(*) FILTER (WHERE id > 2) FROM {object} WHERE id > 1",
        "SELECT count(*) OVER () FROM {object} WHERE id > 1",
        "SELECT count(*), count(*) FROM {object} WHERE id > 1",
        "SELECT count(*) FROM {object} WHERE id > (SELECT avg(id) FROM {object})",
        "SELECT count(*) FROM {object} WHERE EXISTS (SELECT 1 FROM {object} b WHERE b.id = 1)",
        "SELECT count(*) FROM {object} WHERE id IN (SELECT id FROM {object})",
        "SELECT count(*) FROM {object} a JOIN {object} b ON a.id = b.id WHERE a.id > 1",
        "SELECT count(*) FROM {object} a, {object} b WHERE a.id > 1",
        "SELECT count(*) FROM (SELECT id FROM {object}) WHERE id > 1",
        "WITH x AS (SELECT 1) SELECT count(*) FROM {object} WHERE id > 1",
        "SELECT count(*) FROM {object} WHERE id > 1 UNION ALL SELECT count(*) FROM {object} WHERE id > 2",
        "SELECT (SELECT count(*) FROM {object} WHERE id > 1)",
        "SELECT count(*) FROM {object} WHERE count(*) > 1",
        "SELECT count(*) FROM {object} WHERE id > 1 AND sum(id) > 1",
        "SELECT count(*) FROM {object} WHERE row_number() OVER () > 1",
        "SELECT count(*) FROM {object} WHERE max(id) OVER (ORDER BY id) > 1",
        "SELECT count(*) FROM {object} TABLESAMPLE BERNOULLI (10) WHERE id > 1",
        "SELECT count(*) FROM {object} CROSS JOIN UNNEST(items) AS t (x) WHERE x > 1",
        "SELECT count(*) FROM other WHERE id > 1",
        "DELETE FROM {object} WHERE id > 1",
        "not sql",
        "",
    ],
)
def test_a_rule_that_is_not_about_one_row_is_told_apart(rule):
    assert not counts_rows(rule)


@pytest.mark.parametrize(
    "condition",
    ["nothing > 1", "id", "word", "id > 1 AND items", "read_text('x') = ''"],
)
def test_a_condition_that_does_not_resolve_is_refused_with_a_hint(condition):
    with pytest.raises(Invalid) as failure:
        row_condition(f"SELECT count(*) FROM {{object}} WHERE {condition}", COLUMNS)
    assert failure.value.message


def test_what_does_not_count_rows_has_no_condition():
    with pytest.raises(ValueError, match="one by one"):
        row_condition("SELECT count(id) FROM {object} WHERE id > 1", COLUMNS)
