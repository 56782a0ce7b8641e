"""Products and who reads whom, as selections see them."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

__all__ = ["Graph", "Node"]


@dataclass(frozen=True, kw_only=True)
class Node:
    """A product with what it can be chosen by; `reads` are the products whose ports it reads or refers to.

    `path` is its local folder with `/` between the parts, `state` how that stands to what is published; `result` is the
    state of its last run, `schedule` its line of cron. Each is "" where it is not known.
    """

    name: str
    domain: str
    kind: str = ""
    team: str = ""
    status: str = ""
    version: str = ""
    tags: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    path: str = ""
    state: str = ""
    result: str = ""
    schedule: str = ""
    paused: bool = False


@dataclass(frozen=True)
class Graph:
    """All products by name; what a product reads and is not among them is left out of every way along the graph."""

    nodes: Mapping[str, Node] = field(default_factory=dict)

    @classmethod
    def of(cls, nodes: Iterable[Node]) -> "Graph":
        """Return the graph of these products."""
        return cls({node.name: node for node in nodes})

    @cached_property
    def bare(self) -> Mapping[str, frozenset[str]]:
        """The products of each name without its domain."""
        found: dict[str, set[str]] = {}
        for name in self.nodes:
            found.setdefault(name.partition("/")[2], set()).add(name)
        return {name: frozenset(names) for name, names in found.items()}

    @cached_property
    def parents(self) -> Mapping[str, tuple[str, ...]]:
        """What each product reads, by name."""
        return {
            name: tuple(sorted({one for one in node.reads if one in self.nodes and one != name}))
            for name, node in self.nodes.items()
        }

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """Who reads each product, by name."""
        found: dict[str, list[str]] = {name: [] for name in self.nodes}
        for name in sorted(self.parents):
            for parent in self.parents[name]:
                found[parent].append(name)
        return {name: tuple(names) for name, names in found.items()}

    def up(self, names: Iterable[str], steps: int | None) -> dict[str, int]:
        """Return the products at most `steps` (None: any number) above, those themselves included, with their distance."""
        return _walk(self.parents, names, steps)

    def down(self, names: Iterable[str], steps: int | None) -> dict[str, int]:
        """Return the products at most `steps` below, those themselves included, with their distance."""
        return _walk(self.children, names, steps)


def _walk(edges: Mapping[str, tuple[str, ...]], names: Iterable[str], steps: int | None) -> dict[str, int]:
    found = dict.fromkeys(sorted(names), 0)
    waiting = deque(found)
    while waiting:
        name = waiting.popleft()
        distance = found[name] + 1
        if steps is not None and distance > steps:
            continue
        for other in edges[name]:
            if other not in found:
                found[other] = distance
                waiting.append(other)
    return found
