"""Runs a governed query in a process of its own: limited, without network, and gone afterwards."""

from sidecar.query.limits import Limits
from sidecar.query.statement import Answer, Runnable, Statement
from sidecar.query.workers import QueryWorkers

__all__ = ["Answer", "Limits", "QueryWorkers", "Runnable", "Statement"]
