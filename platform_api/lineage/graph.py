"""Walks through a graph that is fetched hop by hop; nothing here knows where from."""

from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Generic, Literal, NamedTuple, TypeVar

__all__ = ["Direction", "Link", "Step", "Walk", "walk"]

Direction = Literal["upstream", "downstream"]
Node = TypeVar("Node", bound=Hashable)
Told = TypeVar("Told", bound=Hashable)


class Link(NamedTuple, Generic[Node, Told]):
    """An edge as a walk meets it: from a node that was reached to one that may be new; None leads nowhere."""

    near: Node
    far: Node | None
    told: Told


@dataclass
class Walk(Generic[Node, Told]):
    """What was reached: each node with its distance in hops, and the edges on the way, each once.

    `truncated` says that there is more, beyond the depth or the limit that was asked for.
    """

    hops: dict[Node, int] = field(default_factory=dict)
    links: dict[Link[Node, Told], None] = field(default_factory=dict)
    truncated: bool = False


Step = Callable[[Collection[Node]], Iterable[Link[Node, Told]]]
"""Returns every edge that leads on from some nodes."""


def walk(start: Collection[Node], step: Step[Node, Told], *, depth: int, limit: int) -> Walk[Node, Told]:
    """Return what can be reached from `start` in `depth` hops, nearest first, and at most `limit` nodes of it.

    Cycles end where they began: a node is passed through once, at its smallest distance.
    """
    found: Walk[Node, Told] = Walk(hops=dict.fromkeys(start, 0))
    frontier = list(found.hops)
    for hop in range(1, depth + 2):
        if not frontier or found.truncated:
            return found
        links = list(step(frontier))
        if hop > depth:
            found.truncated |= any(link.far is not None and link.far not in found.hops for link in links)
            links = [link for link in links if link.far in found.hops]
        frontier = _reach(found, links, hop, limit)
    return found


def _reach(found: Walk[Node, Told], links: Iterable[Link[Node, Told]], hop: int, limit: int) -> list[Node]:
    new = []
    for link in links:
        far = link.far
        if far is not None and far not in found.hops:
            if len(found.hops) >= limit:
                found.truncated = True
                continue
            found.hops[far] = hop
            new.append(far)
        found.links[link] = None
    return new
