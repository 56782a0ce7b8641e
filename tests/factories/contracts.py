"""Contracts and publications for tests that need something published and do not care what it says."""

from collections.abc import Mapping, Sequence

from governance.contracts.model import Column, Contract, RowFilter, Table
from governance.contracts.types import DataType, Kind
from governance.contracts.version import Version
from governance.descriptors.model import Descriptor, OutputPort
from governance.digests import digest_of_text
from governance.names import PortName, ProductName
from governance.policy.decision import Verdict
from platform_api.registry.publication import Evidence, InputPublication, OutputPublication, Publication

__all__ = ["FLIGHTS", "OBSERVATIONS", "contract", "publication"]

FLIGHTS = {"carrier": "internal", "tailnum": "confidential", "arr_delay": "public"}
OBSERVATIONS = {"canary_station": "restricted", "temp": "internal"}
_ALLOWED = Verdict(allowed=True, denials=(), warnings=(), revision="small-1")


def contract(
    port: str,
    columns: Mapping[str, str],
    *,
    version: str = "1.0.0",
    purposes: Sequence[str] = (),
    row_filters: Mapping[str, str] | None = None,
) -> Contract:
    """Return a contract with `columns` (name to classification)."""
    text = f"id: {port}\nversion: {version}\ncolumns: {', '.join(columns)}\npurposes: {', '.join(purposes)}\n"
    table = Table(
        name=port.partition(".")[2],
        columns=tuple(
            Column(name=name, type=DataType(kind=Kind.STRING), path=(), classification=secrecy, description=name)
            for name, secrecy in columns.items()
        ),
        path=(),
        description=f"The table of {port}",
        row_filters=tuple(
            RowFilter(column=column, attribute=attribute, path=()) for column, attribute in (row_filters or {}).items()
        ),
    )
    return Contract(
        id=port,
        name=port,
        version=Version.parse(version),
        table=table,
        digest=digest_of_text(text),
        text=text,
        document={},
        purposes=tuple(purposes),
    )


def publication(
    promise: Contract,
    *,
    team: str,
    by: str,
    version: str = "1.0.0",
    reads: Sequence[InputPublication] = (),
    files: Mapping[str, str] | None = None,
) -> Publication:
    """Return version `version` of the product that serves `promise` under the contract's own name."""
    port = PortName.parse(promise.id)
    text = f"name: {port.port}\nversion: {version}\nteam: {team}\n"
    descriptor = Descriptor(
        id=str(port),
        product=ProductName(port.domain, port.port),
        version=Version.parse(version),
        status="active",
        kind="source-aligned",
        purpose="serving",
        team=team,
        owners=(by,),
        contact=f"{team}@example.org",
        inputs=(),
        outputs=(OutputPort(name=port.port, version=promise.version, contract_id=promise.id, path=()),),
        digest=digest_of_text(text),
        text=text,
        document={},
        description=f"What {team} knows",
    )
    return Publication(
        descriptor=descriptor,
        outputs=[OutputPublication(port=port, contract=promise)],
        inputs=list(reads),
        files={"product.odps.yaml": text, f"contracts/{port.port}.odcs.yaml": promise.text, **(files or {})},
        evidence=Evidence(verdict=_ALLOWED),
        by=by,
    )
