"""A data product's descriptor as the rest of Trellis reads it: a Bitol ODPS 1.0.0 document, normalised."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from governance.contracts.version import Version
from governance.descriptors.loading import Load, Reading
from governance.names import ProductName
from governance.schedules import Retries, Schedule

__all__ = ["Descriptor", "InputPort", "OutputPort", "Source"]


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a source-aligned product reads from.

    `location` is a path inside the product's folder, an absolute path, or `package://module/path/in/the/package`;
    `format` is csv, parquet or json; `options` are the reader's (`delimiter`, `header`, `null`).
    """

    location: str
    format: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class InputPort:
    """What a product reads: another product's port (by its contract's id), or a source.

    `read` says how much of it a run that adds to a port reads: the `whole`, or what is `new` since the last one.
    """

    name: str
    version: str
    contract_id: str
    path: tuple[str | int, ...]
    source: Source | None = None
    read: Reading = "whole"

    @property
    def spellings(self) -> tuple[str, ...]:
        """How a transform may call it: by its name, and by its contract's id when it is another product's port."""
        return (self.name,) if self.source else (self.name, self.contract_id, f"mesh.{self.contract_id}")


@dataclass(frozen=True, kw_only=True)
class OutputPort:
    """What a product serves; `version` is that of the contract it is served under, `load` what a run does with its rows."""

    name: str
    version: Version
    contract_id: str
    path: tuple[str | int, ...]
    description: str = ""
    load: Load = field(default_factory=Load)

    @property
    def table(self) -> str:
        """The name, inside the domain, of the table that it is served as (`flights`, `flights_v2`)."""
        return self.name if self.version.major < 2 else f"{self.name}_v{self.version.major}"


@dataclass(frozen=True, kw_only=True)
class Descriptor:
    """One data product. `text` is the document byte for byte and `digest` its sha256.

    `kind` is source-aligned, aggregate, consumer-aligned, feature or model; `purpose` is what the product reads its
    inputs for, and what its grants are asked about. Without a `schedule` it runs when somebody runs it.
    """

    id: str
    product: ProductName
    version: Version
    status: str
    kind: str
    purpose: str
    team: str
    owners: tuple[str, ...]
    contact: str
    inputs: tuple[InputPort, ...]
    outputs: tuple[OutputPort, ...]
    digest: str
    text: str
    document: Mapping[str, Any]
    description: str = ""
    tags: tuple[str, ...] = ()
    schedule: Schedule | None = None
    retries: Retries = field(default_factory=Retries)
    file: str = ""
