"""Tables held still for queries. What a metadata file says never changes, so it is read once."""

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from governance.errors import NotFound
from governance.names import PortName

if TYPE_CHECKING:
    from platform_api.gate.catalog import Gate
    from sidecar.backends.tables import PinnedTable

__all__ = ["Pins"]

_KEPT = 512  # tables; a pin of a thousand files is some 100 KB


class Pins:
    """Pins tables at what `main` shows now; the files of one commit are planned once. Safe between threads."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[str, str], PinnedTable] = OrderedDict()
        self._lock = threading.Lock()

    def pin(self, gate: "Gate", name: PortName, *, table: str = "") -> "PinnedTable":
        """Return the table of a port (or `table` of its domain) with its current files; raises `NotFound`."""
        location = gate.metadata_location((name.domain, table or name.table))
        if location is None:
            raise NotFound(
                f"There is no table `mesh.{name.domain}.{table or name.table}`",
                hint="`trellis list ports` shows what is published",
                slug="no-such-table",
            )
        key = (location, str(name))
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        from sidecar.backends.tables import pin

        pinned = pin(gate, name, table=table)
        with self._lock:
            self._known[key] = pinned
            while len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return pinned
