"""Which dataset and column feeds which, as the events of one run tell it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.errors import Invalid
from platform_api.lineage.events import parse_event
from platform_api.lineage.flows import NOWHERE, graph_of
from tests.factories.lineage import column_lineage, dataset, job_event, name_of, run_event, symlink

EXPLICIT = {"_producer": "p", "_schemaURL": "s"}


def graph(*events):
    return graph_of(map(parse_event, events))


def flows(*events):
    """Return `source>target` for each pair of datasets."""
    return {f"{flow.source.name}>{flow.target.name}" for flow in graph(*events).datasets}


def columns(*events):
    """Return `source.column>target.column` for each pair of columns, with `*` for the whole of a dataset."""
    found = graph(*events).columns
    return {f"{flow.source.name}.{flow.column}>{flow.target.name}.{flow.into or '*'}" for flow in found}


def hows(transformations, **field):
    told = {"fields": {"c": {"inputFields": [{**name_of("a"), "field": "x", "transformations": transformations}]}}}
    told["fields"]["c"] |= field
    (found,) = graph(run_event("job", "COMPLETE", outputs=[dataset("b", columnLineage=told)])).columns
    return found.how


def explicit(inputs=(), fields=None):
    told = [{"type": "DATASET", **name_of(text)} for text in inputs]
    of = {into: {"inputs": [{"type": "DATASET", **name_of(a), "field": c}]} for into, (a, c) in (fields or {}).items()}
    return {"inputs": told, "fields": of}


@pytest.mark.parametrize(
    ("inputs", "outputs", "expected"),
    [
        (["a", "b"], ["c"], {"a>c", "b>c"}),
        (["a"], ["b", "c"], {"a>b", "a>c"}),
        (["a"], [], {"a>"}),
        ([], ["b"], {">b"}),
        (["a"], ["a"], {"a>a"}),
        ([], [], set()),
    ],
)
def test_without_facets_everything_read_flows_into_everything_written(inputs, outputs, expected):
    assert flows(run_event("job", "COMPLETE", inputs=inputs, outputs=outputs)) == expected


def test_an_output_is_made_of_the_inputs_that_its_columns_name():
    outputs = [
        dataset("c", columnLineage=column_lineage({"x": ["a.x"]})),
        dataset("d", columnLineage=column_lineage({"y": ["b.y"]})),
    ]
    assert flows(run_event("job", "COMPLETE", inputs=["a", "b"], outputs=outputs)) == {"a>c", "b>d"}


def test_an_input_that_no_column_names_flows_into_every_output():
    outputs = [dataset("c", columnLineage=column_lineage({"x": ["a.x"]})), "d"]
    assert flows(run_event("job", "COMPLETE", inputs=["a", "b"], outputs=outputs)) == {"a>c", "b>c", "a>d", "b>d"}


def test_a_column_facet_may_name_an_input_that_the_event_does_not():
    outputs = [dataset("c", columnLineage=column_lineage({"x": ["a.x"]}))]
    assert flows(run_event("job", "COMPLETE", outputs=outputs)) == {"a>c"}


def test_only_flows_whose_columns_are_told_are_detailed():
    outputs = [dataset("c", columnLineage=column_lineage({"x": ["a.x"]}))]
    found = graph(run_event("job", "COMPLETE", inputs=["a", "b"], outputs=outputs))
    assert {(flow.source.name, flow.detailed) for flow in found.datasets} == {("a", True), ("b", False)}


def test_explicit_lineage_counts_over_everything_else():
    told = dataset("c", lineage=explicit(["a"]), columnLineage=column_lineage({"x": ["b.x"]}))
    event = run_event("job", "COMPLETE", inputs=["a", "b"], outputs=[told])
    assert flows(event) == {"a>c", "b>"}
    assert columns(event) == set()


def test_explicit_lineage_of_nothing_says_that_nothing_flows():
    told = dataset("c", lineage=explicit())
    assert flows(run_event("job", "COMPLETE", inputs=["a"], outputs=[told])) == {">c", "a>"}


def test_explicit_lineage_tells_of_columns_too():
    told = dataset("c", lineage=explicit(fields={"x": ("a", "y")}))
    assert columns(run_event("job", "COMPLETE", outputs=[told])) == {"a.y>c.x"}


def test_a_job_may_say_explicitly_what_flows_where():
    event = job_event("job", inputs=["a", "b"], outputs=["c", "d"])
    entries = [{"type": "DATASET", **name_of(target), **explicit([source])} for source, target in ("ac", "bd")]
    others = [{"type": "JOB", "inputs": [{"type": "JOB"}]}]
    event["job"]["facets"] = {"lineage": {**EXPLICIT, "entries": entries + others}}
    assert flows(event) == {"a>c", "b>d"}


def test_columns_feed_columns_and_some_decide_over_the_whole():
    told = column_lineage({"total": ["a.price", "a.count"], "kind": []}, whole=["b.key"])
    found = columns(run_event("job", "COMPLETE", outputs=[dataset("c", columnLineage=told)]))
    assert found == {"a.price>c.total", "a.count>c.total", "b.key>c.*"}


@pytest.mark.parametrize(
    ("transformations", "how"),
    [
        (None, "DIRECT"),
        ([], "DIRECT"),
        ([{"type": "DIRECT", "subtype": "IDENTITY", "masking": False}], "DIRECT/IDENTITY"),
        ([{"type": "INDIRECT", "subtype": "GROUP_BY"}], "INDIRECT/GROUP_BY"),
        ([{"type": "DIRECT", "subtype": "TRANSFORMATION", "masking": True}], "DIRECT/TRANSFORMATION/MASKING"),
        ([{"type": "INDIRECT", "subtype": "JOIN"}, {"type": "DIRECT"}], "DIRECT INDIRECT/JOIN"),
        ([{"type": "MAGIC", "subtype": "<script>"}], "DIRECT/SCRIPT"),
    ],
)
def test_how_a_column_flows_is_one_line_that_begins_with_direct_if_values_flow(transformations, how):
    assert hows(transformations) == how


@pytest.mark.parametrize(
    ("word", "how"),
    [("IDENTITY", "DIRECT/IDENTITY"), ("MASKED", "DIRECT/TRANSFORMATION/MASKING"), ("?", "DIRECT")],
)
def test_the_older_way_to_say_how_is_understood(word, how):
    assert hows([], transformationType=word) == how


def test_a_symlink_makes_a_dataset_the_port_wherever_the_run_names_it():
    location = dataset("s3://bucket|warehouse/flights", symlinks=symlink("mesh.operations.flights"))
    told = dataset("c", columnLineage=column_lineage({"x": ["s3://bucket|warehouse/flights.carrier"]}))
    event = run_event("job", "COMPLETE", inputs=[location], outputs=[told])
    assert flows(event) == {"mesh.operations.flights>c"}
    assert columns(event) == {"mesh.operations.flights.carrier>c.x"}


def test_trinos_missing_scheme_is_filled_in_wherever_a_dataset_is_named():
    told = dataset("trino:8080|pg.public.c", columnLineage=column_lineage({"x": ["trino:8080|pg.public.a.x"]}))
    event = run_event("job", "COMPLETE", inputs=["trino://trino:8080|pg.public.a"], outputs=[told])
    found = graph({**event, "producer": "https://github.com/trinodb/trino/plugin/trino-openlineage"})
    assert {flow.source.namespace for flow in [*found.datasets, *found.columns]} == {"trino://trino:8080"}


def test_the_events_of_a_run_add_up():
    start = run_event("job", "START", at=-9, inputs=["a"])
    running = run_event("job", "RUNNING", at=-8, inputs=["b"])
    assert flows(start, running, run_event("job", "COMPLETE", at=-7, outputs=["c"])) == {"a>c", "b>c"}


def test_of_a_facet_that_is_told_twice_the_newer_counts():
    events = [
        run_event("job", state, at=at, outputs=[dataset("c", columnLineage=column_lineage({"x": [source]}))])
        for state, at, source in (("RUNNING", -9, "a.old"), ("COMPLETE", -8, "a.new"))
    ]
    assert columns(*events) == columns(*reversed(events)) == {"a.new>c.x"}


@settings(deadline=None)
@given(st.permutations(range(4)))
def test_the_order_of_arrival_does_not_matter(order):
    events = [
        run_event("job", "START", at=-9, inputs=["a"]),
        run_event("job", "RUNNING", at=-8, outputs=[dataset("c", columnLineage=column_lineage({"x": ["a.x"]}))]),
        run_event("job", "RUNNING", at=-8, outputs=[dataset("c", columnLineage=column_lineage({"x": ["a.y"]}))]),
        run_event("job", "COMPLETE", at=-7, inputs=["b"], outputs=["d"]),
    ]
    assert graph(*(events[place] for place in order)).digest == graph(*events).digest


def test_columns_of_schemas_are_part_of_the_graph():
    told = [dataset("c", schema={"fields": [{"name": "x", "type": "int"}]})]
    changed = [dataset("c", schema={"fields": [{"name": "x", "type": "bigint"}]})]
    one, other = (graph(run_event("job", "COMPLETE", outputs=outputs)) for outputs in (told, changed))
    assert one.digest != other.digest
    assert list(one.fields.values()) == [(("x", "int"),)]


@pytest.mark.parametrize(
    ("inputs", "outputs"),
    [
        ([f"a{n}" for n in range(200)], [f"b{n}" for n in range(200)]),
        (
            [],
            [
                dataset(
                    "b", columnLineage=column_lineage({f"c{n}": [f"a.x{m}" for m in range(101)] for n in range(1000)})
                )
            ],
        ),
    ],
    ids=["datasets", "columns"],
)
def test_more_edges_than_can_be_kept_are_refused(inputs, outputs):
    with pytest.raises(Invalid, match="more than"):
        graph(run_event("job", "COMPLETE", inputs=inputs, outputs=outputs))


def test_nothing_told_is_an_empty_graph():
    assert graph().datasets == frozenset()
    assert NOWHERE == ("", "")
