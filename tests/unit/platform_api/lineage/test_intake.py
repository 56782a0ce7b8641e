"""Events change the graph once, whenever and in whatever order they come, and the past can be asked about."""

import uuid
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from governance.errors import Conflict, Denied, Invalid, NotFound
from platform_api.lineage import repository
from platform_api.lineage.models import LineageEvent, LineageRun
from platform_api.lineage.naming import DatasetName, JobName, address
from platform_api.lineage.repository import assertions_of
from tests.factories.lineage import column_lineage, dataset, dataset_event, job_event, run_event, run_id
from tests.factories.mesh import NOON

JOBS = count()
STATES = st.sampled_from(["START", "RUNNING", "COMPLETE", "FAIL"])
INPUTS = st.frozensets(st.sampled_from("abc"), max_size=3)
EVENTS = st.lists(st.tuples(st.integers(0, 3), STATES, st.integers(-9, -1), INPUTS), min_size=1, max_size=8)


@pytest.fixture
def name():
    return f"t{next(JOBS)}"


def at(db):
    return address(DatasetName("db", db))


def events_of(told, run):
    with told.database.read() as session:
        statement = select(LineageEvent).join(LineageRun).where(LineageRun.run_id == run_id(run))
        return session.exec(statement).all()


def state_of(told, run):
    with told.database.read() as session:
        return session.exec(select(LineageRun.state).where(LineageRun.run_id == run_id(run))).one()


def test_an_event_told_twice_is_kept_once(told, name):
    event = run_event(name, "COMPLETE", inputs=["a"], outputs=[name])
    told.tell(event)
    told.tell(event, event)
    assert len(events_of(told, name)) == 1


def test_edges_appear_when_a_run_succeeds_and_not_before(told, name):
    told.tell(run_event(name, "START", inputs=["a"]), run_event(name, "RUNNING", outputs=[name]))
    with pytest.raises(NotFound):
        told.edges(at(name))
    told.tell(run_event(name, "COMPLETE", at=-59))
    assert told.edges(at(name), "upstream", depth=1) == {("a", name)}


@pytest.mark.parametrize("state", ["FAIL", "ABORT"])
def test_a_run_that_failed_changes_no_edge(told, name, state):
    told.tell(run_event(name, "COMPLETE", at=-9, run=f"{name}-1", inputs=["a"], outputs=[name]))
    told.tell(run_event(name, state, at=-8, run=f"{name}-2", inputs=["b"], outputs=[name]))
    assert told.edges(at(name), "upstream") == {("a", name)}
    assert state_of(told, f"{name}-2") == state


def test_an_edge_goes_when_a_newer_run_no_longer_has_it(told, name):
    told.tell(run_event(name, "COMPLETE", at=-9, run=f"{name}-1", inputs=["a", "b"], outputs=[name]))
    told.tell(run_event(name, "COMPLETE", at=-5, run=f"{name}-2", inputs=["b", "c"], outputs=[name]))
    assert told.edges(at(name), "upstream") == {("b", name), ("c", name)}
    then = told.edges(at(name), "upstream", at=(NOON - 6) * 1000)
    assert then == {("a", name), ("b", name)}


def test_an_older_run_that_is_told_later_changes_the_past_alone(told, name):
    told.tell(run_event(name, "COMPLETE", at=-5, run=f"{name}-2", inputs=["new"], outputs=[name]))
    told.tell(run_event(name, "COMPLETE", at=-9, run=f"{name}-1", inputs=["old"], outputs=[name]))
    assert told.edges(at(name), "upstream") == {("new", name)}
    assert told.edges(at(name), "upstream", at=(NOON - 7) * 1000) == {("old", name)}
    assert told.edges(at(name), "upstream", at=(NOON - 20) * 1000) == set()


def test_the_edges_of_another_job_stay(told, name):
    told.tell(run_event(f"{name}-1", "COMPLETE", at=-9, inputs=["a"], outputs=[name]))
    told.tell(run_event(f"{name}-2", "COMPLETE", at=-8, inputs=["a"], outputs=[name]))
    told.tell(run_event(f"{name}-2", "COMPLETE", at=-7, run=f"{name}-3", inputs=["b"], outputs=[name]))
    assert told.edges(at(name), "upstream") == {("a", name), ("b", name)}


def test_a_start_that_arrives_after_the_end_still_adds_its_inputs(told, name):
    told.tell(run_event(name, "COMPLETE", at=-5, outputs=[name]))
    told.tell(run_event(name, "START", at=-9, inputs=["late"]))
    assert told.edges(at(name), "upstream") == {("late", name)}
    assert state_of(told, name) == "COMPLETE"


def test_a_run_that_turns_out_to_have_failed_gives_back_what_it_took(told, name):
    told.tell(run_event(name, "COMPLETE", at=-9, run=f"{name}-1", inputs=["a"], outputs=[name]))
    told.tell(run_event(name, "COMPLETE", at=-7, run=f"{name}-2", inputs=["b"], outputs=[name]))
    told.tell(run_event(name, "FAIL", at=-6, run=f"{name}-2"))
    assert told.edges(at(name), "upstream") == {("a", name)}


def test_of_two_runs_that_end_in_the_same_moment_the_one_told_later_counts(told, name):
    for source in ("a", "b", "c"):
        told.tell(run_event(name, "COMPLETE", at=-5, run=f"{name}-{source}", inputs=[source], outputs=[name]))
    assert told.edges(at(name), "upstream") == {("c", name)}


def test_a_run_from_the_future_does_not_stand_in_the_way_of_later_ones(told, name):
    told.tell(run_event(name, "COMPLETE", at=10**9, run=f"{name}-1", inputs=["future"], outputs=[name]))
    told.tell(run_event(name, "COMPLETE", at=10**6, run=f"{name}-2", inputs=["present"], outputs=[name]))
    assert told.edges(at(name), "upstream") == {("present", name)}


def naive(name, events, moment):
    """Return the edges at a moment, by reading everything that was told again."""
    newest = {}
    for run in {run for run, *_ in events}:
        mine = [event for event in events if event[0] == run]
        ends = sorted((when, state == "COMPLETE") for _, state, when, _ in mine if state in {"FAIL", "COMPLETE"})
        if ends and ends[-1] <= (moment, True) and ends[-1][1]:
            newest[ends[-1][0]] = set().union(*(inputs for *_, inputs in mine)) or {""}
    return {(f"{name}{source}", name) for source in newest[max(newest)]} if newest else set()


def told_apart(events):
    """Tell whether no two runs end in the same moment: only their arrival would say which of them counts."""
    ends = {(when, run) for run, state, when, _ in events if state == "COMPLETE"}
    return len(ends) == len({when for when, _ in ends})


@settings(max_examples=50, deadline=None)
@given(events=EVENTS.filter(told_apart), batch=st.integers(1, 4))
def test_at_every_moment_the_graph_is_that_of_the_newest_success_until_then(told, events, batch):
    name = f"p{uuid.uuid4().hex}"
    sent = [
        run_event(name, state, at=when, run=f"{name}{run}", inputs=[name + source for source in inputs], outputs=[name])
        for run, state, when, inputs in events
    ]
    for start in range(0, len(sent), batch):
        told.tell(*sent[start : start + batch])
    told.tell(dataset_event(name))
    for moment in range(-10, 1):
        assert told.edges(at(name), "upstream", depth=1, at=(NOON + moment) * 1000) == naive(name, events, moment)


def test_a_static_job_has_edges_until_a_run_says_otherwise(told, name):
    told.tell(job_event(name, at=-9, inputs=["planned"], outputs=[name]))
    assert told.edges(at(name), "upstream") == {("planned", name)}
    told.tell(run_event(name, "COMPLETE", at=-5, inputs=["real"], outputs=[name]))
    assert told.edges(at(name), "upstream") == {("real", name)}


def test_the_newest_schema_of_a_dataset_is_kept(told, name):
    for when, column in ((-9, "old"), (-5, "new"), (-7, "between")):
        told.tell(dataset_event(dataset(name, schema={"fields": [{"name": column, "type": "int"}]}), at=when))
    with told.database.read() as session:
        assert repository.dataset(session, at(name)).fields == [["new", "int"]]


def test_what_checks_found_is_kept_with_the_run(told, name):
    found = [{"assertion": "not_null", "column": "c", "success": False}, {"assertion": "row_count", "success": True}]
    told.tell(
        run_event(
            name,
            "COMPLETE",
            inputs=[{**dataset(name), "inputFacets": {"dataQualityAssertions": {"assertions": found}}}],
        )
    )
    with told.database.read() as session:
        run = session.exec(select(LineageRun.seq).where(LineageRun.run_id == run_id(name))).one()
        kept = assertions_of(session, [run])[run]
    assert [(one.dataset, one.assertion, one.column, one.success) for one in kept] == [
        (at(name), "not_null", "c", False),
        (at(name), "row_count", "", True),
    ]


def test_checks_told_again_later_replace_what_was_kept(told, name):
    for when, success in ((-9, False), (-5, True)):
        facet = {"dataQualityAssertions": {"assertions": [{"assertion": "unique", "success": success}]}}
        told.tell(run_event(name, "RUNNING", at=when, inputs=[{**dataset(name), "inputFacets": facet}]))
    with told.database.read() as session:
        run = session.exec(select(LineageRun.seq).where(LineageRun.run_id == run_id(name))).one()
        assert [one.success for one in assertions_of(session, [run])[run]] == [True]


def test_a_run_of_another_job_is_refused_and_nothing_is_kept(told, name):
    told.tell(run_event(name, "START"))
    with pytest.raises(Conflict, match="another job"):
        told.tell(run_event(f"{name}-thief", "COMPLETE", run=name, inputs=["a"], outputs=[name]))
    with told.database.read() as session:
        assert repository.job(session, address(JobName("jobs", f"{name}-thief"))) is None


def test_an_event_that_is_refused_undoes_nothing_else(told, name):
    with pytest.raises(Invalid):
        told.tell(run_event(name, "COMPLETE", outputs=[name]), {"eventTime": "no"})
    assert events_of(told, name) == []


@pytest.mark.parametrize(
    ("job_name", "outputs"),
    [("weather/observations", []), ("operations/flights", ["mesh.weather.observations"])],
    ids=["the job of another", "a port of another"],
)
def test_a_product_speaks_for_itself_alone(told, job_name, outputs):
    with pytest.raises(Denied, match="weather/observations"):
        told.tell(run_event(job_name, "COMPLETE", run=job_name * 2, outputs=outputs), product="operations/flights")


def test_a_product_may_read_the_ports_of_others_and_write_outside_the_mesh(told):
    event = run_event(
        "operations/flights",
        "COMPLETE",
        inputs=["mesh.weather.observations"],
        outputs=["mesh.operations.flights", "export"],
    )
    told.tell(event, product="operations/flights")
    assert ("weather.observations", "operations.flights") in told.edges("operations.flights")


def test_ten_thousand_columns_are_kept_and_found(told, name):
    fields = column_lineage({f"c{n}": [f"{name}_raw.c{n}"] for n in range(10_000)})
    told.tell(run_event(name, "COMPLETE", inputs=[f"{name}_raw"], outputs=[dataset(name, columnLineage=fields)]))
    assert told.columns(at(name), "c9999", "upstream") == {f"{name}_raw.c9999"}
