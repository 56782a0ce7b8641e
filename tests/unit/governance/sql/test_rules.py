import duckdb
import pytest

from governance.errors import Invalid
from governance.sql import check_rule_sql, compile_rule_sql

COLUMNS = {"id": "BIGINT", "carrier": "VARCHAR", "delay": "DOUBLE", "day": "DATE"}
ROWS = "(VALUES (1, 'UA', 5.0, DATE '2024-01-01'), (2, NULL, -3.0, DATE '2024-01-02'), (2, 'B6', NULL, NULL)) AS t(id, carrier, delay, day)"


def measure(query, property_name=""):
    text = compile_rule_sql(
        query, object_relation=f"(SELECT * FROM {ROWS})", columns=COLUMNS, property_name=property_name
    )
    return duckdb.connect().execute(text).fetchall()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT count(*) FROM {object} WHERE delay < 0", 1),
        ("select count(*) from ${object} o where o.delay is null", 1),
        ("SELECT count(*) FROM { object } WHERE carrier IS NULL", 1),
        ("SELECT count(*) - count(DISTINCT id) FROM {object}", 1),
        ("SELECT (SELECT count(*) FROM {object} WHERE id > 1) * 100 / (SELECT count(*) FROM {object})", 66),
        ("WITH twice AS (SELECT id FROM {object} GROUP BY id HAVING count(*) > 1) SELECT count(*) FROM twice", 1),
        ("SELECT count(*) FROM {object} a WHERE NOT EXISTS (SELECT 1 FROM {object} b WHERE b.id = a.id + 1)", 2),
    ],
)
def test_a_rule_measures_its_own_table(query, expected):
    assert measure(query) == [(expected,)]


def test_the_column_of_a_property_rule_is_filled_in():
    assert measure("SELECT count(*) FROM {object} WHERE {property} IS NULL", "carrier") == [(1,)]


def test_a_placeholder_inside_a_text_or_a_comment_stays_text():
    assert measure("SELECT count(*) FROM {object} WHERE carrier = '{object}' -- {property}") == [(0,)]


def test_a_column_name_with_a_quote_cannot_leave_its_quotes():
    columns = {'a" OR 1=1 --': "INTEGER"}
    query = "SELECT count({property}) FROM {object}"
    text = compile_rule_sql(query, object_relation="t", columns=columns, property_name='a" OR 1=1 --')
    connection = duckdb.connect()
    connection.execute('CREATE TABLE t("a"" OR 1=1 --" INTEGER)')
    assert connection.execute(text).fetchall() == [(0,)]


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("SELECT id FROM {object}", "rule-shape"),
        ("SELECT count(*) FROM {object} GROUP BY id", "rule-shape"),
        ("SELECT count(*) FROM {object} HAVING count(*) > 1", "rule-shape"),
        ("SELECT count(*) FROM {object} LIMIT 0", "rule-shape"),
        ("SELECT sum(id) OVER () FROM {object}", "rule-shape"),
        ("SELECT count(*), 1 FROM {object}", "rule-shape"),
        ("SELECT max(day) FROM {object}", "rule-shape"),
        ("SELECT 1", "rule-tables"),
        ("SELECT count(*) FROM operations.flights", "rule-tables"),
        ("SELECT count(*) FROM {object} JOIN operations.flights f ON f.id = 1", "rule-tables"),
        ("SELECT count(*) FROM read_csv('/etc/passwd')", "sql-function"),
        ("SELECT count(*) FROM '/etc/passwd'", "rule-tables"),
        ("DROP TABLE {object}", "sql-not-allowed"),
        ("SELECT count(*) FROM {object}; DELETE FROM {object}", "sql-statement"),
        ("SELECT count(*) FROM {object} WHERE {property} > 1", "rule-property"),
        ("SELECT count(*) FROM {object} WHERE nope > 1", "sql-unknown-column"),
        ("", "sql-syntax"),
    ],
)
def test_a_rule_that_is_no_measure_of_its_table_is_refused(query, slug):
    with pytest.raises(Invalid) as refusal:
        measure(query)
    assert refusal.value.case == slug
    assert refusal.value.hint


@pytest.mark.parametrize("query", ["SELECT count(*) FROM {object}", "SELECT count(*) FROM {object} WHERE whatever = 1"])
def test_without_columns_only_the_grammar_is_checked(query):
    assert check_rule_sql(query) == []


def test_problems_are_sentences_with_their_cure():
    assert check_rule_sql("SELECT count(*) FROM {object} WHERE carier = 'UA'", COLUMNS) == [
        "There is no column `carier`: did you mean `carrier`?"
    ]
