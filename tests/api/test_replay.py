"""Diverted rows taken through the checks again: shown once, in the transaction in which they leave the quarantine."""

import json

import pytest

from governance.errors import Conflict, Denied, NotFound, TrellisError
from governance.names import ProductName
from sidecar.run import DivertedRows, discard_rows, replay_rows
from tests.factories.evidence import in_force, rows_of, runs
from tests.factories.products import COLUMNS, contract_of, product_files
from tests.factories.running import published, run, surroundings, write_rows

NAME, PORT = ProductName.parse("operations/trips"), "operations.trips"
LENIENT = [*COLUMNS[:3], {"name": "delay", "logicalType": "number"}]


def version(number, columns=COLUMNS, **more):
    return product_files(columns=columns, version=number, **more)


@pytest.fixture
def ran(lawful, tmp_path):
    """Three rows are shown; one too early is aside, and one without its key."""
    published(lawful, location=str(write_rows(tmp_path)))
    lawful.folder, lawful.home = tmp_path, lawful.state.home.root
    lawful.first = run(lawful, tmp_path / "scratch").run_id
    return lawful


def replay(mesh, *, by="olga", **chosen):
    given = surroundings(mesh, mesh.folder / "scratch", by=by)
    return replay_rows(NAME, given, DivertedRows(port=PORT, **chosen))


def discard(mesh, *, by="olga", because="they are tests", **chosen):
    given = surroundings(mesh, mesh.folder / "scratch", by=by)
    return discard_rows(NAME, given, DivertedRows(port=PORT, **chosen), because=because)


def loosened(mesh):
    published(mesh, version("1.1.0", LENIENT, contract={"version": "1.1.0"}), location=str(mesh.folder))
    return mesh


def shown(mesh):
    return sorted(row["id"] for row in rows_of(mesh.home, PORT))


def aside(mesh):
    return [(json.loads(row["row"])["tailnum"], row["reasons"]) for row in rows_of(mesh.home, f"{PORT}__quarantine")]


def test_rows_that_pass_under_the_contract_of_today_are_shown_and_leave_the_quarantine(ran):
    report = replay(loosened(ran))
    assert (report.port.rows, report.port.published, report.port.quarantined) == (2, 1, 1)
    assert shown(ran) == [1, 2, 3, 4]
    assert aside(ran) == [("N5", ["id.required"])]


def test_a_row_that_is_shown_has_the_values_that_it_came_with(ran):
    replay(loosened(ran))
    found = next(row for row in rows_of(ran.home, PORT) if row["id"] == 4)
    assert found == {"id": 4, "carrier": "DL", "tailnum": "N4", "delay": -100.0}


def test_a_replay_keeps_a_log_as_a_run_does(ran):
    report = replay(loosened(ran))
    log = ran.by("olga").get(f"/api/v1/products/{NAME}/runs/{report.run_id}/log").json()
    said = [line["text"] for line in log["lines"] if line["step"] == "publish"]
    assert (said[0], said[-1].partition(" after")[0]) == (
        "operations.trips: 2 rows, 1 published, 1 quarantined",
        "Published",
    )


def test_a_replay_changes_nothing_when_nothing_was_mended(ran):
    before = in_force(ran.home)["shown"]
    report = replay(ran)
    assert (report.port.published, report.told["before"], report.told["after"]) == (
        0,
        {"delay.minimum": 1, "id.required": 1},
        {"delay.minimum": 1, "id.required": 1},
    )
    assert in_force(ran.home)["shown"] == before


def test_repeating_a_replay_shows_no_row_twice(ran):
    replay(loosened(ran))
    again = replay(ran)
    assert (again.port.rows, again.port.published, shown(ran)) == (1, 0, [1, 2, 3, 4])


def test_a_rehearsal_says_what_would_come_of_it_and_leaves_no_trace(ran):
    before = in_force(loosened(ran).home)
    report = replay(ran, rehearse=True)
    assert (report.run_id, report.port.published, report.port.quarantined) == ("", 1, 1)
    assert in_force(ran.home) == before
    assert list((ran.folder / "scratch").iterdir()) == []


@pytest.mark.parametrize(("chosen", "taken"), [(["id.required"], 1), (["delay.minimum"], 1), (["no.such"], 0), ([], 2)])
def test_only_rows_with_a_chosen_reason_are_taken(ran, chosen, taken):
    assert replay(loosened(ran), reasons=chosen, rehearse=True).port.rows == taken


def test_a_key_that_the_table_has_already_stays_aside(ran):
    write_rows(ran.folder, "id,carrier,tailnum,delay\n1,AA,N1,5\n1,AA,N2,-99\n")
    run(ran, ran.folder / "scratch")
    assert sorted(reasons for _, reasons in aside(ran)[-2:]) == [
        ["delay.minimum", "table.primary_key"],
        ["table.primary_key"],
    ]
    replay(loosened(ran))
    assert shown(ran) == []
    assert [reasons for _, reasons in aside(ran)[-2:]] == [["table.primary_key"]] * 2


def test_a_row_whose_double_was_dropped_is_shown_as_its_contract_had_it(ran):
    write_rows(ran.folder, "id,carrier,tailnum,delay\n007,AA,N1,5.50\n7,AA,N2,-99\n")
    run(ran, ran.folder / "scratch")
    discard(ran, reasons=["delay.minimum"])
    assert replay(ran).port.published == 1
    assert rows_of(ran.home, PORT) == [{"id": 7, "carrier": "AA", "tailnum": "N1", "delay": 5.5}]


def test_the_run_says_who_asked_and_of_what(ran):
    replay(loosened(ran), reasons=["delay.minimum"], run=ran.first)
    found = runs(ran.home)[-1]
    assert (found["kind"], found["state"], found["requested_by"]) == ("replay", "published", "olga")
    assert json.loads(found["task"]) == {"port": PORT, "reasons": ["delay.minimum"], "runs": [ran.first]}
    assert found["outcome"]["replay"]["runs"] == {ran.first: {"taken": 1, "shown": 1}}


def test_an_event_tells_others_the_counts(ran):
    report = replay(loosened(ran))
    events = ran.by("root").get("/api/v1/mesh/events", params={"limit": 100}).json()["items"]
    (told,) = (event for event in events if event["topic"] == "quarantine.replayed")
    assert told["payload"]["outcome"]["replay"] == report.as_json()["replay"]


def test_rows_of_a_run_that_another_has_replaced_are_not_shown(ran):
    second = run(ran, ran.folder / "scratch").run_id
    with pytest.raises(Conflict, match="was replaced") as failure:
        replay(loosened(ran), run=ran.first)
    assert failure.value.case == "run-superseded"
    assert (replay(ran).told["runs"], shown(ran)) == ({second: {"taken": 2, "shown": 1}}, [1, 2, 3, 4])


def test_columns_that_rows_lack_keep_them_aside_and_are_named_as_the_reason(ran):
    more = [*LENIENT, {"name": "gate", "logicalType": "string"}]
    files = version("1.1.0", more, transform="SELECT *, 'A' AS gate FROM {{ source('rows') }}")
    files["expectations/rows.yaml"] = version("1.0.0")["expectations/rows.yaml"]
    published(ran, files, location=str(ran.folder))
    assert replay(ran).told["after"] == {"table.missing_columns": 2}
    assert {tuple(reasons) for _, reasons in aside(ran)} == {("table.missing_columns",)}


@pytest.mark.parametrize(("who", "failure"), [("mia", Denied), ("wes", Denied), ("sam", Denied)])
def test_who_may_not_run_the_product_may_not_replay(ran, who, failure):
    with pytest.raises(failure):
        replay(ran, by=who)


@pytest.mark.parametrize("named", ["run_nowhere", "' OR 1=1 --"])
def test_an_unknown_run_is_not_found(ran, named):
    with pytest.raises(NotFound):
        replay(ran, run=named)


def test_a_rule_on_the_whole_table_is_judged_with_the_rows(ran):
    atmost = {"metric": "rowCount", "mustBeLessThan": 4}
    promise = contract_of(PORT, LENIENT, version="1.1.0", quality=[{**atmost, "type": "library"}])
    files = version("1.1.0", LENIENT)
    files["contracts/trips.odcs.yaml"] = json.dumps(promise)
    published(ran, files, location=str(ran.folder))
    with pytest.raises(Conflict, match="would break its contract") as failure:
        replay(ran)
    assert (failure.value.case, shown(ran), len(aside(ran))) == ("contract-broken", [1, 2, 3], 2)
    assert runs(ran.home)[-1]["state"] == "failed"


def test_lineage_of_the_product_is_what_it_was(ran):
    before = ran.by("sam").get(f"/api/v1/mesh/lineage/{PORT}").json()["edges"]
    replay(loosened(ran))
    assert ran.by("sam").get(f"/api/v1/mesh/lineage/{PORT}").json()["edges"] == before


def test_owners_drop_rows_for_good_and_it_is_on_record(ran):
    report = discard(ran, reasons=["id.required"])
    assert (report.told["rows"], [tail for tail, _ in aside(ran)]) == (1, ["N4"])
    found = runs(ran.home)[-1]
    assert (found["kind"], found["requested_by"]) == ("discard", "olga")
    assert json.loads(found["task"])["because"] == "they are tests"
    assert found["outcome"]["discard"]["sha256"] == report.told["sha256"]


@pytest.mark.parametrize("who", ["mia", "root", "operations/trips", "sam"])
def test_nobody_but_an_owner_drops_rows(ran, who):
    with pytest.raises(Denied):
        discard(ran, by=who)
    assert len(aside(ran)) == 2


def test_all_runs_may_be_meant_when_rows_are_dropped(ran):
    run(ran, ran.folder / "scratch")
    assert discard(ran, run="all", rehearse=True).told["rows"] == 4
    assert discard(ran, run="all").told["rows"] == 4
    assert (aside(ran), shown(ran)) == ([], [1, 2, 3])


def test_two_tasks_at_once_are_refused(ran):
    body = {"holder": "one", "replay": {"port": PORT}, "retain": {"port": PORT}}
    assert ran.by("olga").post("/api/v1/products/operations/trips/runs", json=body).status_code == 422


def test_the_port_of_another_product_is_not_found(ran):
    published(ran, name="operations/empty", location=str(ran.folder))
    with pytest.raises(TrellisError, match="has no port"):
        replay_rows(NAME, surroundings(ran, ran.folder / "scratch"), DivertedRows(port="operations.empty"))
