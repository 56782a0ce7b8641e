"""The discovery port: what a product is, what it promises, how its rows look, and how to be let in."""

from shlex import quote
from typing import Annotated, Any

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from governance.names import PortName
from sidecar.ports.answers import json_answer, text_answer
from sidecar.ports.here import Here
from sidecar.ports.ports import Ports

__all__ = [
    "list_contracts",
    "show_contract",
    "show_descriptor",
    "show_lineage",
    "show_product",
    "show_sample",
    "show_schema",
]

PortPath = Annotated[str, Path(max_length=130, description="An output port: `flights`, or `operations.flights`")]
_YAML = "application/yaml"


def show_product(here: Here) -> Response:
    """Say what the product is, who owns it, which ports it has, and where everything else is."""
    found, me = here.describe(), here.calls.get("me")["id"]
    version = here.newest_version()
    told = (
        "name",
        "version",
        "status",
        "kind",
        "description",
        "purpose",
        "team",
        "owners",
        "contact",
        "tags",
        "inputs",
    )
    return json_answer(
        {
            **{name: found[name] for name in told},
            "outputs": [_output(here, PortName.parse(port["name"]), port, reader=me) for port in found["ports"]],
            "management_ports": _management_ports(here, version["descriptor"]),
        },
    )


def show_descriptor(here: Here, request: Request) -> Response:
    """Return the descriptor (ODPS) byte for byte; its digest is the `ETag`."""
    digest = here.newest_version()["descriptor"]
    return text_answer(request, here.text(digest), digest=digest, media_type=_YAML)


def list_contracts(here: Here) -> Response:
    """List the contract in force for each output port."""
    shown = [here.show_port(port) for port in here.names()]
    return json_answer(
        [
            {
                "port": port["name"],
                **{name: port["contract"][name] for name in ("id", "version", "digest", "since", "purposes")},
                "links": {"text": f"{here.base}/contracts/{PortName.parse(port['name']).table}"},
            }
            for port in shown
        ]
    )


def show_contract(here: Here, request: Request, port: PortPath) -> Response:
    """Return the contract (ODCS) in force for a port byte for byte; its digest is the `ETag`."""
    digest = here.show_port(here.port(port))["contract"]["digest"]
    return text_answer(request, here.text(digest), digest=digest, media_type=_YAML)


def show_schema(here: Here, port: PortPath) -> Response:
    """Return a port's columns as JSON Schema (a row in JSON) and as Iceberg writes schemas."""
    from sidecar.ports.schema import iceberg_schema, json_schema

    name = here.port(port)
    contract = here.promise(name).contract
    return json_answer(
        {
            "port": str(name),
            "table": f"mesh.{name}",
            "contract": {"id": contract.id, "version": str(contract.version), "digest": contract.digest},
            "json_schema": json_schema(contract),
            "iceberg": iceberg_schema(contract),
        }
    )


def show_sample(
    here: Here,
    port: PortPath,
    purpose: Annotated[str, Query(max_length=63, pattern=r"^[a-z0-9_]*$", description="What the rows are for")] = "",
    rows: Annotated[int, Query(ge=1, le=1_000, description="The most rows to return")] = 10,
) -> Response:
    """Return some rows as the law shows them to you for a purpose, and say what was masked and filtered."""
    name = here.port(port)
    sql = f"SELECT * FROM mesh.{name} LIMIT {int(rows)}"
    return json_answer(here.calls.post("mesh/query", {"sql": sql, "purpose": purpose}))


def show_lineage(
    here: Here, port: PortPath, depth: Annotated[int, Query(ge=1, le=10, description="How many hops to follow")] = 3
) -> Response:
    """Return what a port is made of and who builds on it."""
    return json_answer(here.calls.get(f"mesh/lineage/{here.port(port)}", direction="both", depth=depth))


def _output(here: Ports, port: PortName, found: dict[str, Any], *, reader: str) -> dict[str, Any]:
    links = ("contracts", "schema", "sample", "lineage")
    return {
        "name": str(port),
        "table": f"mesh.{port}",
        "status": found["status"],
        "contract_id": found["contract_id"],
        "links": {name: f"{here.base}/{name}/{port.table}" for name in links},
        "access": {
            "try": f"trellis query 'SELECT * FROM mesh.{port} LIMIT 10' --purpose PURPOSE",
            "ask_the_owners_to_run": f"trellis grant {port} --to {quote(reader)} --purpose PURPOSE --expires 30d",
        },
    }


def _management_ports(here: Ports, digest: str) -> list[dict[str, Any]]:
    """What the descriptor names by content, with where it is served; one that it does not name is not there."""
    from governance.descriptors import load_descriptor

    descriptor = load_descriptor(here.text(digest)).descriptor
    declared = descriptor.document.get("managementPorts") or () if descriptor else ()
    return [
        {
            "name": port["name"],
            "content": port["content"],
            "links": {name: f"{here.base}/{name}" for name in _SERVED.get(port["content"], ())},
        }
        for port in declared
    ]


_SERVED = {
    "discoverability": ("descriptor", "contracts"),
    "observability": ("metrics", "quality", "slos", "health"),
    "control": ("run", "replay", "pause", "resume", "runs"),
    "dictionary": ("contracts",),
}
