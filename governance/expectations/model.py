"""What a product relies on from one of its inputs, as the rest of Trellis reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from governance.contracts.model import ServiceLevel, Table
from governance.contracts.version import Version

__all__ = ["Expectations"]


@dataclass(frozen=True, kw_only=True)
class Expectations:
    """One file of `expectations/`: `table` names the input port and the columns that are used, with what must hold for
    them. `text` is the document byte for byte and `digest` its sha256.
    """

    id: str
    version: Version
    table: Table
    digest: str
    text: str
    document: Mapping[str, Any]
    service_levels: tuple[ServiceLevel, ...] = ()
    file: str = ""
