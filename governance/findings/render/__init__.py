"""Findings as text for people and for machines: pure functions of the findings and of the texts they are about."""

from governance.findings.render.formats import FORMATS, render

__all__ = ["FORMATS", "render"]
