import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import Denied
from governance.policy.decision import RowFilter
from governance.sql import GovernedTable, Relation, parse_query, rewrite

COLUMNS = (("s", "VARCHAR"), ("n", "BIGINT"), ("b", "BOOLEAN"), ("d", "DATE"), ("m", "DECIMAL(10,2)"), ("u", "UUID"))


def governed(rows, *filters):
    relation = Relation(name="a.t", columns=COLUMNS, sql=rows)
    return GovernedTable(
        relation=relation, columns=("s",), filters=tuple(RowFilter(column=c, values=v, policy="p") for c, v in filters)
    )


def visible(rows, *filters, query="SELECT s FROM a.t ORDER BY s"):
    done = rewrite(parse_query(query), {"a.t": governed(rows, *filters)}, hash_key=b"")
    return [row[0] for row in duckdb.execute(done.sql).fetchall()]


ROWS = """(SELECT * FROM (VALUES ('a', 1::BIGINT, true, DATE '2024-01-01', 1.50::DECIMAL(10,2), NULL::UUID),
    ('b', 2, false, DATE '2024-01-02', 2.00, '6fa459ea-ee8a-3ca4-894e-db77e160355e'), (NULL, NULL, NULL, NULL, NULL, NULL)) t(s, n, b, d, m, u))"""


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ([("s", ("a",))], ["a"]),
        ([("s", ("a", "b"))], ["a", "b"]),
        ([("S", ("a",))], ["a"]),
        ([("s", ())], []),
        ([("n", (1, 2))], ["a", "b"]),
        ([("n", ("2",))], ["b"]),
        ([("n", ("2 OR 1=1", 1.5, True, "٢", 2**70))], []),
        ([("b", (True,))], ["a"]),
        ([("b", ("false", "maybe"))], ["b"]),
        ([("d", ("2024-01-02",))], ["b"]),
        ([("m", ("1.50",))], ["a"]),
        ([("u", ("6fa459ea-ee8a-3ca4-894e-db77e160355e",))], ["b"]),
        ([("s", ("a", "b")), ("n", (2,))], ["b"]),
        ([("s", ("a",)), ("s", ("b",))], []),
        ([("s", (None,))], []),
        ([("d", ())], []),
        ([("d", ("2024-01-01", "2024-01-02"))], ["a", "b"]),
        ([("m", ("1.50", "2.00"))], ["a", "b"]),
        ([("u", ("\ud800",))], []),
    ],
)
def test_only_rows_that_every_filter_keeps_are_seen(filters, expected):
    assert visible(ROWS, *filters) == expected


@pytest.mark.parametrize("value", [2**63 - 1, -(2**63)])
def test_the_last_numbers_of_a_column_can_be_asked_for(value):
    rows = f"(SELECT * REPLACE (({value})::BIGINT AS n) FROM {ROWS})"
    assert visible(rows, ("n", (value,))) == ["a", "b", None]
    assert visible(rows, ("n", (value + 1 if value > 0 else value - 1,))) == []


def test_a_filter_works_on_a_column_that_is_not_granted():
    assert visible(ROWS, ("n", (1,))) == ["a"]


@pytest.mark.parametrize(
    "value", ["'", "''", "a' OR '1'='1", "\\", "\\'", '"', "--", "a\0b", "é\U0001f600", ";DROP TABLE x", "%", ""]
)
def test_a_value_is_compared_as_it_stands(value):
    literal = "'" + value.replace("'", "''").replace("\0", "' || chr(0) || '") + "'"
    rows = f"(SELECT ({literal}) AS s, 1::BIGINT AS n, true AS b, NULL::DATE AS d, NULL::DECIMAL(10,2) AS m, NULL::UUID AS u UNION ALL SELECT 'other', 2, true, NULL, NULL, NULL)"
    assert visible(rows, ("s", (value,))) == [value]


@given(st.lists(st.text(), max_size=5), st.text())
def test_no_attribute_lets_another_row_through(values, other):
    rows = (
        "(SELECT 'hidden' AS s, 1::BIGINT AS n, true AS b, NULL::DATE AS d, NULL::DECIMAL(10,2) AS m, NULL::UUID AS u)"
    )
    assert visible(rows, ("s", tuple(v for v in [*values, other] if v != "hidden"))) == []


def test_half_a_surrogate_matches_nothing():
    assert visible(ROWS, ("s", ("\ud800", "a"))) == ["a"]


def test_a_filter_on_a_column_that_is_gone_shows_nothing_at_all():
    with pytest.raises(Denied) as refusal:
        visible(ROWS, ("gone", ("x",)))
    assert refusal.value.case == "filter-undecided"


@pytest.mark.parametrize(
    "query",
    ["SELECT count(*) FROM a.t", "SELECT count(*) FROM a.t x, a.t y", "SELECT count(*) FROM (SELECT 1 FROM a.t)"],
)
def test_rows_are_filtered_even_when_no_column_is_read(query):
    assert visible(ROWS, ("n", (1,)), query=query) == [1]
