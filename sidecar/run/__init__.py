"""Runs a data product once: policy, inputs, transform, checks, quarantine, audit, publish, lineage.

The names below are loaded when they are first used: the loop brings the table format and the lineage client with it,
0.8 s that a product's own tests can do without.
"""

import importlib
import typing

if typing.TYPE_CHECKING:
    from sidecar.run.discard import discard_rows
    from sidecar.run.loop import run_product
    from sidecar.run.replay import replay_rows
    from sidecar.run.report import InputReport, PortReport, RunReport, TaskReport
    from sidecar.run.retain import retain_rows
    from sidecar.run.task import DivertedRows
    from sidecar.run.working import Surroundings

__all__ = [
    "DivertedRows",
    "InputReport",
    "PortReport",
    "RunReport",
    "Surroundings",
    "TaskReport",
    "discard_rows",
    "replay_rows",
    "retain_rows",
    "run_product",
]

_HOMES = {
    "discard": ("discard_rows",),
    "loop": ("run_product",),
    "replay": ("replay_rows",),
    "report": ("InputReport", "PortReport", "RunReport", "TaskReport"),
    "retain": ("retain_rows",),
    "task": ("DivertedRows",),
    "working": ("Surroundings",),
}


def __getattr__(name: str) -> typing.Any:
    home = next((module for module, names in _HOMES.items() if name in names), None)
    if home is None:
        raise AttributeError(f"module `{__name__}` has no attribute `{name}`")
    return getattr(importlib.import_module(f"{__name__}.{home}"), name)
