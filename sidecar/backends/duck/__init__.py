"""DuckDB as the sidecar uses it: bounded, told what to check by `governance.checks`, writing the files of the tables."""

from sidecar.backends.duck.connection import Connection, columns_of, open_connection, recorded, said_plainly
from sidecar.backends.duck.files import DataFile, Target
from sidecar.backends.duck.keys import Staying
from sidecar.backends.duck.measure import Change, Measured, measure, measure_change, measure_whole
from sidecar.backends.duck.split import Rows, SplitResult, split

__all__ = [
    "Change",
    "Connection",
    "DataFile",
    "Measured",
    "Rows",
    "SplitResult",
    "Staying",
    "Target",
    "columns_of",
    "measure",
    "measure_change",
    "measure_whole",
    "open_connection",
    "recorded",
    "said_plainly",
    "split",
]
