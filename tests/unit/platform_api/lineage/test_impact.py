"""Which columns feed which, however far, past filters and joins; and which datasets nobody can speak for."""

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.errors import NotFound
from platform_api.lineage.naming import DatasetName, address
from tests.factories.lineage import column_lineage, dataset, run_event

CHAINS = count()
PAIRS = st.lists(
    st.tuples(st.integers(0, 4), st.sampled_from("xy"), st.integers(0, 4), st.sampled_from(["x", "y", "*"])),
    max_size=12,
)


@pytest.fixture
def name():
    return f"i{next(CHAINS)}"


def at(db):
    return address(DatasetName("db", db))


def derive(told, target, fields=None, *, whole=(), inputs=()):
    """Let a job make `target`, whose columns are made of the columns given."""
    facet = column_lineage(fields or {}, whole)
    outputs = [dataset(target, columnLineage=facet)] if fields or whole else [target]
    told.tell(run_event(f"make {target}", "COMPLETE", run=target, inputs=inputs, outputs=outputs))


@pytest.fixture
def chain(told, name):
    """raw.a → clean.a → report.total; raw.key decides over clean; report.label is of nothing in raw but that."""
    raw, clean, report = (f"{name}_{word}" for word in ("raw", "clean", "report"))
    derive(told, clean, {"a": [f"{raw}.a"], "b": [f"{raw}.b"]}, whole=[f"{raw}.key"])
    derive(told, report, {"total": [f"{clean}.a"], "label": [f"{clean}.b"]})
    return name


@pytest.mark.parametrize(
    ("dataset_name", "column", "expected"),
    [
        ("report", "total", {"clean.a", "raw.a", "raw.key"}),
        ("clean", "b", {"raw.b", "raw.key"}),
        ("raw", "a", set()),
    ],
)
def test_upstream_is_what_a_column_is_made_of_and_what_decided_over_it(told, chain, dataset_name, column, expected):
    found = told.columns(at(f"{chain}_{dataset_name}"), column, "upstream")
    assert found == {f"{chain}_{reached}" for reached in expected}


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("a", {"clean.a", "report.total"}),
        ("key", {"clean.*", "report.total", "report.label"}),
    ],
)
def test_downstream_a_column_that_decides_over_a_dataset_feeds_all_that_is_made_of_it(told, chain, column, expected):
    assert told.columns(at(f"{chain}_raw"), column) == {f"{chain}_{reached}" for reached in expected}


def test_by_value_alone_filters_and_joins_do_not_count(told, chain):
    assert told.columns(at(f"{chain}_raw"), "key", direct=True) == set()
    assert told.columns(at(f"{chain}_report"), "total", "upstream", direct=True) == {
        f"{chain}_clean.a",
        f"{chain}_raw.a",
    }


@pytest.mark.parametrize(("depth", "reached", "truncated"), [(1, 1, True), (2, 2, False), (20, 2, False)])
def test_the_depth_is_how_far_one_looks(told, chain, depth, reached, truncated):
    found = told.impact(at(f"{chain}_raw"), "a", depth=depth)
    assert len(found.columns) == reached
    assert found.truncated == truncated
    assert max(column.hops for column in found.columns) == reached


def test_edges_say_how_and_by_which_job(told, chain):
    found = told.impact(at(f"{chain}_raw"), "key", depth=1)
    jobs = {node.id: node.name for node in found.nodes}
    assert [(edge.column, edge.into, edge.direct, edge.how) for edge in found.edges] == [
        ("key", None, False, ["INDIRECT/FILTER"])
    ]
    assert jobs[found.edges[0].job] == f"make {chain}_clean"


@pytest.mark.parametrize("direction", ["upstream", "downstream"])
def test_where_no_columns_were_told_the_dataset_is_named_as_unknown(told, name, direction):
    derive(told, f"{name}_b", {"x": [f"{name}_a.x"]})
    derive(told, f"{name}_c", inputs=[f"{name}_b"])
    start = {"downstream": "a", "upstream": "c"}[direction]
    derive(told, f"{name}_d", {"x": [f"{name}_c.x"]})
    found = told.impact(at(f"{name}_{start}"), "x", direction)
    assert [(blind.source, blind.target) for blind in found.blind] == [(at(f"{name}_b"), at(f"{name}_c"))]


def test_a_job_without_outputs_is_no_unknown_dataset(told, name):
    told.tell(run_event(name, "COMPLETE", inputs=[f"{name}_a"]))
    derive(told, f"{name}_b", {"x": [f"{name}_a.x"]})
    assert told.impact(at(f"{name}_a"), "x").blind == []


def test_a_cycle_ends(told, name):
    derive(told, f"{name}_a", {"x": [f"{name}_b.x"]})
    derive(told, f"{name}_b", {"x": [f"{name}_a.x"]})
    assert told.columns(at(f"{name}_a"), "x") == {f"{name}_b.x"}


def test_a_column_that_the_contract_has_and_no_event_names_is_known(told):
    found = told.impact("weather.observations", "temp")
    assert (found.columns, found.edges) == ([], [])


@pytest.mark.parametrize(
    ("dataset_name", "column", "hint"),
    [("weather.observations", "tmp", "did you mean `temp`?"), ("weather.nothing", "temp", "domain.port")],
)
def test_what_nobody_knows_is_not_found(told, dataset_name, column, hint):
    with pytest.raises(NotFound) as refused:
        told.impact(dataset_name, column)
    assert hint in refused.value.hint


def naive_downstream(pairs, start):
    """Follow all pairs as often as there are any; `*` stands for every column of its dataset."""
    reached = {start}
    for _ in range(len(pairs) + 1):
        for source, column, target, into in pairs:
            if (source, column) in reached or (source, "*") in reached:
                reached.add((target, into))
    return reached - {start}


def made_of(name, pairs):
    """Yield, for each target, the run that makes it."""
    for target in {target for *_, target, _ in pairs}:
        fields = {into: [f"{name}{s}.{c}" for s, c, t, i in pairs if (t, i) == (target, into)] for into in "xy*"}
        facet = column_lineage(fields, whole=fields.pop("*"))
        yield run_event(f"{name} {target}", "COMPLETE", outputs=[dataset(f"{name}{target}", columnLineage=facet)])


@settings(deadline=None, max_examples=40)
@given(pairs=PAIRS, start=st.tuples(st.integers(0, 4), st.sampled_from("xy")))
def test_downstream_equals_following_every_edge_again_and_again(told, pairs, start):
    name = f"n{next(CHAINS)}"
    told.tell(*made_of(name, [*pairs, (5, "x", *start)]))
    found = told.columns(at(f"{name}{start[0]}"), start[1])
    assert found == {f"{name}{number}.{column}" for number, column in naive_downstream(pairs, start)}
