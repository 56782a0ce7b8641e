"""Runs a data product once: policy, inputs, transform, checks, quarantine, audit, publish, lineage."""

from sidecar.run.loop import Surroundings, run_product
from sidecar.run.report import InputReport, PortReport, RunReport

__all__ = ["InputReport", "PortReport", "RunReport", "Surroundings", "run_product"]
