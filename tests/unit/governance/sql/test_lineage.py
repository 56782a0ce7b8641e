import pytest

from governance.sql import column_lineage, influences, parse_query

SCHEMAS = {
    "ops.flights": {"id": "BIGINT", "carrier": "VARCHAR", "delay": "DOUBLE", "tags": "VARCHAR[]"},
    "ops.carriers": {"code": "VARCHAR", "name": "VARCHAR"},
}
F, C = "ops.flights", "ops.carriers"


@pytest.mark.parametrize(
    ("text", "edges"),
    [
        ("SELECT id FROM ops.flights", [("id", [(F, "id")])]),
        ("SELECT id + delay AS x, 1 AS one FROM ops.flights", [("x", [(F, "delay"), (F, "id")]), ("one", [])]),
        (
            "SELECT carrier, avg(delay) d FROM ops.flights GROUP BY 1",
            [("carrier", [(F, "carrier")]), ("d", [(F, "delay")])],
        ),
        ("SELECT name FROM ops.flights JOIN ops.carriers ON code = carrier", [("name", [(C, "name")])]),
        ("WITH t AS (SELECT delay * 2 AS x FROM ops.flights) SELECT max(x) AS m FROM t", [("m", [(F, "delay")])]),
        ("SELECT x FROM (SELECT coalesce(name, code) AS x FROM ops.carriers) t", [("x", [(C, "code"), (C, "name")])]),
        (
            "SELECT carrier AS k FROM ops.flights UNION SELECT code FROM ops.carriers",
            [("k", [(C, "code"), (F, "carrier")])],
        ),
        ("SELECT (SELECT max(name) FROM ops.carriers) AS n", [("n", [(C, "name")])]),
        ("SELECT u.t FROM ops.flights CROSS JOIN UNNEST(tags) AS u(t)", [("t", [(F, "tags")])]),
        ("SELECT transform(tags, t -> t || carrier) AS x FROM ops.flights", [("x", [(F, "carrier"), (F, "tags")])]),
        (
            "SELECT CASE WHEN delay > 0 THEN name END AS x FROM ops.flights, ops.carriers",
            [("x", [(C, "name"), (F, "delay")])],
        ),
        ("SELECT count(*) AS n FROM ops.flights", [("n", [])]),
        (
            "SELECT id FROM ops.flights f JOIN (SELECT id, name FROM ops.flights, ops.carriers) g USING (id)",
            [("id", [(F, "id")])],
        ),
    ],
)
def test_each_output_knows_its_columns(text, edges):
    assert column_lineage(parse_query(text), SCHEMAS) == edges


@pytest.mark.parametrize(
    ("text", "indirect"),
    [
        ("SELECT id FROM ops.flights", []),
        ("SELECT id FROM ops.flights WHERE delay > 0", [(F, "delay")]),
        ("SELECT count(*) FROM ops.flights GROUP BY carrier", [(F, "carrier")]),
        ("SELECT id FROM ops.flights ORDER BY delay", [(F, "delay")]),
        ("SELECT name FROM ops.flights JOIN ops.carriers ON code = carrier", [(C, "code"), (F, "carrier")]),
        (
            "SELECT row_number() OVER (PARTITION BY carrier ORDER BY delay) FROM ops.flights",
            [(F, "carrier"), (F, "delay")],
        ),
        ("SELECT sum(id) FILTER (WHERE delay > 0) FROM ops.flights", [(F, "delay")]),
        ("SELECT count(*) FROM ops.flights HAVING max(delay) > 0", [(F, "delay")]),
        (
            "SELECT id FROM ops.flights WHERE carrier IN (SELECT code FROM ops.carriers WHERE name > 'a')",
            [(C, "code"), (C, "name"), (F, "carrier")],
        ),
        ("SELECT array_agg(id ORDER BY delay) FROM ops.flights", [(F, "delay")]),
    ],
)
def test_what_only_decides_about_rows_is_told_apart(text, indirect):
    assert influences(parse_query(text), SCHEMAS) == indirect
