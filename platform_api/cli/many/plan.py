"""The order in which products are run: each after those that it is made of, and never after one of them has failed."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from governance.errors import Conflict
from platform_api.selection import Graph

__all__ = ["Plan", "order_among"]


def order_among(graph: Graph, names: Collection[str]) -> dict[str, frozenset[str]]:
    """Return for each product those of `names` that it is made of, directly or through products that are not in them."""
    return {name: frozenset(_above(graph, name, names)) for name in sorted(names)}


def _above(graph: Graph, name: str, names: Collection[str]) -> Iterator[str]:
    waiting, seen = list(graph.parents[name]), {name}
    if name in waiting:
        waiting.remove(name)
    while waiting:
        one = waiting.pop()
        if one in names:
            yield one
        elif one not in seen:
            seen.add(one)
            waiting += graph.parents[one]


class Plan:
    """Hands out products as soon as all that they are made of is done. Raises `Conflict` when they wait for each other."""

    def __init__(self, needs: Mapping[str, Iterable[str]]) -> None:
        self._needs = {name: frozenset(needed) for name, needed in needs.items()}
        self._bad: dict[str, str] = {}
        self._sorter = TopologicalSorter(self._needs)
        try:
            self._sorter.prepare()
        except CycleError as error:
            raise Conflict(
                f"The products wait for each other: {' → '.join(reversed(error.args[1]))}",
                hint="run them one by one, or leave one of them out with `--exclude`",
                slug="product-cycle",
            ) from None

    def ready(self) -> list[str]:
        """Return the products that nothing keeps waiting any more, each once, by name."""
        return sorted(self._sorter.get_ready())

    def blocked_by(self, name: str) -> str:
        """Return the product whose failure a product cannot be run after, "" when there is none."""
        return next((self._bad[one] for one in sorted(self._needs[name]) if one in self._bad), "")

    def done(self, name: str, *, because: str = "") -> None:
        """End a product; `because` names the one that failed, itself or one before it, and is "" after a success."""
        if because:
            self._bad[name] = because
        self._sorter.done(name)

    @property
    def is_over(self) -> bool:
        """Whether every product was ended."""
        return not self._sorter.is_active()
