"""Contracts: ODCS documents, judged and read into a model; what they promise, and how two of them differ."""

from governance.contracts.load import Loaded, load_contract
from governance.contracts.model import (
    CLASSIFICATIONS,
    Column,
    Contract,
    ForeignKey,
    QualityRule,
    RowFilter,
    ServiceLevel,
    Table,
    walk,
)
from governance.contracts.types import DataType, Kind
from governance.contracts.version import Version

__all__ = [
    "CLASSIFICATIONS",
    "Column",
    "Contract",
    "DataType",
    "ForeignKey",
    "Kind",
    "Loaded",
    "QualityRule",
    "RowFilter",
    "ServiceLevel",
    "Table",
    "Version",
    "load_contract",
    "walk",
]
