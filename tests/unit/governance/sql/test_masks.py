import datetime as dt
import hashlib
import hmac

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.policy.decision import Mask
from governance.sql import GovernedTable, Relation, parse_query, rewrite

KINDS = {
    "s": "VARCHAR", "n": "BIGINT", "x": "DOUBLE", "m": "DECIMAL(10,2)", "d": "DATE", "t": "TIMESTAMP", "b": "BOOLEAN", "l": "VARCHAR[]",
    "r": "STRUCT(a INTEGER, b VARCHAR)",
}  # fmt: skip
ROW = "SELECT 'secret-9876' AS s, 7::BIGINT AS n, 1.5::DOUBLE AS x, 2.25::DECIMAL(10,2) AS m, DATE '2024-05-06' AS d, TIMESTAMP '2024-05-06 07:08:09' AS t, true AS b, ['x'] AS l, {'a': 1, 'b': 'y'} AS r"


def masked(column, *kinds, row=ROW, key=b"key", query="SELECT {0} FROM a.t"):
    relation = Relation(name="a.t", columns=tuple(KINDS.items()), sql=f"({row})")
    masks = tuple(Mask(column=name, kind=kind, policy="p") for name, kind in kinds)
    governed = GovernedTable(relation=relation, columns=tuple(KINDS), masks=masks)
    return rewrite(parse_query(query.format(column)), {"a.t": governed}, hash_key=key)


def answered(*arguments, **options):
    return duckdb.execute(masked(*arguments, **options).sql).fetchall()


def seen(*arguments, **options):
    return answered(*arguments, **options)[0][0]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("redact", {"s": "***", "n": None, "d": None, "l": None, "r": None}),
        ("null", {"s": None, "n": None, "t": None, "b": None}),
        ("hash", {"n": None, "d": None, "s": hmac.digest(b"key", b"secret-9876", "sha256").hex()}),
        ("year", {"d": dt.date(2024, 1, 1), "s": None, "n": None}),
        ("last4", {"s": "***9876", "n": None}),
        ("no-such-mask", {"s": None, "n": None}),
    ],
)
def test_a_mask_hides_each_type_in_its_way(kind, expected):
    assert {column: seen(column, (column, kind)) for column in expected} == expected


@pytest.mark.parametrize("length", [0, 1, 63, 64, 65, 200])
def test_a_hash_is_the_hmac_that_anyone_with_the_key_can_compute(length):
    key = bytes(range(length))
    assert seen("s", ("s", "hash"), key=key) == hmac.new(key, b"secret-9876", "sha256").hexdigest()


@pytest.mark.parametrize("column", KINDS)
@pytest.mark.parametrize("kind", ["redact", "null", "hash", "year", "last4"])
def test_a_mask_keeps_the_columns_type(column, kind):
    described = duckdb.execute("DESCRIBE " + masked(column, (column, kind)).sql).fetchall()
    assert [row[1] for row in described] == [KINDS[column]]


def test_the_year_of_a_timestamp_stays_a_timestamp():
    assert str(seen("t", ("t", "year"))) == "2024-01-01 00:00:00"


@pytest.mark.parametrize("text", ["", "1234", "abcd"])
def test_the_last_four_of_a_short_text_show_nothing(text):
    assert seen("s", ("s", "last4"), row=ROW.replace("'secret-9876'", f"'{text}'")) == "***"


@given(st.text(), st.binary(max_size=100))
def test_the_hash_is_hmac_sha256_of_the_text_under_the_key(text, key):
    literal = "chr(0)".join("'" + part.replace("'", "''") + "'" for part in [text]).replace("\0", "' || chr(0) || '")
    found = seen("s", ("s", "hash"), row=ROW.replace("'secret-9876'", f"({literal})"), key=key)
    assert found == hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def test_a_null_has_no_hash():
    assert seen("s", ("s", "hash"), row=ROW.replace("'secret-9876'", "NULL::VARCHAR")) is None


def test_redacting_does_not_show_which_are_null():
    assert seen("s", ("s", "redact"), row=ROW.replace("'secret-9876'", "NULL::VARCHAR")) == "***"


def test_of_several_masks_the_strictest_holds():
    assert seen("s", ("s", "last4"), ("s", "null"), ("s", "redact")) is None
    assert seen("s", ("s", "last4"), ("s", "redact")) == "***"


def test_a_mask_on_a_field_hides_the_whole_row():
    assert seen("r", ("r.b", "redact")) is None


@pytest.mark.parametrize(
    "query",
    [
        "SELECT count(*) FROM a.t WHERE {0} LIKE 'secret%'",
        "SELECT count(*) FROM a.t GROUP BY {0} HAVING {0} <> '***'",
        "SELECT count(*) FROM a.t x JOIN a.t y ON x.{0} = y.{0} AND x.{0} <> '***'",
        "SELECT count(*) FROM (SELECT {0} AS z FROM a.t ORDER BY {0}) WHERE z = 'secret-9876'",
    ],
)
def test_a_mask_stands_below_every_expression(query):
    assert answered("s", ("S", "redact"), row=f"{ROW} UNION ALL {ROW}", query=query) in ([], [(0,)])


def test_the_text_that_holds_the_key_is_not_shown():
    done = masked("s", ("s", "hash"))
    assert "sha256" in done.sql
    assert "sha256" not in repr(done)
