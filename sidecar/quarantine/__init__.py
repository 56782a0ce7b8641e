"""Rows that broke their contract: kept with their reasons, never dropped, readable by the owning team."""

from sidecar.quarantine.table import QUARANTINE, diverted

__all__ = ["QUARANTINE", "diverted"]
