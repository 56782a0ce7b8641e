import datetime as dt
from decimal import Decimal

import pytest

from tests.unit.governance.sql.semantics import FAILS, at, outcome

CASES = [
    ("CAST('12' AS integer)", 12),
    ("CAST(' 12 ' AS bigint)", 12),
    ("CAST('-3' AS smallint)", -3),
    ("CAST('1.5' AS integer)", FAILS),
    ("TRY_CAST('1.5' AS integer)", None),
    ("TRY_CAST('1e3' AS integer)", None),
    ("TRY_CAST('0x1F' AS integer)", None),
    ("TRY_CAST('1_000' AS bigint)", None),
    ("TRY_CAST('300' AS tinyint)", None),
    ("CAST(1.5e0 AS integer)", 2),
    ("CAST(2.5e0 AS integer)", 3),
    ("CAST(-2.5e0 AS bigint)", -3),
    ("CAST(2.5 AS integer)", 3),
    ("CAST(1e20 AS bigint)", FAILS),
    ("CAST(nan() AS bigint)", FAILS),
    ("CAST(true AS integer)", 1),
    ("CAST('1.5' AS double)", 1.5),
    ("CAST('1.255' AS decimal(5, 2))", Decimal("1.26")),
    ("CAST(1234 AS decimal(3, 0))", FAILS),
    ("CAST(1.5 AS decimal)", Decimal(2)),
    ("CAST('true' AS boolean)", True),
    ("CAST('F' AS boolean)", False),
    ("TRY_CAST('yes' AS boolean)", None),
    ("CAST(0 AS boolean)", False),
    ("CAST(12 AS varchar)", "12"),
    ("CAST(1.50 AS varchar)", "1.50"),
    ("CAST(true AS varchar)", "true"),
    ("CAST('abcdef' AS varchar(3))", "abc"),
    ("CAST(DATE '2024-01-02' AS varchar)", "2024-01-02"),
    ("CAST(TIMESTAMP '2024-01-02 03:04:05.6' AS varchar)", "2024-01-02 03:04:05.600000"),
    ("CAST('2024-01-02' AS date)", dt.date(2024, 1, 2)),
    ("CAST('2024-1-2' AS date)", dt.date(2024, 1, 2)),
    ("TRY_CAST('2024/01/02' AS date)", None),
    ("TRY_CAST('2024-02-30' AS date)", None),
    ("CAST('2024-01-02 03:04' AS timestamp)", at("2024-01-02 03:04:00")),
    ("TRY_CAST(concat('2024-01-02', 'T03:04:05') AS timestamp)", None),
    ("CAST(DATE '2024-01-02' AS timestamp)", at("2024-01-02 00:00:00")),
    ("CAST(TIMESTAMP '2024-01-02 03:04:05' AS date)", dt.date(2024, 1, 2)),
    ("CAST('10:11:12' AS time)", dt.time(10, 11, 12)),
    ("CAST(ARRAY[1, 2] AS array(varchar))", ["1", "2"]),
    ("CAST(ROW(1, 'a') AS row(x bigint, y varchar)).y", "a"),
    ("CAST(NULL AS bigint)", None),
    ("CAST(JSON '\"a\"' AS varchar)", "a"),
    ("CAST(JSON '[1, 2]' AS array(bigint))", [1, 2]),
    ("json_format(CAST('a' AS json))", '"a"'),
    ("CAST('6fa459ea-ee8a-3ca4-894e-db77e160355e' AS uuid) IS NULL", False),
    ("CAST(X'00' AS varchar)", FAILS),
    ("CAST('a' AS varbinary)", FAILS),
    ("CAST('a' AS char(3))", FAILS),
    ("CAST(1 AS string)", FAILS),
    ("CAST(1 AS decimal(39, 0))", FAILS),
    ("CAST('a' AS varchar(0))", FAILS),
    ("DATE '2024-02-30'", FAILS),
    ("DATE 'yesterday'", FAILS),
    ("TIMESTAMP '2024-01-02T03:04:05'", at("2024-01-02 03:04:05")),
]


@pytest.mark.parametrize(("expression", "expected"), CASES, ids=[case[0] for case in CASES])
def test_casts_mean_what_they_mean_in_trino(value, expression, expected):
    assert outcome(value, expression) == expected
