"""What all tables of the mesh refer to at one moment, and the runs that were under way just before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from platform_api.retention.holds import busy_runs
from platform_api.state import PlatformState

if TYPE_CHECKING:
    from platform_api.gate.inventory import Inventory

__all__ = ["Stock", "take_stock"]


@dataclass(frozen=True, kw_only=True)
class Stock:
    """Every table by namespace and name, and the runs whose files may not be referred to yet."""

    inventories: "Mapping[tuple[str, str], Inventory]"
    busy: frozenset[str]

    @cached_property
    def referenced(self) -> frozenset[str]:
        """Every file that some table refers to."""
        return frozenset[str]().union(*(one.referenced for one in self.inventories.values()))


def take_stock(state: PlatformState) -> Stock:
    """Return what is referred to now.

    Runs are looked up first: one that ended before has its files among those that are referred to, one that begins later
    has no file that is old.
    """
    from platform_api.gate.inventory import inventory_of

    with state.database.read() as session:
        busy = frozenset(busy_runs(session))
    gate = state.gate()
    tables = [(space, name) for (space,) in gate.list_namespaces() for _, name in gate.list_tables(space)]
    return Stock(inventories={table: inventory_of(gate.load_table(table)) for table in tables}, busy=busy)
