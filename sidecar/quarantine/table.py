"""The shape of every quarantine table: one for all ports, so that a contract can change without losing what it refused."""

from governance.contracts.model import Column, Table
from governance.contracts.types import DataType, Kind

__all__ = ["QUARANTINE", "diverted"]

_TEXT = DataType(kind=Kind.STRING)
_REASON = Column(name="element", type=_TEXT, path=())

QUARANTINE = Table(
    name="quarantine",
    path=(),
    columns=(
        Column(name="run_id", type=_TEXT, path=(), description="The run that diverted the row"),
        Column(name="contract", type=_TEXT, path=(), description="sha256 of the contract that it broke"),
        Column(name="reasons", type=DataType(kind=Kind.ARRAY, item=_REASON), path=(), description="Rules it broke"),
        Column(name="row", type=_TEXT, path=(), description="The row as it came: a JSON object of texts"),
    ),
)


def diverted(relation: str, *, run_id: str, contract: str, reasons: str) -> str:
    """Return DuckDB text that shapes diverted rows for a quarantine table.

    `relation` has the text column `_row`; `reasons` is the expression that yields the list of broken rules.
    """
    return f"SELECT '{run_id}' AS run_id, '{contract}' AS contract, {reasons} AS reasons, _row AS row FROM {relation}"
