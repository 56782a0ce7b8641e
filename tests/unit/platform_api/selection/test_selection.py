"""dbt's selection grammar: it prints what it reads, keeps the laws of sets, and walks the graph as one step at a time does."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import Invalid, NotFound
from platform_api.selection import Graph, Node, Selector, Term, parse_terms, resolve
from platform_api.selection.grammar import METHODS, MOST_TERMS

NAMES = [f"d{at % 3}/p{at}" for at in range(8)]
STEPS = st.one_of(st.none(), st.integers(0, 5))
TERMS = st.builds(
    lambda method, value, ways: Term(method=method, value=value, **ways),
    st.sampled_from(list(METHODS)),
    st.text(min_size=1, max_size=12),
    st.one_of(st.builds(lambda up, down: {"up": up, "down": down}, STEPS, STEPS), st.just({"builders": True})),
)
SELECTORS = st.lists(TERMS, min_size=1, max_size=3).map(lambda terms: Selector(tuple(terms)))


@st.composite
def graphs(draw):
    """Products that read some of those before them."""
    nodes = []
    for at, name in enumerate(NAMES):
        reads = draw(st.lists(st.sampled_from(NAMES[:at]), unique=True, max_size=3)) if at else []
        tags = draw(st.lists(st.sampled_from(["daily", "gold"]), unique=True))
        nodes.append(Node(name=name, domain=name[:2], reads=tuple(reads), tags=tuple(tags)))
    return Graph.of(nodes)


TEXTS = st.one_of(
    st.sampled_from([*NAMES, "domain:d1", "tag:daily", "tag:gold", "*", "d0/*", "p?"]),
    st.builds(lambda up, name, down: up + name + down, st.sampled_from(["", "+", "1+", "2+"]), st.sampled_from(NAMES),
              st.sampled_from(["", "+", "+1", "+3"])),
    st.sampled_from(NAMES).map(lambda name: f"@{name}"),
)  # fmt: skip


def names(graph, *select, exclude=()):
    return set(resolve(graph, parse_terms(select), parse_terms(exclude)).names)


def stepwise(graph, seeds, steps, way):
    """The oracle: all that is one step away, again and again."""
    found = set(seeds)
    for _ in range(len(NAMES) if steps is None else steps):
        if way == "up":
            found |= {one for name in found for one in graph.nodes[name].reads}
        else:
            found |= {name for name, node in graph.nodes.items() if found & set(node.reads)}
    return found


@given(st.lists(SELECTORS, min_size=1, max_size=3))
def test_what_is_printed_is_read_back(selectors):
    assert parse_terms([" ".join(map(str, selectors))]) == tuple(selectors)


@given(graphs(), TEXTS, TEXTS)
def test_a_space_is_a_union_a_comma_an_intersection_and_exclude_a_difference(graph, one, other):
    assert names(graph, f"{one} {other}") == names(graph, one, other) == names(graph, one) | names(graph, other)
    assert names(graph, f"{one},{other}") == names(graph, one) & names(graph, other)
    assert names(graph, one, exclude=[other]) == names(graph, one) - names(graph, other)


@given(graphs(), st.sampled_from(NAMES), STEPS, STEPS)
def test_ways_along_the_graph_are_those_that_one_step_at_a_time_takes(graph, name, up, down):
    term = Term(value=name, up=up, down=down)
    found = set(resolve(graph, [Selector((term,))]).names)
    assert found == stepwise(graph, {name}, up, "up") | stepwise(graph, {name}, down, "down")


@given(graphs(), st.sampled_from(NAMES))
def test_an_at_sign_builds_all_that_is_downstream(graph, name):
    below = stepwise(graph, {name}, None, "down")
    assert names(graph, f"@{name}") == stepwise(graph, below, None, "up")


@given(graphs(), TEXTS, TEXTS)
def test_every_product_is_chosen_or_left_out_with_a_reason(graph, one, other):
    found = resolve(graph, parse_terms([one]), parse_terms([other]))
    assert set(found.names) | set(found.left_out) == set(graph.nodes)
    assert set(found.names) == set(found.why)
    assert all(found.left_out.values())


MESH = Graph.of([
    Node(name="operations/flights", domain="operations", kind="source-aligned", team="ops", tags=("daily",),
         ports=("operations.flights",), sources=("flights_csv",), path="products/operations/flights", state="modified"),
    Node(name="planning/delays", domain="planning", reads=("operations/flights",), result="failed",
         inputs=("operations.flights",), path="products/planning/delays", schedule="@daily"),
    Node(name="planning/slots", domain="planning", reads=("planning/delays",), tags=("daily", "café"), paused=True),
])  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("flights", "flights"),
        ("operations.flights", "flights"),
        ("planning/*", "delays slots"),
        ("planning.*", "delays slots"),
        ("*", "flights delays slots"),
        ("domain:planning,tag:daily", "slots"),
        ("tag:café", "slots"),
        ("tag:dai*", "flights slots"),
        ("kind:source-aligned", "flights"),
        ("team:ops", "flights"),
        ("port:operations.flights", "flights"),
        ("source:flights_csv", "flights"),
        ("input:operations.flights", "delays"),
        ("path:products/planning", "delays"),
        ("path:./products/planning/", "delays"),
        ("path:products/*/delays", "delays"),
        ("path:prod", ""),
        ("state:modified+1", "flights delays"),
        ("result:failed+", "delays slots"),
        ("result:none", "flights slots"),
        ("schedule:any", "delays"),
        ("schedule:paused", "slots"),
        ("1+slots", "delays slots"),
        ("tag:nothing", ""),
    ],
)
def test_a_method_chooses_by_what_it_says(text, found):
    assert {name.partition("/")[2] for name in names(MESH, text)} == set(found.split())


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        ("", 1, "expected a selection"),
        ("  ", 3, "expected a selection"),
        ("a,", 3, "expected a name"),
        (",a", 1, "expected a name"),
        ("a, b", 3, "expected a name"),
        ("a++", 3, "a space, a comma or the end"),
        ("+", 2, "expected a name"),
        ("0+a", 1, "from 1 to 10,000"),
        ("a+99999999999999999999", 3, "from 1 to 10,000"),
        ("@+a", 3, "after `@`"),
        ("@a+", 4, "after `@`"),
        ("tags:daily", 1, "`tags` is none"),
        ('path:"a', 6, "quoted value that ends"),
        ('path:""', 6, "quoted value that ends"),
        ("a\x00b,c@d", 6, "a space, a comma or the end"),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(text, position, said):
    with pytest.raises(Invalid) as caught:
        parse_terms([text])
    assert (caught.value.context["position"], said in caught.value.message) == (position, True), caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    ("text", "hint"),
    [("planning", "domain:planning"), ("planing/delays", "planning/delays"), ("delay", "planning/delays"),
     ("daily", "tag:daily"), ("ops", "team:ops"), ("zzz", "trellis list products"), ("日本/語", "trellis list")],
)  # fmt: skip
def test_a_name_that_nothing_has_is_refused_with_the_nearest(text, hint):
    with pytest.raises(NotFound) as caught:
        names(MESH, text)
    assert hint in caught.value.hint


@pytest.mark.parametrize(("text", "near"), [("state:modifed", "state:modified"), ("result:error", "result:published")])
def test_a_word_that_a_method_does_not_take_is_refused(text, near):
    with pytest.raises(Invalid) as caught:
        names(MESH, text)
    assert near in caught.value.hint


def test_reasons_name_terms_distances_and_near_misses():
    found = resolve(MESH, parse_terms(["1+slots", "tag:daily,domain:planing"]))
    assert found.why == {"planning/delays": ("`1+slots` (1 upstream)",), "planning/slots": ("`1+slots`",)}
    assert found.left_out == {"operations/flights": "`tag:daily`, but not domain:planing"}
    assert found.empty == ("`domain:planing` fits no product; did you mean `domain:planning`?",)
    assert resolve(MESH, parse_terms(["1+slots"])).left_out["operations/flights"] == (
        "2 steps upstream of slots, and `1+slots` takes 1"
    )


def test_ten_thousand_terms_over_a_thousand_products_take_a_moment():
    graph = Graph.of([Node(name=f"d/p{at}", domain="d", reads=(f"d/p{at - 1}",)) for at in range(1000)])
    began = time.process_time()
    found = resolve(graph, parse_terms([" ".join(f"p{at % 1000}" for at in range(10_000))]))
    assert len(found.names) == 1000
    assert time.process_time() - began < 5


def test_a_bomb_of_terms_is_refused():
    with pytest.raises(Invalid, match="terms"):
        parse_terms(["a " * (MOST_TERMS + 1)])
