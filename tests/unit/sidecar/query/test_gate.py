import duckdb
import pytest

from governance.errors import Denied
from sidecar.backends.worker import verify
from sidecar.query.gate import check_serialized, relation_shape

RELATION = "read_parquet(['/data/a.parquet'], schema = MAP {1: {name: 'id', type: 'BIGINT', default_value: NULL}})"
WHOLE = "(SELECT CAST(NULL AS BIGINT) AS id WHERE false)"


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as opened:
        yield opened


@pytest.fixture
def check(connection):
    def serialized(text):
        return connection.execute("SELECT json_serialize_sql(?)", [text]).fetchone()[0]

    shapes = [relation_shape(serialized(f"SELECT * FROM {relation} AS r")) for relation in (RELATION, WHOLE)]
    return lambda text: check_serialized(serialized(text), shapes)


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT id FROM {RELATION} AS r WHERE id IN (1, 2)",
        f"SELECT id FROM (SELECT r.id AS id FROM {RELATION} AS r) AS other",
        f'WITH "g0" AS MATERIALIZED (SELECT id FROM {RELATION} AS r) SELECT count(*) FROM "g0" AS a JOIN "g0" AS b ON a.id = b.id',
        f"SELECT * FROM {WHOLE} AS x UNION ALL SELECT 1 ORDER BY 1 LIMIT 3",
        "SELECT sum(x) OVER (ORDER BY x), CASE WHEN true THEN CAST('1' AS DECIMAL(3,2)) END FROM (VALUES (1)) AS v(x)",
        "SELECT list_transform([1], lambda x: x + 1), [1][1], {'a': 1}.a, TRY(1 // 0)",
        "WITH a AS (WITH b AS (SELECT 1 AS x) SELECT x FROM b) SELECT x FROM a",
    ],
)
def test_what_we_write_passes(check, text):
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT id FROM read_parquet(['/data/b.parquet']) AS r",
        "SELECT id FROM read_parquet(['/data/a.parquet']) AS r",
        "SELECT id FROM read_parquet(['/data/a.parquet', '/data/b.parquet'])",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM range(10)",
        "SELECT * FROM (SELECT CAST(NULL AS BIGINT) AS id WHERE true AND length(getenv('x')) > 0)",
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM sqlite_master",
        "SELECT * FROM main.g0",
        "SELECT * FROM g0",
        "SELECT * FROM information_schema.tables",
        "WITH a AS (SELECT 1) SELECT * FROM main.a",
        "SELECT getenv('HOME')",
        "SELECT current_setting('threads')",
        "SELECT random()",
        "SELECT main.getenv('x')",
        "SELECT memory.main.lower('A')",
        "SELECT COLUMNS(*) FROM (SELECT 1 AS a)",
        "SELECT * REPLACE (1 AS a) FROM (SELECT 1 AS a)",
        "SELECT ?",
        "SELECT $a",
        "SELECT 1 USING SAMPLE 1",
        "SELECT a FROM (SELECT 1 AS a) QUALIFY row_number() OVER () = 1",
        "SELECT 'a' COLLATE nocase",
        "SELECT CAST('x' AS nosuchtype)",
        "WITH RECURSIVE t(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM t) SELECT * FROM t",
        "SELECT 1; SELECT 2",
        "DROP TABLE x",
        "WITH w AS (INSERT INTO x SELECT 1 RETURNING *) SELECT * FROM w",
        "EXPLAIN SELECT 1",
        "PIVOT x ON y USING sum(z)",
        "DESCRIBE SELECT 1",
        "SELECT * FROM (DESCRIBE SELECT 1)",
        "SELECT * FROM (SHOW TABLES)",
        "SELECT * FROM (SUMMARIZE SELECT 1)",
        "FROM query('SELECT 1')",
        "not sql",
        "",
    ],
)
def test_what_we_do_not_write_is_refused(check, text):
    with pytest.raises(Denied) as refusal:
        check(text)
    assert refusal.value.case == "query-refused"
    assert refusal.value.hint


def test_an_alias_and_a_place_do_not_make_another_relation(check):
    check(f"SELECT 1, 2, 3, x.id FROM {RELATION} AS x")


def test_a_relation_is_read_as_often_as_it_is_listed_or_oftener(connection):
    verify(connection, f"SELECT 1 FROM {RELATION} AS a, {RELATION} AS b", (RELATION, RELATION))
    written_once = f"SELECT CASE (SELECT id FROM {WHOLE} AS w) WHEN 1 THEN 2 WHEN 3 THEN 4 END"
    verify(connection, written_once, (WHOLE,))


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT 1 FROM {RELATION} AS a",
        f"SELECT $x$ {RELATION} $x$ FROM {RELATION} AS a",
        f"SELECT 1 FROM {RELATION} AS a -- {RELATION}",
    ],
)
def test_a_relation_that_became_part_of_a_text_or_a_comment_is_missed(connection, text):
    with pytest.raises(Denied, match="does not read what it names"):
        verify(connection, text, (RELATION, RELATION))


def test_a_stage_that_is_not_read_is_missed(connection):
    stages = (("g0", f"SELECT * FROM {RELATION} AS r"), ("g1", f"SELECT * FROM {WHOLE} AS r"))
    verify(connection, 'SELECT 1 FROM "g0" JOIN "g1" ON true', (RELATION, WHOLE), stages)
    with pytest.raises(Denied, match="does not read what it names"):
        verify(connection, 'SELECT 1 FROM "g0"', (RELATION, WHOLE), stages)
