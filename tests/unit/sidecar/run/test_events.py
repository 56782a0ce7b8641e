"""A run's own events, held against what OpenLineage says of itself and what our lineage reads of them."""

import json

import pytest

from governance.checks import Outcome
from governance.sql import Relation
from platform_api.lineage.events import parse_event
from sidecar.run.events import Written, completed
from sidecar.run.inputs import Inputs, SourceInput
from sidecar.run.progress import aborted, failed, started
from sidecar.run.report import PortReport
from sidecar.run.transform import Made
from sidecar.sources import SourceFile
from tests.oracles.openlineage import faults

INPUTS = Inputs(
    ports=(),
    sources=(
        SourceInput(
            name="rows",
            location="rows.csv",
            files=(SourceFile(path="/data/rows.csv", size=1, modified=1),),
            opens=lambda _: Relation(name="rows", columns=(("id", "VARCHAR"), ("carrier", "VARCHAR")), sql="t"),
        ),
    ),
    mask_key=b"",
)
MADE = Made(
    relation="t",
    row_wise=True,
    text="SELECT id, carrier FROM rows",
    lineage=(("id", (("rows", "id"),)), ("carrier", (("rows", "carrier"),))),
    influences=(("rows", "id"),),
)


def written(order, made=MADE):
    small = Outcome(
        rule="table.rowCount", passed=True, severity="error", measured=3, expected="3", message="3 rows", context={}
    )
    report = PortReport(
        port="operations.trips", contract="d", version="1.0.0", mode="replace", rows=5, published=3, quarantined=2,
        reasons={"id.required": 1, "delay.minimum": 1}, outcomes=(small,),
    )  # fmt: skip
    (port,) = order.ports
    return Written(
        port=port.name, contract=port.contract, made=made, report=report, snapshot_id=7, location="/data/trips"
    )


@pytest.fixture
def told(order):
    return completed(order, INPUTS, [written(order)])


def test_every_event_is_one_that_lineage_takes_in(order, told):
    run = (str(order.product), order.run_id)
    others = (started(*run), failed(*run, "it broke"), aborted(*run, "it went away"))
    events = [parse_event(event) for event in (*others, told)]
    assert [event.state for event in events] == ["START", "FAIL", "ABORT", "COMPLETE"]
    assert len({event.run for event in events}) == 1
    assert {(event.job.namespace, event.job.name) for event in events} == {("trellis", "operations/trips")}


def test_a_whole_event_names_what_was_read_and_written_column_by_column(told):
    event = parse_event(told)
    read, wrote = event.datasets
    assert (read.side, read.name.name, wrote.side, wrote.name.name) == (
        "input", "/data/rows.csv", "output", "mesh.operations.trips",
    )  # fmt: skip
    assert [name for name, _ in wrote.fields] == ["id", "carrier", "tailnum", "delay"]
    assert {assertion.assertion: assertion.success for assertion in wrote.assertions} == {
        "id.required": False, "delay.minimum": False, "table.rowCount": True,
    }  # fmt: skip
    facets = told["outputs"][0]["facets"]
    assert set(facets["columnLineage"]["fields"]) == {"id", "carrier"}
    assert facets["version"]["datasetVersion"] == "7"
    assert told["outputs"][0]["outputFacets"]["outputStatistics"]["rowCount"] == 3


def test_python_says_nothing_of_columns_and_shows_no_code(order):
    plain = completed(order, INPUTS, [written(order, Made(relation="t", row_wise=False, text="secret code"))])
    assert "columnLineage" not in plain["outputs"][0]["facets"]
    assert "secret code" not in json.dumps(plain)


def test_every_facet_names_the_schema_it_keeps(told):
    facets = [
        facet for dataset in told["outputs"] for facet in {**dataset["facets"], **dataset["outputFacets"]}.values()
    ]
    assert len(facets) == 6
    for facet in facets:
        assert facet["_schemaURL"].startswith("https://openlineage.io/spec/facets/")
        assert facet["_producer"]


@pytest.mark.parametrize("made", ["started", "failed", "aborted", "sql", "python", "nothing"])
def test_every_event_and_facet_keeps_the_schema_of_the_standard(order, made):
    run = (str(order.product), order.run_id)
    events = {
        "started": lambda: started(*run),
        "failed": lambda: failed(*run, "it broke"),
        "aborted": lambda: aborted(*run, "it went away"),
        "sql": lambda: completed(order, INPUTS, [written(order)]),
        "python": lambda: completed(order, INPUTS, [written(order, Made(relation="t", row_wise=False, text=""))]),
        "nothing": lambda: completed(order, Inputs(ports=(), sources=(), mask_key=b""), []),
    }
    assert faults(events[made]()) == []


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda event: event.pop("producer"), "event: 'producer'"),
        (lambda event: event["run"].update(runId="7"), "event: '7' is not a 'uuid'"),
        (lambda event: event["outputs"][0]["facets"]["schema"].update(fields=7), "schema: 7 is not"),
        (lambda event: event["outputs"][0]["facets"]["version"].pop("datasetVersion"), "version: 'datasetVersion'"),
    ],
    ids=["no producer", "no run id", "no fields", "no version"],
)
def test_an_event_that_breaks_the_standard_would_be_noticed(told, break_it, said):
    break_it(told)
    assert [one for one in faults(told) if one.startswith(said)]


def test_a_failure_tells_its_message_and_no_dataset(order):
    event = failed(str(order.product), order.run_id, "The engine refuses")
    assert event["run"]["facets"]["errorMessage"]["message"] == "The engine refuses"
    assert (event["inputs"], event["outputs"]) == ([], [])


def test_an_event_names_its_version_of_the_standard_and_its_time_with_a_zone(told):
    assert told["schemaURL"].startswith("https://openlineage.io/spec/2-0-2/OpenLineage.json")
    assert told["eventTime"].endswith("+00:00")
