"""Every code that Trellis can complain with, one module for each family."""

from governance.findings.catalogue.index import CATALOGUE

__all__ = ["CATALOGUE"]
