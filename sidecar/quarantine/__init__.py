"""Rows that broke their contract: kept with their reasons, never dropped, readable by the owning team."""

from sidecar.quarantine.rebuilt import NUMBER, Rebuilt, read_types, rebuilt
from sidecar.quarantine.table import COLUMNS, ILLEGIBLE, QUARANTINE, diverted, types_of

__all__ = [
    "COLUMNS",
    "ILLEGIBLE",
    "NUMBER",
    "QUARANTINE",
    "Rebuilt",
    "diverted",
    "read_types",
    "rebuilt",
    "types_of",
]
