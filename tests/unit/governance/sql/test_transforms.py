import duckdb
import pytest

from governance.errors import Invalid, NotFound
from governance.policy.decision import Mask, RowFilter
from governance.sql import GovernedTable, Relation, compile_transform

FLIGHTS = Relation(
    name="flights",
    columns=(("id", "BIGINT"), ("carrier", "VARCHAR"), ("delay", "DOUBLE"), ("day", "DATE")),
    sql="(SELECT * FROM (VALUES (1, 'UA', 5.0::DOUBLE, DATE '2024-01-01'), (2, 'B6', 7.0, NULL)) t(id, carrier, delay, day))",
)
CARRIERS = Relation(
    name="carriers", columns=(("code", "VARCHAR"), ("name", "VARCHAR")), sql="(SELECT 'UA' AS code, 'United' AS name)"
)
BOTH = {"flights": FLIGHTS, "carriers": CARRIERS}


def compiled(text):
    return compile_transform(text.replace("@", '"input:').replace("#", '"'), BOTH)


def test_a_transform_reads_the_relations_it_was_rendered_to():
    done = compiled("SELECT f.id, c.name FROM @flights# f JOIN @carriers# c ON c.code = f.carrier")
    assert duckdb.connect().execute(done.sql).fetchall() == [(1, "United")]
    assert done.columns_read == {"flights": ("id", "carrier"), "carriers": ("code", "name")}
    assert done.columns == (("id", "BIGINT"), ("name", "VARCHAR"))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT id, upper(carrier) AS carrier, delay / 60 AS hours FROM @flights# WHERE delay > 0",
        "WITH late AS (SELECT id, delay FROM @flights# WHERE delay > 0) SELECT id, delay * 2 AS d FROM late",
        "SELECT * FROM (SELECT id FROM @flights#) AS f",
        "SELECT CASE WHEN delay IS NULL THEN 0 ELSE delay END AS d FROM @flights#",
    ],
)
def test_a_projection_or_filter_of_one_relation_is_row_wise(text):
    assert compiled(text).row_wise


@pytest.mark.parametrize(
    "text",
    [
        "SELECT a.id FROM @flights# a JOIN @flights# b ON a.id = b.id",
        "SELECT count(*) AS n FROM @flights#",
        "SELECT carrier FROM @flights# GROUP BY carrier",
        "SELECT DISTINCT carrier FROM @flights#",
        "SELECT id FROM @flights# ORDER BY id",
        "SELECT id FROM @flights# LIMIT 1",
        "SELECT id, row_number() OVER (ORDER BY id) AS n FROM @flights#",
        "SELECT id FROM @flights# WHERE delay > (SELECT avg(delay) FROM @flights#)",
        "SELECT id FROM @flights# UNION ALL SELECT id FROM @flights#",
        "SELECT id, x FROM @flights# CROSS JOIN UNNEST(ARRAY[1, 2]) AS u(x)",
        "SELECT id, current_date AS today FROM @flights#",
        "SELECT id FROM @flights# WHERE day < current_date",
        "VALUES 1",
        "SELECT 1 AS one",
        "WITH f AS (SELECT id FROM @flights#) SELECT a.id FROM f a, f b",
    ],
)
def test_anything_that_looks_at_other_rows_is_not_row_wise(text):
    assert not compiled(text).row_wise


@pytest.mark.parametrize("name", ["flights", "operations.flights", '"flights"', '"input".flights', '"/etc/passwd"'])
def test_a_table_that_no_input_rendered_is_refused(name):
    with pytest.raises(Invalid, match="cannot name the table"):
        compile_transform(f"SELECT * FROM {name}", BOTH)


def test_an_input_that_is_not_given_is_not_found():
    with pytest.raises(NotFound, match="`weather`"):
        compiled("SELECT * FROM @weather#")


def test_lineage_tells_values_from_what_only_decides():
    done = compiled(
        "SELECT c.name, sum(f.delay) AS total FROM @flights# f JOIN @carriers# c ON c.code = f.carrier WHERE f.id > 1 GROUP BY 1"
    )
    assert done.lineage == (("name", [("carriers", "name")]), ("total", [("flights", "delay")]))
    assert done.influences == (("carriers", "code"), ("carriers", "name"), ("flights", "carrier"), ("flights", "id"))


def test_a_governed_input_is_masked_and_filtered():
    governed = GovernedTable(
        relation=FLIGHTS,
        columns=("id", "carrier"),
        masks=(Mask(column="carrier", kind="redact", policy="p"),),
        filters=(RowFilter(column="id", values=(2,), policy="p"),),
    )
    done = compile_transform('SELECT * FROM "input:flights"', {"flights": governed})
    assert duckdb.connect().execute(done.sql).fetchall() == [(2, "***")]
