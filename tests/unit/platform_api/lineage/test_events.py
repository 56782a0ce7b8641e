"""Events as producers really send them are understood, and hostile ones are refused with the place that is wrong."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.errors import Invalid
from platform_api.lineage.events import parse_event
from tests.factories.lineage import column_lineage, dataset, dataset_event, job_event, run_event

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=15,
)
RUN = run_event("job", "COMPLETE")


def without(event, name):
    return {key: value for key, value in event.items() if key != name}


def nested(depth):
    found = {}
    for _ in range(depth):
        found = {"a": found}
    return found


@pytest.mark.parametrize(
    ("event", "kind"),
    [(RUN, "run"), (job_event("job"), "job"), (dataset_event("table"), "dataset")],
    ids=["run", "job", "dataset"],
)
def test_the_kind_of_an_event_is_told_by_what_it_holds(event, kind):
    assert parse_event(event).kind == kind


def test_the_same_event_has_the_same_digest_whatever_the_order_of_its_keys():
    assert parse_event(dict(reversed(RUN.items()))).digest == parse_event(RUN).digest


def test_facets_that_nobody_knows_are_kept():
    event = {**RUN, "run": {**RUN["run"], "facets": {"weather": {"sunny": [1, 2.5, None]}}}}
    assert json.loads(parse_event(event).text) == event


@pytest.mark.parametrize("nothing", [None, {"_deleted": True}, {"fields": None}], ids=["null", "deleted", "no fields"])
def test_a_facet_without_content_is_absent(nothing):
    told = {**dataset("t"), "facets": {"schema": nothing, "symlinks": None}}
    assert parse_event(run_event("job", "START", inputs=[told])).datasets[0].fields == ()


@pytest.mark.parametrize("name", ["inputs", "outputs"])
def test_datasets_may_be_left_out_or_null(name):
    assert parse_event(without(RUN, name)).datasets == parse_event({**RUN, name: None}).datasets == ()


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("2026-09-21T14:13:20Z", 1_790_000_000_000),
        ("2026-09-21T14:13:20.123456789Z", 1_790_000_000_123),
        ("2026-09-21T16:13:20.5+02:00", 1_790_000_000_500),
        ("2026-09-21T14:13:20", 1_790_000_000_000),
    ],
)
def test_times_are_read_as_producers_write_them(text, milliseconds):
    assert parse_event({**RUN, "eventTime": text}).at == milliseconds


def test_a_run_id_counts_whatever_its_case():
    upper = {**RUN, "run": {"runId": RUN["run"]["runId"].upper()}}
    assert parse_event(upper).run == parse_event(RUN).run


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"eventTime": "yesterday"}, "eventTime"),
        ({"eventTime": "1969-12-31T23:59:59Z"}, "eventTime"),
        ({"eventTime": 1790000000}, "eventTime"),
        ({"eventType": "EXPLODED"}, "eventType"),
        ({"producer": None}, "producer"),
        ({"run": {"runId": "42"}}, "run.runId"),
        ({"run": []}, "run"),
        ({"job": {"namespace": "jobs", "name": ""}}, "job.name"),
        ({"job": {"namespace": "jobs", "name": "a\x00b"}}, "job.name"),
        ({"job": {"namespace": "jobs", "name": "x" * 2049}}, "job.name"),
        ({"inputs": {}}, "inputs"),
        ({"inputs": [7]}, "inputs.0"),
        ({"inputs": [{"namespace": 1, "name": "t"}]}, "inputs.0.namespace"),
        ({"inputs": [dataset("t")] * 1001}, "inputs"),
        ({"inputs": [{**dataset("t"), "facets": []}]}, "inputs.0.facets"),
        ({"outputs": [dataset("t", columnLineage={"fields": []})]}, "outputs.0.facets.columnLineage.fields"),
        ({"outputs": [dataset("t", schema={"fields": [{"name": "c"}] * 20_001})]}, "outputs.0.facets.schema.fields"),
        ({"outputs": [dataset("t", columnLineage=column_lineage({"c": ["a.b"] * 5001}))]}, "outputs.0.facets"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_path(change, path):
    with pytest.raises(Invalid) as refused:
        parse_event({**RUN, **change})
    assert refused.value.context["path"].startswith(path)
    assert refused.value.hint


@pytest.mark.parametrize("name", ["eventTime", "producer", "schemaURL"])
def test_what_the_specification_requires_is_required(name):
    with pytest.raises(Invalid, match=name):
        parse_event(without(RUN, name))


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), "\ud800", {1, 2}, object(), nested(100_000)],
    ids=lambda found: type(found).__name__,
)
def test_what_is_no_plain_json_is_refused(value):
    with pytest.raises(Invalid, match="not plain JSON"):
        parse_event({**RUN, "extra": value})


@pytest.mark.parametrize(
    "event",
    [without(RUN, "job"), without(without(RUN, "job"), "run"), {**RUN, "dataset": dataset("t")}],
    ids=["a run of nothing", "about nothing", "about everything"],
)
def test_an_event_is_about_one_thing(event):
    with pytest.raises(Invalid, match="An event is about"):
        parse_event(event)


def test_an_event_of_many_megabytes_is_refused():
    with pytest.raises(Invalid, match="larger than"):
        parse_event({**RUN, "extra": "x" * 17_000_000})


def test_ten_thousand_columns_are_read():
    told = dataset("t", columnLineage=column_lineage({f"c{n}": [f"raw.c{n}"] for n in range(10_000)}))
    columns = parse_event(run_event("job", "COMPLETE", outputs=[told])).datasets[0].columns
    assert len(columns.fields) == 10_000


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from([*RUN, "dataset"]), JSON))
def test_any_json_is_understood_or_refused(change):
    with suppress(Invalid):
        assert parse_event({**RUN, **change}).at >= 0
