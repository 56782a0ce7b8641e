"""Governed queries: what comes back, in which form, and what is on record of them."""

import json
import math
import os
import signal
import sqlite3
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import pyarrow as pa
import pytest

from governance.errors import Invalid
from platform_api.clock import rfc3339
from platform_api.principals.service import caller_of
from platform_api.query.rows import plain, row_objects
from platform_api.query.schemas import QueryNew
from platform_api.query.service import answer
from sidecar.failpoints import armed
from sidecar.query import Limits, QueryWorkers
from tests.factories.mesh import NOON, open_mesh
from tests.factories.products import product_files
from tests.factories.running import problem, published, query, run, write_rows

ARROW = "application/vnd.apache.arrow.stream"
GRANTS = "/api/v1/mesh/ports/operations.regions/grants"
REGIONS = (
    {"name": "region", "logicalType": "string"},
    {"name": "person", "logicalType": "string", "classification": "confidential"},
    {"name": "amount", "logicalType": "number", "physicalType": "DECIMAL(10,2)"},
    {"name": "day", "logicalType": "date"},
    {"name": "at", "logicalType": "timestamp", "logicalTypeOptions": {"timezone": True}},
)
ROWS = """region,person,amount,day,at
north,ada,10.50,2026-01-01,2026-01-01T10:00:00Z
south,bob,7.25,2026-01-02,2026-01-02T11:30:00Z
o'hara,cyd,3.00,2026-01-03,2026-01-03T12:00:00Z
"""
FILTERS = [{"column": "region", "attribute": "region"}]
TABLE = "mesh.operations.regions"


@pytest.fixture(scope="module")
def regions(tmp_path_factory, template, portal, stock):
    """`operations/regions` filters its rows by the reader's region, and `operations/empty` has none."""
    folder = write_rows(tmp_path_factory.mktemp("regions"), ROWS)
    with open_mesh(folder / "home", template, portal=portal, law=stock) as mesh:
        files = product_files("operations/regions", REGIONS, contract={"row_filters": FILTERS})
        published(mesh, files, name="operations/regions", location=str(folder))
        run(mesh, folder / "scratch", "operations/regions")
        published(mesh, name="operations/empty", location=str(folder))
        for who, region in (("sam", ["north"]), ("wes", ["o'hara", "' OR '1'='1", "x') OR true --"]), ("robot", [])):
            edited = mesh.by("root").patch(
                f"/api/v1/infrastructure/principals/{who}", json={"attributes": {"region": region}}
            )
            assert edited.status_code == 200, edited.text
            grant(mesh, who, "service" if who == "robot" else "user")
        yield mesh


def grant(mesh, who, kind="user", **changes):
    usual = {"grantee_kind": kind, "grantee": who, "purposes": ["planning"], "reason": "to plan"}
    body = {**usual, "expires": rfc3339(mesh.clock() + 3600), **changes}
    issued = mesh.by("olga").post(GRANTS, json=body)
    assert issued.status_code == 201, issued.text
    return issued.json()["id"]


def rows(mesh, sql, **more):
    found = query(mesh, sql, **more)
    assert found.status_code == 200, found.text
    return found.json()["rows"]


def planned(mesh, sql, by="sam"):
    return query(mesh, sql, by=by, purpose="planning")


def recorded(mesh):
    """Queries as they are on record, each with the columns it read."""
    with sqlite3.connect(mesh.state.settings.home / "registry.db") as connection:
        connection.row_factory = sqlite3.Row
        found = [dict(row) for row in connection.execute("SELECT * FROM query_records ORDER BY seq")]
        for row in found:
            read = connection.execute(
                'SELECT port, "column", decision FROM column_reads WHERE query = ? ORDER BY 1, 2', [row["seq"]]
            )
            row["read"] = [tuple(one) for one in read]
    return found


def test_rows_come_as_json_with_names_and_types_in_order(regions):
    found = query(regions, f"SELECT day, amount, at FROM {TABLE} WHERE region = 'north'").json()
    assert found["columns"] == [
        {"name": "day", "type": "date32[day]"},
        {"name": "amount", "type": "decimal128(10, 2)"},
        {"name": "at", "type": "timestamp[us, tz=UTC]"},
    ]
    assert found["rows"] == [{"day": "2026-01-01", "amount": "10.50", "at": "2026-01-01T10:00:00+00:00"}]


def test_rows_come_as_arrow_when_asked_for_with_the_notes_beside_them(regions):
    found = query(regions, f"SELECT region, amount FROM {TABLE} ORDER BY 1", accept=ARROW)
    assert found.headers["content-type"] == ARROW
    table = pa.ipc.open_stream(found.content).read_all()
    assert table.to_pydict()["region"] == ["north", "o'hara", "south"]
    notes = json.loads(table.schema.metadata[b"trellis"])
    assert notes["tables"][0]["table"] == "operations.regions"


def test_a_reader_sees_the_rows_of_the_reader_and_masked_columns_masked(regions):
    found = planned(regions, f"SELECT region, person FROM {TABLE}").json()
    ((note,),) = [found["notes"]["tables"]]
    assert [row["region"] for row in found["rows"]] == ["north"]
    assert found["rows"][0]["person"] != "ada"
    assert (note["masked"], note["filtered_by"], len(note["grants"])) == (["person"], ["region"], 1)


def test_the_team_sees_everything(regions):
    found = query(regions, f"SELECT person FROM {TABLE} ORDER BY 1", by="mia").json()
    assert [row["person"] for row in found["rows"]] == ["ada", "bob", "cyd"]
    assert found["notes"]["tables"][0]["masked"] == []


def test_an_attribute_is_a_value_and_never_sql(regions):
    assert [row["region"] for row in rows(regions, f"SELECT region FROM {TABLE}", by="wes", purpose="planning")] == [
        "o'hara"
    ]


def test_no_value_of_an_attribute_means_no_row(regions):
    assert rows(regions, f"SELECT region FROM {TABLE}", by="robot", purpose="planning") == []


def test_a_denial_names_policy_place_way_out_and_the_command_that_asks(regions):
    told = query(regions, f"SELECT region FROM {TABLE}", by="sam", purpose="curiosity")
    assert problem(told) == (403, "read-denied")
    assert "trellis grant operations.regions --to sam --purpose curiosity" in told.json()["hint"]
    assert (told.json()["policy"], told.json()["port"]) == ("purpose-is-agreed", "operations.regions")
    assert all({"policy", "path", "message", "fix"} <= set(denial) for denial in told.json()["denials"])


@pytest.mark.parametrize(
    ("sql", "status"),
    [
        ("SELECT * FROM mesh.operations.nothing", 404),
        ("SELECT * FROM mesh.operations.trips__quarantine", 422),
        ("SELECT nothing FROM mesh.operations.regions", 422),
        ("DELETE FROM mesh.operations.regions", 422),
        ("SELECT 1; SELECT 2", 422),
        ("DROP TABLE mesh.operations.regions", 422),
        ("SELECT * FROM read_csv('/etc/passwd')", 422),
        ("SELECT getenv('HOME')", 422),
        ("COPY mesh.operations.regions TO '/tmp/x'", 422),
        ("SELECT", 422),
        ("SELECT CAST(region AS INTEGER) FROM mesh.operations.regions", 422),
        ("SELECT 1 / (length(region) - length(region)) FROM mesh.operations.regions", 422),
        ("SELECT (SELECT region FROM mesh.operations.regions)", 422),
        ("SELECT * FROM information_schema.tables", 422),
    ],
)
def test_what_cannot_be_answered_says_what_to_do(regions, sql, status):
    told = query(regions, sql)
    assert told.status_code == status, told.text
    assert told.json()["hint"]
    assert not any(value in told.text for value in ("ada", "bob", "north", "south"))


def test_an_unknown_column_is_named_with_the_nearest(regions):
    told = query(regions, f"SELECT regoin FROM {TABLE}").json()
    assert "regoin" in told["detail"]
    assert "region" in told["detail"] + told["hint"]


@pytest.mark.parametrize(
    "body", [{}, {"sql": ""}, {"sql": "x" * 100_001}, {"sql": 1}, {"sql": "SELECT 1", "purpose": "A b"}]
)
def test_what_is_no_question_is_refused(regions, body):
    assert regions.by("sam").post("/api/v1/mesh/query", json=body).status_code == 422


def test_a_query_is_on_record_with_its_text_columns_and_decisions(regions):
    sql = f"SELECT upper(region) AS r FROM {TABLE} WHERE amount > 1"
    before = len(recorded(regions))
    found = planned(regions, sql)
    (row,) = recorded(regions)[before:]
    assert (row["subject"], row["purpose"], row["text"], row["outcome"], row["rows"]) == (
        "sam",
        "planning",
        sql,
        "done",
        1,
    )
    assert [(port, column) for port, column, _ in row["read"]] == [
        ("operations.regions", "amount"),
        ("operations.regions", "region"),
    ]
    assert row["request_id"] == found.headers["x-request-id"]
    decision = regions.by("olga").get(f"/api/v1/mesh/decisions/{row['read'][0][2]}").json()
    assert (decision["subject"], decision["allowed"], decision["port"]) == ("sam", True, "operations.regions")


@pytest.mark.parametrize(
    ("sql", "purpose", "outcome"),
    [
        ("SELECT region FROM mesh.operations.regions", "curiosity", "read-denied"),
        ("SELECT CAST(region AS INTEGER) AS x FROM mesh.operations.regions", "planning", "query-conversion"),
        ("SELECT nothing FROM mesh.operations.regions", "planning", "sql-unknown-column"),
    ],
)
def test_refusals_and_failures_are_on_record_as_well(regions, sql, purpose, outcome):
    before = len(recorded(regions))
    decisions = regions.by("root").get("/api/v1/mesh/decisions", params={"subject": "sam"}).json()["items"]
    query(regions, sql, by="sam", purpose=purpose)
    (row,) = recorded(regions)[before:]
    assert (row["text"], row["outcome"], row["rows"]) == (sql, outcome, 0)
    after = regions.by("root").get("/api/v1/mesh/decisions", params={"subject": "sam"}).json()["items"]
    assert (len(after) - len(decisions), after[0]["allowed"]) == (1, purpose == "planning")


def test_no_row_is_handed_out_that_cannot_be_recorded(regions):
    with armed(registry__commit__before="error"):
        told = query(regions, f"SELECT region FROM {TABLE}")
    assert (*problem(told), "north" in told.text) == (503, "registry-unavailable", False)


def test_a_query_over_no_rows_has_its_columns(regions):
    found = query(regions, "SELECT * FROM mesh.operations.empty").json()
    assert ([column["name"] for column in found["columns"]], found["rows"]) == (
        ["id", "carrier", "tailnum", "delay"],
        [],
    )
    assert rows(regions, "SELECT count(*) AS n, max(delay) AS m FROM mesh.operations.empty") == [{"n": 0, "m": None}]


def test_a_query_of_no_table_is_answered_and_recorded(regions):
    before = len(recorded(regions))
    assert rows(regions, "SELECT 1 AS one", by="sam") == [{"one": 1}]
    assert recorded(regions)[before:][0]["read"] == []


def test_names_that_come_twice_lose_no_column(regions):
    assert rows(regions, "SELECT 1 AS a, 2 AS a, 3 AS a_2", by="sam") == [{"a": 1, "a_1": 2, "a_2": 3}]


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        ("nan()", "nan"),
        ("infinity()", "inf"),
        ("-infinity()", "-inf"),
        ("CAST('1.50' AS DECIMAL(10,2))", "1.50"),
        ("9223372036854775807", 9223372036854775807),
        ("CAST('2026-01-01' AS DATE)", "2026-01-01"),
        ("CAST(NULL AS DATE)", None),
        ("ARRAY[1, NULL, 2]", [1, None, 2]),
        ("MAP(ARRAY['a', 'b'], ARRAY[1, 2])", {"a": 1, "b": 2}),
        ("CAST(ROW(1, 'x') AS ROW(n INTEGER, t VARCHAR))", {"n": 1, "t": "x"}),
        ("ARRAY[nan()]", ["nan"]),
        ("true", True),
    ],
)
def test_values_lose_nothing_in_json(regions, sql, value):
    ((found,),) = [[row["v"] for row in rows(regions, f"SELECT {sql} AS v", by="sam")]]
    assert (found, type(found)) == (value, type(value))


def test_a_grant_that_is_over_or_revoked_lets_nobody_in_at_the_next_decision(regions):
    name = grant(regions, "sam", purposes=["research"])
    ask = f"SELECT region FROM {TABLE}"
    assert query(regions, ask, by="sam", purpose="research").status_code == 200
    regions.by("olga").post(f"/api/v1/mesh/grants/{name}/revocation", json={"reason": "enough"})
    assert problem(query(regions, ask, by="sam", purpose="research")) == (403, "read-denied")
    grant(regions, "sam", purposes=["operations"], expires=rfc3339(NOON + 60))
    assert query(regions, ask, by="sam", purpose="operations").status_code == 200
    regions.clock.now += 60
    refused = query(regions, ask, by="sam", purpose="operations")
    regions.clock.now -= 60
    assert problem(refused) == (403, "read-denied")


def test_what_one_may_read_can_be_asked_without_reading(regions):
    path = "/api/v1/mesh/ports/operations.regions/decision"
    before = recorded(regions)
    told = regions.by("sam").get(path, params={"purpose": "planning"}).json()
    assert (told["allowed"], [mask["column"] for mask in told["masks"]]) == (True, ["person"])
    assert regions.by("sam").get(path).json()["denials"][0]["fix"]
    assert recorded(regions) == before


@pytest.fixture(scope="module")
def narrow(regions):
    """The same platform, with queries that may take half a second and answer 300 KB."""
    with QueryWorkers(Limits(seconds=0.5, answer_bytes=300_000, threads=1)) as workers:
        workers.start()
        yield replace(regions.state, workers=workers)


def ask_directly(mesh, state, sql):
    who = mesh.look(lambda session: caller_of(session, "olga"))
    return answer(state, who, QueryNew(sql=sql), request="request_1")


NUMBERS = "(SELECT n FROM UNNEST(sequence(1, {0})) AS t (n))"


@pytest.mark.parametrize(
    ("sql", "case"),
    [
        (f"SELECT a.n, b.n FROM {NUMBERS} AS a CROSS JOIN {NUMBERS} AS b".format(300), "query-too-large"),
        (
            f"SELECT count(*) FROM {NUMBERS} AS a CROSS JOIN {NUMBERS} AS b CROSS JOIN {NUMBERS} AS c "
            "WHERE (a.n * b.n + c.n) % 7 = 8".format(9999),
            "query-timeout",
        ),
    ],
)
def test_a_query_ends_at_its_limits_and_is_on_record(regions, narrow, sql, case):
    with pytest.raises(Invalid) as failure:
        ask_directly(regions, narrow, sql)
    assert (failure.value.case, recorded(regions)[-1]["outcome"]) == (case, case)
    assert ask_directly(regions, narrow, "SELECT 1 AS one").table.to_pydict() == {"one": [1]}


def test_a_query_process_that_is_killed_leaves_the_service_up(regions):
    query(regions, "SELECT 1 AS one")
    os.kill(regions.state.workers._spares[0].pid, signal.SIGKILL)
    first, second = query(regions, "SELECT 1 AS one"), query(regions, "SELECT 1 AS one")
    assert (first.status_code in {200, 422, 503}, second.json()["rows"]) == (True, [{"one": 1}])


def test_queries_at_once_do_not_mix(regions):
    answers = {}

    def send(who):
        answers[who] = [row["region"] for row in planned(regions, f"SELECT region FROM {TABLE}", by=who).json()["rows"]]

    threads = [threading.Thread(target=send, args=(who,)) for who in ("sam", "wes", "robot")]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert answers == {"sam": ["north"], "wes": ["o'hara"], "robot": []}


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (math.inf, "inf"),
        (1.5, 1.5),
        (Decimal("1.50"), "1.50"),
        (datetime(2026, 1, 1, 10, tzinfo=UTC), "2026-01-01T10:00:00+00:00"),
        (date(2026, 1, 1), "2026-01-01"),
        (time(10, 30), "10:30:00"),
        (timedelta(minutes=1, milliseconds=5), 60.005),
        (b"\x00\xff", "00ff"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        ({"a": [Decimal(1), None]}, {"a": ["1", None]}),
        ([(1, math.nan)], [[1, "nan"]]),
    ],
)
def test_every_value_has_a_form_in_json(value, told):
    assert plain(value) == told
    json.dumps(plain(value), allow_nan=False)


@pytest.mark.parametrize(
    ("names", "told"),
    [(["x", "x"], ["x", "x_2"]), (["x", "x", "x_2"], ["x", "x_3", "x_2"]), (["x", "x_2", "x"], ["x", "x_2", "x_3"])],
)
def test_no_column_is_lost_to_another_of_its_name(names, told):
    table = pa.Table.from_arrays([pa.array([at]) for at in range(len(names))], names=names)
    assert row_objects(table) == [dict(zip(told, range(len(names)), strict=True))]


@pytest.mark.parametrize(
    ("key", "pairs", "told"),
    [
        (pa.string(), [("a", 1)], {"a": 1}),
        (pa.date32(), [(date(2026, 1, 1), 1)], {"2026-01-01": 1}),
        (pa.list_(pa.int64()), [([1], 1)], [[[1], 1]]),
    ],
)
def test_a_map_is_an_object_where_its_keys_can_be_names(key, pairs, told):
    table = pa.table({"m": pa.array([pairs], pa.map_(key, pa.int64()))})
    assert row_objects(table) == [{"m": told}]
