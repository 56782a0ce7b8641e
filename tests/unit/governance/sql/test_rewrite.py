import duckdb
import pytest

from governance.errors import Denied, Invalid, NotFound
from governance.sql import GovernedTable, Relation, parse_query, rewrite
from tests.unit.governance.sql.conftest import FLIGHTS_RELATION, OPEN

PART = {
    **OPEN,
    "ops.flights": GovernedTable(relation=FLIGHTS_RELATION, columns=("id", "carrier", "delay")),
}


def done(text, tables=PART):
    return rewrite(parse_query(text), tables, hash_key=b"")


@pytest.mark.parametrize(
    ("text", "tables"),
    [
        ("SELECT 1", ()),
        ("SELECT * FROM ops.flights", ("ops.flights",)),
        ("SELECT * FROM mesh.ops.flights, OPS.Carriers", ("ops.flights", "ops.carriers")),
        ("WITH x AS (SELECT * FROM ops.a) SELECT * FROM x JOIN ops.b USING (id)", ("ops.a", "ops.b")),
        ("SELECT 1 WHERE EXISTS (SELECT 1 FROM ops.a WHERE x IN (SELECT y FROM ops.b))", ("ops.a", "ops.b")),
        ("SELECT * FROM ops.a UNION SELECT * FROM ops.b", ("ops.a", "ops.b")),
        ("WITH a AS (SELECT * FROM x.a) SELECT * FROM (WITH a AS (SELECT * FROM y.a) SELECT * FROM a)", ("x.a", "y.a")),
        ("SELECT * FROM ops.flights_v2", ("ops.flights_v2",)),
    ],
)
def test_the_tables_of_a_query_are_known_before_anything_else(text, tables):
    assert parse_query(text).tables == tables


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("SELECT carrier FROM ops.flights", {"ops.flights": ("carrier",)}),
        ("SELECT * FROM ops.flights", {"ops.flights": ("id", "carrier", "delay")}),
        ("SELECT count(*) FROM ops.flights", {"ops.flights": ()}),
        (
            "SELECT f.id FROM ops.flights f WHERE delay > 0 ORDER BY f.carrier",
            {"ops.flights": ("id", "carrier", "delay")},
        ),
        (
            "SELECT name FROM ops.flights JOIN ops.carriers ON carrier = code",
            {"ops.flights": ("carrier",), "ops.carriers": ("code", "name")},
        ),
        ("SELECT a.id FROM ops.flights a, ops.flights b WHERE b.delay = 1", {"ops.flights": ("id", "delay")}),
        ("SELECT 1", {}),
    ],
)
def test_it_is_recorded_which_columns_are_read(text, read):
    assert done(text).columns_read == read


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("SELECT id, Carrier AS c, id + 1, count(*) OVER () FROM ops.flights", ("id", "c", "_col2", "_col3")),
        ("SELECT id, id, id AS id_1 FROM ops.flights", ("id", "id_1", "id_1_1")),
        ("SELECT * FROM ops.flights", ("id", "carrier", "delay")),
        ('SELECT id AS "a ""b" FROM ops.flights', ('a "b',)),
        ("SELECT f.* FROM ops.flights f JOIN ops.carriers c ON true", ("id", "carrier", "delay")),
    ],
)
def test_every_output_has_a_name_of_its_own(text, columns):
    rewritten = done(text)
    assert rewritten.columns == columns
    assert tuple(column[0] for column in duckdb.connect().execute(rewritten.sql).description) == columns


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("SELECT carier FROM ops.flights", "did you mean `carrier`?"),
        ("SELECT f.nam FROM ops.flights f, ops.carriers c", "there are"),
        ("SELECT c.nam FROM ops.flights f, ops.carriers c", "did you mean `name`?"),
        ("SELECT x.id FROM ops.flights f", "did you mean"),
        ("SELECT id FROM ops.flights WHERE total > 1", "there are"),
        ("SELECT count(*) AS n FROM ops.flights HAVING n > 1", "there are"),
    ],
)
def test_an_unknown_column_comes_with_what_is_there(text, hint):
    with pytest.raises(Invalid) as refusal:
        done(text)
    assert refusal.value.case in {"sql-unknown-column", "sql-unknown-table"}
    assert refusal.value.hint.startswith(hint) or hint in refusal.value.hint or "f" in refusal.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "SELECT tail FROM ops.flights",
        "SELECT TAIL FROM ops.flights",
        "SELECT f.tail FROM ops.flights f",
        "SELECT ops.flights.tail FROM ops.flights",
        "SELECT id FROM ops.flights WHERE tail = 'x'",
        "SELECT id FROM ops.flights ORDER BY tail",
        "SELECT a.id FROM ops.flights a JOIN ops.flights b USING (tail)",
        "SELECT id FROM ops.carriers c JOIN ops.flights f ON f.tail = c.code",
    ],
)
def test_a_column_that_no_grant_covers_is_denied_in_the_same_words_everywhere(text):
    with pytest.raises(Denied) as refusal:
        done(text)
    assert refusal.value.message == "Your grants for `ops.flights` do not cover the column `tail`"
    assert (refusal.value.case, refusal.value.context["column"]) == ("column-not-granted", "tail")


def test_a_withheld_name_does_not_hide_anothers_column():
    assert done("SELECT rank FROM ops.flights, ops.carriers").columns_read["ops.carriers"] == ("rank",)


def test_a_table_that_is_not_given_is_not_found():
    with pytest.raises(NotFound) as refusal:
        done("SELECT 1 FROM ops.nothing")
    assert (refusal.value.case, refusal.value.hint) == ("table-not-found", "`trellis list` shows what there is")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT id FROM ops.flights a, ops.flights b",
        "SELECT id FROM ops.flights a JOIN ops.flights b USING (id) JOIN ops.flights c ON true",
        "SELECT x FROM (SELECT 1 AS x, 2 AS x)",
    ],
)
def test_an_ambiguous_column_is_refused(text):
    with pytest.raises(Invalid, match="ambiguous"):
        done(text.replace("SELECT id FROM ops.flights a JOIN", "SELECT delay FROM ops.flights a JOIN"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("SELECT * FROM ops.flights, ops.flights", "called `flights`"),
        ("WITH a AS (SELECT 1), a AS (SELECT 2) SELECT * FROM a", "defines `a` twice"),
        ("SELECT 1 UNION SELECT 1, 2", "1 and 2 columns"),
        ("SELECT (SELECT 1, 2)", "1 column"),
        ("SELECT *", "needs a FROM"),
        ("SELECT z.* FROM ops.flights", "called `z`"),
        ("SELECT id FROM ops.flights ORDER BY 2", "Position 2"),
        ("SELECT id FROM ops.flights GROUP BY 5", "Position 5"),
        ("SELECT sum(id) OVER w FROM ops.flights", "no window `w`"),
        ("SELECT rank() FROM ops.flights", "needs a window"),
        ("SELECT lower('a') OVER () FROM ops.flights", "has no window"),
        ("SELECT id FROM ops.flights WHERE id", "boolean"),
        (
            "SELECT count(*) FILTER (WHERE delay > 0) FROM ops.flights WHERE sum(id) FILTER (WHERE true) > (SELECT 'a', 1)",
            "1 column",
        ),
        ("SELECT * FROM ops.flights t(a, b)", "2 column names for 3"),
        ("VALUES (1), (1, 2)", "different lengths"),
        ("SELECT x FROM UNNEST(ARRAY[1]) AS t(x, y)", "1 columns here, not 2"),
        ("SELECT x FROM UNNEST(1) AS t(x)", "arrays and maps"),
        ("SELECT id[1] FROM ops.flights", "out of integer"),
        ("SELECT id.x FROM ops.flights", "cannot be taken out of integer"),
        ("SELECT sum(DISTINCT id, 2) FROM ops.flights", "takes 1 arguments"),
        ("SELECT corr(DISTINCT id, id) FROM ops.flights", "does not take DISTINCT"),
        ("SELECT a FROM ops.flights JOIN ops.carriers USING (code)", "`code`"),
        ("SELECT id FROM ops.flights LIMIT 'x'", "take a number"),
        ("SELECT lower(lower) FROM ops.flights", "`lower`"),
    ],
)
def test_what_does_not_resolve_says_why(text, says):
    with pytest.raises(Invalid) as refusal:
        done(text)
    assert says in refusal.value.message
    assert refusal.value.hint


def test_the_probe_is_the_same_query_over_nothing():
    rewritten = done("SELECT carrier, sum(delay) FROM ops.flights GROUP BY carrier")
    assert duckdb.connect().execute(rewritten.probe).fetchall() == []
    assert "VALUES" not in rewritten.probe
    assert len(rewritten.relations) == len(rewritten.probe_relations) == 1


def test_a_relation_may_hold_types_that_trino_has_not():
    relation = Relation(
        name="a.t", columns=(("n", "UBIGINT"), ("g", "BIT")), sql="(SELECT 1::UBIGINT AS n, '1'::BIT AS g)"
    )
    rewritten = rewrite(parse_query("SELECT n, g FROM a.t"), {"a.t": GovernedTable.open(relation)}, hash_key=b"")
    assert duckdb.connect().execute(rewritten.sql).fetchall() == [(1, "1")]
    assert duckdb.connect().execute(rewritten.probe).fetchall() == []
