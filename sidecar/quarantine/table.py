"""The shape of every quarantine table: one for all ports, so that a contract can change without losing what it refused."""

import json
from collections.abc import Mapping

from governance.contracts.model import Column, Table
from governance.contracts.types import DataType, Kind

__all__ = ["COLUMNS", "ILLEGIBLE", "QUARANTINE", "diverted", "types_of"]

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
        Column(
            name="types", type=_TEXT, path=(), description="What the texts were: a JSON object of the engine's types"
        ),
    ),
)

COLUMNS = ", ".join(column.name for column in QUARANTINE.columns)
"""The columns of a quarantine table, in order."""


ILLEGIBLE = "row.illegible"
"""The reason of a row that cannot be taken through the checks again: its texts do not say for sure what they were."""


def diverted(relation: str, *, run_id: str, contract: str, reasons: str, types: str) -> str:
    """Return DuckDB text that shapes diverted rows for a quarantine table.

    `relation` has the text column `_row`; `reasons` is the expression that yields the list of broken rules, `types` the
    one that yields what the texts of the row were.
    """
    found = f"'{run_id}' AS run_id, '{contract}' AS contract, {reasons} AS reasons, _row AS row, {types} AS types"
    return f"SELECT {found} FROM {relation}"


def types_of(columns: Mapping[str, str]) -> str:
    """Return the text of the column `types` for rows with these columns, by DuckDB's names for their types."""
    return json.dumps(columns, ensure_ascii=False, sort_keys=True)
