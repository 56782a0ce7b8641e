"""Lineage over HTTP: told by those whose it is, in single events and in batches, and open to everyone signed in."""

import pytest

from platform_api.lineage.routes import routes
from platform_api.main import ROUTED, stock_law
from tests.factories.lineage import (
    SAMPLES,
    column_lineage,
    dataset,
    dataset_event,
    job_event,
    run_event,
    run_id,
    sample,
)
from tests.factories.mesh import NOON, open_mesh

LINEAGE = "/api/v1/mesh/lineage"
FLIGHTS = run_event(
    "operations/flights",
    "COMPLETE",
    inputs=["mesh.weather.observations", "s3://raw|flights.csv"],
    outputs=[
        dataset(
            "mesh.operations.flights", columnLineage=column_lineage({"arr_delay": ["mesh.weather.observations.temp"]})
        )
    ],
)


@pytest.fixture(scope="module")
def law():
    return stock_law()


@pytest.fixture
def mesh(tmp_path, template, portal, law):
    with open_mesh(tmp_path / "home", template, portal=portal, law=law) as opened:
        if "lineage" not in ROUTED:
            opened.app.include_router(routes.router)
        yield opened


def tell(mesh, who, *events):
    answer = mesh.by(who).post(LINEAGE, json=events[0])
    for event in events[1:]:
        answer = mesh.by(who).post(LINEAGE, json=event)
    return answer


def problem(answer):
    return answer.status_code, answer.json()["type"].rpartition("/")[2]


def listed(mesh, what, **query):
    return mesh.by("sam").get(f"/api/v1/mesh/{what}", params=query).json()["items"]


@pytest.mark.parametrize("who", ["operations/flights", "olga", "root"])
def test_a_product_its_owners_and_administrators_tell_of_its_job(mesh, who):
    assert tell(mesh, who, FLIGHTS).json()["new"] is True


@pytest.mark.parametrize("who", ["mia", "wes", "sam", "robot", "weather/observations"])
def test_nobody_else_does(mesh, who):
    answer = tell(mesh, who, FLIGHTS)
    assert problem(answer) == (403, "denied")
    assert mesh.by("sam").get(f"{LINEAGE}/operations.flights").json()["edges"] == []


def test_a_refusal_is_in_the_decision_log(mesh):
    tell(mesh, "sam", FLIGHTS)
    (logged,) = mesh.by("root").get("/api/v1/mesh/decisions", params={"subject": "sam"}).json()["items"]
    assert (logged["action"], logged["allowed"]) == ("lineage.ingest", False)


def test_an_event_that_writes_the_ports_of_two_products_needs_both(mesh):
    event = run_event(
        "operations/flights", "COMPLETE", outputs=["mesh.operations.flights", "mesh.weather.observations"]
    )
    assert problem(tell(mesh, "olga", event)) == (403, "denied")
    assert tell(mesh, "root", event).status_code == 200


def test_a_products_token_serves_a_scheduler_from_its_first_event_on(mesh):
    events = [
        run_event("airflow|dag.task", "START", at=-9),
        run_event("airflow|dag.task", "COMPLETE", at=-5, inputs=["raw"], outputs=["mesh.operations.flights"]),
    ]
    assert tell(mesh, "operations/flights", *events).status_code == 200
    assert listed(mesh, "jobs", namespace="airflow")[0]["product"] == "operations/flights"


def test_the_job_of_one_product_is_not_told_of_by_another(mesh):
    tell(mesh, "operations/flights", run_event("airflow|dag", "COMPLETE", at=-9, inputs=["a"], outputs=["b"]))
    wiped = run_event("airflow|dag", "COMPLETE", run="another", at=-5)
    assert problem(tell(mesh, "weather/observations", wiped)) == (403, "denied")


def test_an_owner_tells_of_any_job_that_writes_the_ports_of_the_product(mesh):
    assert (
        tell(mesh, "olga", run_event("cron|load", "COMPLETE", outputs=["mesh.operations.flights"])).status_code == 200
    )
    assert tell(mesh, "olga", run_event("cron|load", "START", run="next")).status_code == 200


@pytest.mark.parametrize("who", ["olga", "sam", "robot"])
@pytest.mark.parametrize("event", [run_event("cron|job", "START"), dataset_event("raw")], ids=["job", "dataset"])
def test_what_belongs_to_no_product_is_not_for_just_anyone_to_tell(mesh, who, event):
    assert problem(tell(mesh, who, event)) == (403, "denied")


@pytest.mark.parametrize(("who", "status"), [("olga", 200), ("root", 200), ("wes", 403)])
def test_how_a_port_looks_is_for_its_owner_to_tell(mesh, who, status):
    assert tell(mesh, who, dataset_event("mesh.operations.flights")).status_code == status


def test_in_a_batch_a_job_is_whose_it_is_by_the_first_event(mesh):
    batch = [
        run_event("cron|load", "COMPLETE", outputs=["mesh.operations.flights"]),
        run_event("cron|load", "START", run="next"),
    ]
    assert mesh.by("olga").post(f"{LINEAGE}/batch", json=batch).json()["summary"]["failed"] == 0
    assert listed(mesh, "jobs", namespace="cron")[0]["product"] == "operations/flights"


def test_an_event_told_twice_changes_nothing(mesh):
    first, second = tell(mesh, "olga", FLIGHTS).json(), tell(mesh, "olga", FLIGHTS).json()
    assert (first["event"], first["new"], second["new"]) == (second["event"], True, False)


def test_the_run_of_another_job_is_a_conflict(mesh):
    tell(mesh, "olga", FLIGHTS)
    stolen = run_event("weather/observations", "COMPLETE", run="operations/flights")
    assert problem(tell(mesh, "wes", stolen)) == (409, "run-of-another-job")


def test_a_products_job_that_nobody_published_is_not_found(mesh):
    assert problem(tell(mesh, "root", run_event("operations/nothing", "START"))) == (404, "unknown-product")


def send(mesh, who, *events):
    return mesh.by(who).post(f"{LINEAGE}/batch", json=list(events)).json()


def test_a_batch_is_taken_whole(mesh):
    told = send(mesh, "olga", FLIGHTS, run_event("operations/flights", "START", run="second"), FLIGHTS)
    assert (told["status"], told["failed_events"]) == ("success", [])
    assert (told["summary"]["received"], told["summary"]["successful"], told["summary"]["new"]) == (3, 3, 2)


def test_of_a_batch_with_bad_events_the_others_are_taken_in_and_each_bad_one_is_named(mesh):
    told = send(mesh, "olga", {**FLIGHTS, "eventTime": "soon"}, FLIGHTS, run_event("weather/observations", "START"))
    assert told["status"] == "partial_success"
    assert told["summary"] == {
        "received": 3,
        "successful": 1,
        "failed": 2,
        "retriable": 0,
        "non_retriable": 2,
        "new": 1,
    }
    assert [(one["index"], one["type"]) for one in told["failed_events"]] == [(0, "bad-event"), (2, "denied")]
    assert tell(mesh, "olga", FLIGHTS).json()["new"] is False


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_what_other_producers_send_is_taken_in_whole(mesh, path):
    events = sample(path)
    told = send(mesh, "operations/flights", *events)
    assert (told["failed_events"], told["summary"]["new"]) == ([], len(events))
    ended = [event for event in events if event["eventType"] == "COMPLETE"]  # what has begun may come to nothing
    names = {one["name"] for event in ended for one in (*event.get("inputs", []), *event.get("outputs", []))}
    assert names <= {one["name"] for one in listed(mesh, "datasets", limit=100)}


def test_what_the_law_refuses_of_a_batch_is_in_the_decision_log(mesh):
    send(mesh, "olga", FLIGHTS, run_event("weather/observations", "START"))
    logged = mesh.by("root").get("/api/v1/mesh/decisions", params={"subject": "olga"}).json()["items"]
    assert [one["allowed"] for one in logged if one["action"] == "lineage.ingest"] == [False, True]


def test_an_event_that_fails_half_way_leaves_nothing_of_itself(mesh):
    stolen = run_event("jobs|thief", "COMPLETE", run="operations/flights", inputs=["a"], outputs=["b"])
    told = send(mesh, "operations/flights", FLIGHTS, stolen)
    assert told["failed_events"][0]["type"] == "run-of-another-job"
    assert [one["name"] for one in listed(mesh, "jobs")] == ["operations/flights"]


@pytest.mark.parametrize("event", [7, "START", [], [["eventTime", "soon"]], None, {}], ids=repr)
def test_what_is_no_event_at_all_keeps_no_other_of_a_batch_out(mesh, event):
    told = send(mesh, "olga", event, FLIGHTS)
    assert [(one["index"], one["type"]) for one in told["failed_events"]] == [(0, "bad-event")]
    assert told["summary"]["new"] == 1


@pytest.mark.parametrize("body", [[], [FLIGHTS] * 1001, {"events": []}], ids=["none", "too many", "no list"])
def test_a_batch_is_a_list_of_one_to_a_thousand_events(mesh, body):
    assert mesh.by("olga").post(f"{LINEAGE}/batch", json=body).status_code == 422


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 422),
        (b"[]", 422),
        (b'{"eventTime": NaN}', 422),
        (b'{"a":' * 70 + b"1" + b"}" * 70, 422),
        (b'{"eventTime":"2026-09-21T14:00:00Z","eventTime":"2026-09-21T14:00:00Z"}', 422),
        (b'{"x":"' + b"x" * 9 * 1024 * 1024 + b'"}', 413),
    ],
    ids=["broken", "a list", "NaN", "deep", "a key twice", "huge"],
)
def test_what_is_no_event_is_refused_without_a_trace(mesh, body, status):
    answer = mesh.by("olga").post(LINEAGE, content=body, headers={"content-type": "application/json"})
    assert answer.status_code == status
    assert listed(mesh, "jobs") == []


def test_ten_thousand_columns_fit_into_one_event(mesh):
    wide = column_lineage({f"c{n}": [f"raw.c{n}"] for n in range(10_000)})
    event = run_event(
        "operations/flights", "COMPLETE", outputs=[dataset("mesh.operations.flights", columnLineage=wide)]
    )
    assert tell(mesh, "olga", event).status_code == 200
    found = mesh.by("sam").get(f"{LINEAGE}/operations.flights/columns/c77", params={"direction": "upstream"}).json()
    assert [column["column"] for column in found["columns"]] == ["c77"]


def test_everyone_signed_in_sees_who_makes_what_of_what(mesh):
    tell(mesh, "olga", FLIGHTS)
    found = mesh.by("sam").get(f"{LINEAGE}/weather.observations").json()
    (job,) = (node for node in found["nodes"] if node["kind"] == "job")
    assert found["edges"] == [{"source": "weather.observations", "target": "operations.flights", "job": job["id"]}]
    assert (job["name"], job["product"], job["status"]) == ("operations/flights", "operations/flights", "COMPLETE")
    assert {node["id"]: node["hops"] for node in found["nodes"] if node["kind"] == "port"} == {
        "weather.observations": 0,
        "operations.flights": 1,
    }


def test_nobody_else_sees_it(mesh):
    assert mesh.by().get(f"{LINEAGE}/weather.observations").status_code == 401


def test_a_dataset_outside_the_mesh_is_asked_for_by_its_id(mesh):
    tell(mesh, "olga", FLIGHTS)
    (raw,) = listed(mesh, "datasets", namespace="s3://raw")
    found = mesh.by("sam").get(f"{LINEAGE}/{raw['id']}", params={"direction": "downstream"}).json()
    assert [edge["target"] for edge in found["edges"]] == ["operations.flights"]


def test_a_port_that_no_event_told_of_stands_alone(mesh):
    found = mesh.by("sam").get(f"{LINEAGE}/operations.flights").json()
    assert {node["id"] for node in found["nodes"]} == {"operations.flights", "operations/flights"}
    assert (found["edges"], found["truncated"]) == ([], False)


@pytest.mark.parametrize("path", ["nothing.here", "dataset_0", "x' or 1=1 --", "operations.flights/columns/nothing"])
def test_what_nobody_knows_is_not_found(mesh, path):
    assert mesh.by("sam").get(f"{LINEAGE}/{path}").status_code == 404


@pytest.mark.parametrize(
    "query", [{"depth": 0}, {"depth": 21}, {"limit": 5001}, {"direction": "sideways"}, {"at": "noon"}, {"deep": 1}]
)
def test_a_question_that_makes_no_sense_is_refused(mesh, query):
    assert mesh.by("sam").get(f"{LINEAGE}/operations.flights", params=query).status_code == 422


def test_the_graph_is_cut_where_it_was_asked_to_be(mesh):
    chain = [job_event("operations/flights", inputs=["a"], outputs=["b"])]
    chain += [run_event(f"operations|{n}", "COMPLETE", inputs=[f"d{n}"], outputs=[f"d{n + 1}"]) for n in range(5)]
    for event in chain:
        assert tell(mesh, "operations/flights", event).status_code == 200
    (start,) = listed(mesh, "datasets", name="d0")
    found = mesh.by("sam").get(f"{LINEAGE}/{start['id']}", params={"depth": 2}).json()
    assert (len(found["edges"]), found["truncated"]) == (2, True)


def test_the_past_can_be_asked_about(mesh):
    tell(
        mesh,
        "olga",
        run_event(
            "operations/flights", "COMPLETE", at=-600, run="1", inputs=["old"], outputs=["mesh.operations.flights"]
        ),
    )
    tell(
        mesh,
        "olga",
        run_event(
            "operations/flights", "COMPLETE", at=-60, run="2", inputs=["new"], outputs=["mesh.operations.flights"]
        ),
    )
    asked = [{}, {"at": "2026-09-21T14:10:00Z"}, {"at": "2026-09-21T13:00:00Z"}]
    answers = [mesh.by("sam").get(f"{LINEAGE}/operations.flights", params=query).json() for query in asked]
    found = [[node["name"] for node in answer["nodes"] if node["kind"] == "dataset"] for answer in answers]
    assert found == [["new"], ["old"], []]


def test_columns_are_shown_with_the_graph_when_asked_for(mesh):
    tell(mesh, "olga", FLIGHTS)
    path = f"{LINEAGE}/operations.flights"
    (edge,) = mesh.by("sam").get(path, params={"columns": True}).json()["column_edges"]
    assert (edge["source"], edge["column"], edge["into"], edge["direct"]) == (
        "weather.observations",
        "temp",
        "arr_delay",
        True,
    )
    assert mesh.by("sam").get(path).json()["column_edges"] == []


def test_the_impact_of_a_column_names_what_nobody_can_tell(mesh):
    tell(mesh, "olga", FLIGHTS)
    report = run_event("operations|report", "COMPLETE", inputs=["mesh.operations.flights"], outputs=["report"])
    tell(mesh, "operations/flights", report)
    found = mesh.by("sam").get(f"{LINEAGE}/weather.observations/columns/temp").json()
    assert [(column["dataset"], column["column"], column["hops"]) for column in found["columns"]] == [
        ("operations.flights", "arr_delay", 1)
    ]
    assert [blind["source"] for blind in found["blind"]] == ["operations.flights"]


def test_runs_are_listed_newest_first_with_what_their_checks_found(mesh):
    facet = {"dataQualityAssertions": {"assertions": [{"assertion": "unique", "column": "id", "success": False}]}}
    checked = run_event(
        "operations/flights", "FAIL", at=-60, run="2", inputs=[{**dataset("raw"), "inputFacets": facet}]
    )
    tell(mesh, "olga", run_event("operations/flights", "COMPLETE", at=-600, run="1"), checked)
    (job,) = listed(mesh, "jobs", product="operations/flights")
    second, first = listed(mesh, f"jobs/{job['id']}/runs")
    assert [(run["run_id"], run["state"]) for run in (second, first)] == [
        (run_id("2"), "FAIL"),
        (run_id("1"), "COMPLETE"),
    ]
    assert second["assertions"][0]["success"] is False
    assert mesh.by("sam").get("/api/v1/mesh/jobs/job_0/runs").status_code == 404


def test_lists_turn_their_pages(mesh):
    for n in range(5):
        tell(mesh, "operations/flights", run_event(f"operations|{n}", "COMPLETE", outputs=[f"d{n}"]))
    first = mesh.by("sam").get("/api/v1/mesh/datasets", params={"limit": 3}).json()
    second = mesh.by("sam").get("/api/v1/mesh/datasets", params={"limit": 3, "after": first["next"]}).json()
    assert [found["name"] for found in first["items"] + second["items"]] == [f"d{n}" for n in range(5)]
    assert second["next"] is None


def test_the_clock_of_a_producer_that_runs_ahead_is_not_believed(mesh):
    tell(mesh, "olga", run_event("operations/flights", "COMPLETE", at=10**8, run="1", inputs=["a"], outputs=["b"]))
    mesh.clock.now = NOON + 60
    tell(mesh, "olga", run_event("operations/flights", "COMPLETE", at=50, run="2", inputs=["c"], outputs=["b"]))
    (made,) = listed(mesh, "datasets", name="b")
    found = mesh.by("sam").get(f"{LINEAGE}/{made['id']}", params={"direction": "upstream"}).json()
    assert "c" in {node["name"] for node in found["nodes"]}
    assert "a" not in {node["name"] for node in found["nodes"]}
