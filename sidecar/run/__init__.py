"""Runs a data product once: policy, inputs, transform, checks, quarantine, audit, publish, lineage.

The names below are loaded when they are first used: the loop brings the table format and the lineage client with it,
0.8 s that a product's own tests can do without.
"""

import importlib
import typing

if typing.TYPE_CHECKING:
    from sidecar.run.loop import Surroundings, run_product
    from sidecar.run.report import InputReport, PortReport, RunReport

__all__ = ["InputReport", "PortReport", "RunReport", "Surroundings", "run_product"]

_HOMES = {"loop": ("Surroundings", "run_product"), "report": ("InputReport", "PortReport", "RunReport")}


def __getattr__(name: str) -> typing.Any:
    home = next((module for module, names in _HOMES.items() if name in names), None)
    if home is None:
        raise AttributeError(f"module `{__name__}` has no attribute `{name}`")
    return getattr(importlib.import_module(f"{__name__}.{home}"), name)
