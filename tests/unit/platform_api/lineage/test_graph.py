"""Walks equal what one finds by looking at every edge again and again."""

from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from platform_api.lineage.graph import Link, walk

NODES = st.integers(0, 7)
EDGES = st.lists(st.tuples(NODES, st.one_of(st.none(), NODES)), max_size=25)


def stepping(edges, asked=None):
    def step(frontier):
        if asked is not None:
            asked.append(sorted(frontier))
        return [Link(near, far, (near, far)) for near, far in edges if near in frontier]

    return step


def distances(edges, start):
    """Relax every edge as often as there are nodes."""
    found = {start: 0}
    for _ in range(8):
        for near, far in edges:
            if near in found and far is not None:
                found[far] = min(found.get(far, 99), found[near] + 1)
    return found


@settings(deadline=None)
@given(edges=EDGES, start=NODES, depth=st.integers(1, 9))
def test_a_walk_reaches_what_is_near_enough_and_knows_how_far_it_is(edges, start, depth):
    found = walk([start], stepping(edges), depth=depth, limit=99)
    expected = {node: hop for node, hop in distances(edges, start).items() if hop <= depth}
    assert found.hops == expected
    assert found.truncated == (len(distances(edges, start)) > len(expected))


@settings(deadline=None)
@given(edges=EDGES, start=NODES, depth=st.integers(1, 9))
def test_a_walk_tells_each_edge_between_what_it_reached(edges, start, depth):
    found = walk([start], stepping(edges), depth=depth, limit=99)
    between = {(near, far) for near, far in edges if near in found.hops and far in found.hops}
    ends = {(near, None) for near, far in edges if far is None and found.hops.get(near, depth) < depth}
    assert {link.told for link in found.links} == between | ends


@settings(deadline=None)
@given(edges=EDGES, start=NODES, limit=st.integers(1, 8))
def test_a_walk_stops_at_its_limit_and_says_so(edges, start, limit):
    found = walk([start], stepping(edges), depth=20, limit=limit)
    assert len(found.hops) == min(limit, len(distances(edges, start)))
    assert found.truncated == (len(distances(edges, start)) > limit)
    assert all(link.far in found.hops for link in found.links if link.far is not None)


@pytest.mark.parametrize("depth", [1, 5, 20])
def test_a_cycle_is_walked_once(depth):
    asked = []
    found = walk([0], stepping([(0, 1), (1, 2), (2, 0)], asked), depth=depth, limit=99)
    assert len(asked) <= 4
    assert found.hops[1] == 1


def test_a_node_is_never_asked_for_twice():
    asked = []
    walk([0], stepping([(0, 1), (0, 2), (1, 3), (2, 3), (3, 1)], asked), depth=20, limit=99)
    assert [*chain.from_iterable(asked)] == [0, 1, 2, 3]


def test_a_walk_from_nowhere_finds_nothing():
    assert walk([], stepping([(0, 1)]), depth=3, limit=9).hops == {}
