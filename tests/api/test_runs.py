"""Runs as the control plane sees them: an order, a lease with a fence, and one transaction that shows all or nothing."""

import json
import os
import threading
from dataclasses import replace

import duckdb
import pytest

from governance.errors import Conflict, Denied, Invalid, NotFound
from governance.names import PortName, ProductName
from platform_api.clock import rfc3339
from platform_api.embedded import Embedded
from platform_api.receipts.service import REPLAYED
from platform_api.runs.service import LEASE_SECONDS
from sidecar.backends.tables import WriteMode, audit_branch, data_folder, field_ids, flush, load, stage
from sidecar.failpoints import armed
from sidecar.holder import holder
from sidecar.run import run_product
from tests.factories.lineage import run_event
from tests.factories.mesh import NOON
from tests.factories.processes import run_code
from tests.factories.products import COLUMNS, product_files
from tests.factories.running import problem, publish, published, query, run, surroundings, write_rows

TRIPS, PORT = "operations/trips", PortName("operations", "trips")
RUNS = f"/api/v1/products/{TRIPS}/runs"
READS = [{"name": "trips", "version": "1.0.0", "contractId": "operations.trips"}]
KINDS = [{"property": "kind", "value": "consumer-aligned"}, {"property": "purpose", "value": "planning"}]
LATE = product_files(
    "weather/late", inputs=READS, team="weather_team", owner="wes", descriptor={"customProperties": KINDS}
)


def prying():
    """The same product, relying on there being a flight by the aircraft N1, which the law hides from it."""
    relied = json.loads(LATE["expectations/trips.yaml"])
    query = "SELECT count(*) FROM {object} WHERE tailnum = 'N1'"
    relied["schema"][0]["quality"] = [{"name": "n1", "type": "sql", "query": query, "mustBeGreaterThan": 0}]
    return {**LATE, "expectations/trips.yaml": json.dumps(relied)}


@pytest.fixture
def ready(lawful, tmp_path):
    """The product is published and its rows are there; nothing has run."""
    published(lawful, location=str(write_rows(tmp_path / "rows")))
    return lawful


def ask(mesh, path="", *, by="olga", key="", **body):
    headers = {"Idempotency-Key": key} if key else {}
    return mesh.by(by).post(f"{RUNS}{path}", json=body, headers=headers)


def start(mesh, who="one", *, by="olga"):
    answer = ask(mesh, by=by, holder=who)
    assert answer.status_code == 201, answer.text
    return answer.json()


def catalog_of(mesh, order):
    embedded = Embedded(app=mesh.app, close=lambda: None)
    return embedded.tables_of_run(order["run_id"], order["lease"]["fence"])


def stage_row(
    mesh, order, query="SELECT 7::BIGINT AS id, 'AA' AS carrier, 'N1' AS tailnum, 1.0::DOUBLE AS delay", table=""
):
    """Do what a sidecar does with a row, and return what it tells of it."""
    catalog = catalog_of(mesh, order)
    loaded = load(catalog, PORT, table=table)
    folder = data_folder(loaded, order["run_id"])
    os.makedirs(folder)
    duckdb.sql(f"COPY ({query}) TO '{folder}/rows.parquet' (FIELD_IDS {field_ids(loaded.schema())})")
    flush([f"{folder}/rows.parquet"])
    branch = audit_branch(order["run_id"])
    return vars(stage(loaded, [f"{folder}/rows.parquet"], branch=branch, mode=WriteMode.APPEND, summary={}))


def stage_aside(mesh, order):
    row = "SELECT 'r' AS run_id, 'c' AS contract, ['x'] AS reasons, '{}' AS row, '{}' AS types"
    return stage_row(mesh, order, row, table=PORT.quarantine)


def show(mesh, order, *staged, key="", **changes):
    event = run_event(TRIPS, "COMPLETE", run=order["run_id"], outputs=["mesh.operations.trips"])
    body = {"fence": order["lease"]["fence"], "staged": list(staged), "outcome": {"n": 1}, "event": event, **changes}
    return ask(mesh, f"/{order['run_id']}/publish", key=key, **body)


def fail(mesh, order, **changes):
    body = {"fence": order["lease"]["fence"], "problem": "it broke", **changes}
    return ask(mesh, f"/{order['run_id']}/failure", **body)


def ids(mesh):
    return [row["id"] for row in query(mesh, "SELECT id FROM mesh.operations.trips ORDER BY id").json()["rows"]]


def state(mesh, order):
    return mesh.by("sam").get(f"{RUNS}/{order['run_id']}").json()["state"]


def left(mesh, order):
    """What of a run is still in the tables: branches, and folders of files."""
    tables = [mesh.state.gate().load_table((PORT.domain, name)) for name in (PORT.table, PORT.quarantine)]
    refs = [ref for table in tables for ref in table.refs() if ref != "main"]
    return refs + [data_folder(t, order["run_id"]) for t in tables if os.path.exists(data_folder(t, order["run_id"]))]


def test_an_order_holds_what_is_published_and_the_lease(ready, tmp_path):
    order = start(ready)
    files = product_files()
    assert (order["product"], order["version"], order["purpose"], order["inputs"]) == (TRIPS, "1.0.0", "planning", [])
    assert order["files"] == files
    assert order["lease"] == {"fence": 1, "seconds": LEASE_SECONDS}
    assert order["location"] == str(tmp_path / "rows")
    (port,) = order["ports"]
    assert (port["name"], port["table"]) == ("trips", "operations.trips")
    assert port["contract"] == files["contracts/trips.odcs.yaml"]


def told(mesh):
    """The states of the product's runs in lineage, the newest first."""
    (job,) = mesh.by("sam").get("/api/v1/mesh/jobs", params={"product": TRIPS}).json()["items"]
    return [one["state"] for one in mesh.by("sam").get(f"/api/v1/mesh/jobs/{job['id']}/runs").json()["items"]]


def test_lineage_hears_of_a_run_when_it_starts_and_when_it_is_given_up(ready):
    start(ready)
    assert told(ready) == ["START"]
    start(ready)
    assert sorted(told(ready)) == ["ABORT", "START"]


def test_an_order_keeps_masks_of_two_products_and_purposes_apart(ready):
    published(ready, product_files("operations/other"), name="operations/other")
    keys = {start(ready)["mask_key"]}
    keys |= {ready.by("olga").post("/api/v1/products/operations/other/runs", json={"holder": "x"}).json()["mask_key"]}
    assert len(keys) == 2


@pytest.mark.parametrize("who", ["olga", "root", TRIPS])
def test_owners_administrators_and_the_product_itself_run_it(ready, tmp_path, who):
    assert run(ready, tmp_path / "scratch", by=who).ports[0].published == 3


@pytest.mark.parametrize("who", ["mia", "sam", "wes", "weather/observations"])
def test_nobody_else_runs_it(trips, who):
    before = trips.by("sam").get(RUNS).json()
    assert problem(ask(trips, by=who, holder="x")) == (403, "denied")
    assert trips.by("sam").get(RUNS).json() == before


def test_what_was_never_published_does_not_run(trips):
    answer = trips.by("root").post("/api/v1/products/operations/ghost/runs", json={"holder": "x"})
    assert problem(answer) == (404, "unknown-product")


def test_a_second_start_waits_while_the_first_is_alive(ready):
    first = start(ready)
    ready.clock.now += LEASE_SECONDS - 1
    answer = ask(ready, holder="two")
    assert (*problem(answer), answer.json()["run"]) == (409, "run-in-progress", first["run_id"])
    assert "1 s from now" in answer.json()["hint"]


def test_a_lease_that_is_renewed_lasts(ready):
    first = start(ready)
    ready.clock.now += LEASE_SECONDS - 1
    assert ask(ready, f"/{first['run_id']}/lease", fence=1).json() == {"fence": 1, "seconds": LEASE_SECONDS}
    ready.clock.now += LEASE_SECONDS - 1
    assert problem(ask(ready, holder="two")) == (409, "run-in-progress")


def gone():
    return run_code("from sidecar.holder import holder; print(holder())").strip()


@pytest.mark.parametrize(
    ("first", "second", "seconds"),
    [
        (lambda: "one", "two", LEASE_SECONDS),
        (gone, "two", 0),
        (lambda: "one", "one", 0),
    ],
    ids=["its lease is over", "its process is gone", "it starts anew"],
)
def test_a_run_that_died_makes_way_and_is_undone(ready, first, second, seconds):
    old = start(ready, first())
    stage_row(ready, old)
    ready.clock.now += seconds
    new = start(ready, second)
    assert (new["lease"]["fence"], state(ready, old), state(ready, new)) == (2, "abandoned", "running")
    assert left(ready, old) == []
    assert show(ready, new, stage_row(ready, new)).json()["state"] == "published"
    assert ids(ready) == [7]


def test_a_living_process_keeps_others_out(ready):
    start(ready, holder())
    assert problem(ask(ready, holder="two")) == (409, "run-in-progress")


def test_a_run_that_comes_back_from_the_dead_changes_nothing(ready):
    zombie = start(ready)
    staged = stage_row(ready, zombie)
    ready.clock.now += LEASE_SECONDS
    living = start(ready, "two")
    with pytest.raises(Conflict, match="lost its lease"):
        stage_aside(ready, zombie)
    fence = {"fence": zombie["lease"]["fence"]}
    answers = [show(ready, zombie, staged), fail(ready, zombie), ask(ready, f"/{zombie['run_id']}/lease", **fence)]
    assert [problem(answer) for answer in answers] == [(409, "lease-lost")] * 3
    assert (ids(ready), state(ready, zombie), state(ready, living)) == ([], "abandoned", "running")


@pytest.mark.parametrize("when", ["Reading", "Making"])
def test_a_run_whose_lease_another_takes_stops_and_shows_nothing(ready, tmp_path, when):
    def take_over(line):
        if line.startswith(when):
            ready.clock.now += LEASE_SECONDS
            start(ready, "two")

    given = replace(surroundings(ready, tmp_path / "scratch"), tell=take_over)
    with pytest.raises(Conflict, match="lost its lease"):
        run_product(ProductName.parse(TRIPS), given)
    assert ids(ready) == []
    states = [row["state"] for row in ready.by("sam").get(RUNS).json()["items"]]
    assert sorted(states) == ["abandoned", "running"]


def test_a_fence_of_another_run_opens_nothing(ready):
    order = start(ready)
    staged = stage_row(ready, order)
    assert problem(show(ready, order, staged, fence=2)) == (409, "lease-lost")
    assert problem(ask(ready, f"/{order['run_id']}/lease", fence=0)) == (409, "lease-lost")
    assert ids(ready) == []


def test_of_many_that_start_at_once_one_runs(ready):
    answers = []
    threads = [threading.Thread(target=lambda n=n: answers.append(ask(ready, holder=f"h{n}"))) for n in range(6)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409, 409]


def test_all_tables_of_a_run_are_shown_at_once(ready):
    order = start(ready)
    done = show(ready, order, stage_row(ready, order), stage_aside(ready, order))
    assert done.json()["state"] == "published"
    rows = ready.by("mia").get("/api/v1/mesh/ports/operations.trips/quarantine", params={"run": "all"}).json()["rows"]
    assert (ids(ready), rows) == ([7], 1)
    assert [ref for ref in left(ready, order) if ref.startswith("audit")] == []


def test_one_table_that_cannot_be_shown_holds_back_the_others(ready):
    order = start(ready)
    row, aside = stage_row(ready, order), stage_aside(ready, order)
    table = ready.state.gate().load_table((PORT.domain, PORT.quarantine))
    table.append(table.schema().as_arrow().empty_table())
    assert problem(show(ready, order, row, aside)) == (409, "table-moved")
    assert (ids(ready), state(ready, order)) == ([], "running")


@pytest.mark.parametrize(
    ("change", "case"),
    [
        ({"snapshot_id": 42}, "table-moved"),
        ({"base": 42}, "table-moved"),
        ({"table": "flights"}, "not-its-table"),
        ({"table": "trips__quarantine"}, "not-its-table"),
        ({"table": "../weather/observations"}, "not-its-table"),
    ],
)
def test_what_a_run_did_not_stage_is_not_shown(ready, change, case):
    order = start(ready)
    assert problem(show(ready, order, {**stage_row(ready, order), **change})) == (409, case)
    assert (ids(ready), state(ready, order)) == ([], "running")


def test_a_table_is_shown_once(ready):
    order = start(ready)
    staged = stage_row(ready, order)
    assert problem(show(ready, order, staged, staged)) == (409, "not-its-table")


@pytest.mark.parametrize("staged", [[{}], [{"table": "trips", "base": 0, "snapshot_id": -1}], "trips"])
def test_a_publish_that_makes_no_sense_is_refused(ready, staged):
    order = start(ready)
    assert show(ready, order, staged=staged).status_code == 422


def test_a_run_of_a_product_shows_each_of_its_tables(ready):
    order = start(ready)
    assert problem(show(ready, order, staged=[])) == (409, "not-its-table")


def test_a_contract_that_changed_meanwhile_stops_the_run(ready):
    order = start(ready)
    staged = stage_row(ready, order)
    published(ready, product_files(columns=[*COLUMNS, {"name": "gate", "logicalType": "string"}], version="1.1.0"))
    answer = show(ready, order, staged)
    assert (*problem(answer), answer.json()["hint"]) == (409, "contract-changed", "trellis run operations/trips")
    assert ids(ready) == []


def test_a_publish_that_is_repeated_gets_its_first_answer(ready):
    order = start(ready)
    staged = stage_row(ready, order)
    first, second = (show(ready, order, staged, key="publish-1") for _ in range(2))
    assert (first.status_code, second.content, second.headers[REPLAYED]) == (200, first.content, "true")
    assert problem(show(ready, order, staged)) == (409, "lease-lost")


def test_outcome_and_lineage_come_with_the_rows(ready):
    order = start(ready)
    show(ready, order, stage_row(ready, order))
    told = ready.by("sam").get(f"{RUNS}/{order['run_id']}").json()
    assert (told["outcome"]["n"], list(told["outcome"]["snapshots"])) == (1, ["trips"])
    (job,) = ready.by("sam").get("/api/v1/mesh/jobs", params={"product": TRIPS}).json()["items"]
    runs = ready.by("sam").get(f"/api/v1/mesh/jobs/{job['id']}/runs").json()["items"]
    assert [one["state"] for one in runs] == ["COMPLETE"]


@pytest.mark.parametrize(
    "place", ["run__publish__before", "gate__publish__after", "run__publish__after", "registry__commit__before"]
)
def test_an_error_on_the_way_shows_nothing_and_the_repeat_shows_all(ready, place):
    order = start(ready)
    staged = stage_row(ready, order)
    with armed(**{place: "error"}):
        assert show(ready, order, staged, key="k").status_code >= 500
    assert (ids(ready), state(ready, order), told(ready)) == ([], "running", ["START"])
    assert show(ready, order, staged, key="k").json()["state"] == "published"
    assert ids(ready) == [7]


@pytest.mark.parametrize(
    ("event", "status", "case"),
    [
        (run_event("weather/observations", "COMPLETE"), 403, "lineage-of-another"),
        (run_event(TRIPS, "COMPLETE", outputs=["mesh.weather.observations"]), 403, "lineage-of-another"),
        ({}, 422, "bad-event"),
        ({"eventTime": "soon"}, 422, "bad-event"),
    ],
    ids=["job", "port", "nothing", "no event"],
)
def test_a_run_tells_lineage_of_its_own_product_alone(ready, event, status, case):
    order = start(ready)
    staged = stage_row(ready, order)
    assert problem(show(ready, order, staged, event=event)) == (status, case)
    assert (ids(ready), state(ready, order)) == ([], "running")


def test_a_run_that_fails_is_closed_and_leaves_nothing(ready):
    order = start(ready)
    stage_row(ready, order)
    stage_aside(ready, order)
    told = fail(ready, order, event=run_event(TRIPS, "FAIL", run=order["run_id"])).json()
    assert (told["state"], told["problem"], left(ready, order), ids(ready)) == ("failed", "it broke", [], [])
    assert problem(fail(ready, order)) == (409, "lease-lost")
    assert start(ready, "two")["lease"]["fence"] == 2


def test_the_sidecar_stays_on_its_audit_branch(ready):
    order = start(ready)
    table = catalog_of(ready, order).load_table(PORT.identifier)
    with pytest.raises(Denied, match="outside its audit branch"):
        table.append(table.schema().as_arrow().empty_table())


def test_the_history_is_for_everyone_newest_first_and_in_pages(ready):
    made = []
    for _ in range(3):
        order = start(ready)
        made.append(order["run_id"])
        fail(ready, order)
        ready.clock.now += 1
    first = ready.by("sam").get(RUNS, params={"limit": 2}).json()
    second = ready.by("sam").get(RUNS, params={"limit": 2, "after": first["next"]}).json()
    assert [row["id"] for row in first["items"] + second["items"]] == made[::-1]
    assert first["items"][0]["started_at"] == rfc3339(NOON + 2)


@pytest.mark.parametrize(
    "path", ["operations/trips/runs/run_1", "operations/ghost/runs", "weather/observations/runs/{}"]
)
def test_a_run_is_found_under_its_own_product_only(trips, path):
    answer = trips.by("sam").get(f"/api/v1/products/{path.format(trips.report.run_id)}")
    assert answer.status_code == 404
    assert answer.json()["hint"]


def test_an_input_that_may_not_be_read_stops_the_run_and_the_decision_is_kept(trips):
    published(trips, LATE, by="wes", name="weather/late")
    answer = trips.by("wes").post("/api/v1/products/weather/late/runs", json={"holder": "x"})
    assert problem(answer) == (403, "read-denied")
    assert "trellis grant operations.trips" in answer.json()["hint"]
    logged = trips.by("root").get("/api/v1/mesh/decisions", params={"subject": "weather/late"}).json()["items"]
    assert [(row["port"], row["allowed"]) for row in logged] == [("operations.trips", False)]
    assert logged[0]["request_id"]
    assert trips.by("wes").get("/api/v1/products/weather/late/runs").json()["items"] == []


def test_an_input_is_read_as_its_grant_lets_the_product(ready, tmp_path):
    run(ready, tmp_path / "scratch")
    published(ready, LATE, by="wes", name="weather/late")
    grant = {"grantee_kind": "product", "grantee": "weather/late", "purposes": ["planning"], "reason": "to plan"}
    ready.by("olga").post("/api/v1/mesh/ports/operations.trips/grants", json={**grant, "expires": rfc3339(NOON + 60)})
    (read,) = run(ready, tmp_path / "scratch", "weather/late", by="wes").inputs
    assert (read.read, read.rows, read.masked) == ("operations.trips", 3, ("tailnum",))
    rows = query(ready, "SELECT DISTINCT tailnum FROM mesh.weather.late", by="wes").json()["rows"]
    assert "N1" not in str(rows)


def test_what_is_relied_on_of_an_input_is_asked_of_what_may_be_seen_of_it(ready, tmp_path):
    run(ready, tmp_path / "scratch")
    published(ready, prying(), by="wes", name="weather/late")
    grant = {"grantee_kind": "product", "grantee": "weather/late", "purposes": ["planning"], "reason": "to plan"}
    ready.by("olga").post("/api/v1/mesh/ports/operations.trips/grants", json={**grant, "expires": rfc3339(NOON + 60)})
    with pytest.raises(Conflict) as refused:
        run(ready, tmp_path / "scratch", "weather/late", by="wes")
    assert "its query gives 0" in refused.value.message
    (last,) = ready.by("wes").get("/api/v1/products/weather/late/runs").json()["items"]
    assert "its query gives something else" in last["problem"]


def test_a_failure_that_is_kept_holds_no_value_of_a_row(ready, tmp_path):
    broken = "SELECT id, carrier, tailnum, CAST(tailnum AS DOUBLE) AS delay FROM {{ source('rows') }}\n"
    published(ready, product_files(version="1.0.1", transform=broken), location=str(tmp_path / "rows"))
    with pytest.raises(Invalid, match=r"N[1-5]"):
        run(ready, tmp_path / "scratch")
    (last,) = ready.by("sam").get(RUNS).json()["items"]
    assert (last["state"], "cannot be converted" in last["problem"]) == ("failed", True)
    assert not any(value in str(last) for value in ("N1", "N2", "N3", "N4", "N5"))


def test_a_source_that_is_not_there_fails_the_run_and_says_where_it_was_looked_for(ready, tmp_path):
    (tmp_path / "rows" / "rows.csv").unlink()
    with pytest.raises(NotFound, match=r"`rows\.csv` matches no file"):
        run(ready, tmp_path / "scratch")
    assert [row["state"] for row in ready.by("sam").get(RUNS).json()["items"]] == ["failed"]


def test_running_again_replaces_the_rows(ready, tmp_path):
    run(ready, tmp_path / "scratch")
    write_rows(tmp_path / "rows", "id,carrier,tailnum,delay\n9,AA,N9,1\n")
    report = run(ready, tmp_path / "scratch")
    assert (report.ports[0].quarantined, ids(ready)) == (0, [9])
    assert os.listdir(tmp_path / "scratch") == []


def test_a_publish_refused_by_the_law_leaves_a_run_alone(ready):
    order = start(ready)
    assert publish(ready, product_files(columns=COLUMNS[:3], version="1.1.0")).status_code == 409
    assert show(ready, order, stage_row(ready, order)).json()["state"] == "published"
