"""Products as a publish sends them, small enough to be read at a glance: one CSV source or other products' ports in, one port out."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["COLUMNS", "contract_of", "descriptor_of", "expectations_of", "product_files", "source_port"]

COLUMNS: tuple[dict[str, Any], ...] = (
    {"name": "id", "logicalType": "integer", "required": True, "primaryKey": True, "primaryKeyPosition": 1},
    {"name": "carrier", "logicalType": "string", "classification": "internal"},
    {"name": "tailnum", "logicalType": "string", "classification": "confidential"},
    {"name": "delay", "logicalType": "number", "logicalTypeOptions": {"minimum": -60}},
)
"""A key, a word, a secret, and a number with a limit; every one is public unless it says otherwise."""


def contract_of(port: str, columns: Sequence[Mapping[str, Any]] = COLUMNS, **more: Any) -> dict[str, Any]:
    """Return an ODCS contract for a port; `quality` and `row_filters` go to its table, the rest to the document."""
    table = {key: more.pop(key) for key in ("quality",) if key in more}
    if "row_filters" in more:
        filters = {"property": "rowFilters", "value": more.pop("row_filters"), "vendor": "trellis"}
        table["customProperties"] = [filters]
    properties = [{"classification": "public", "description": f"The {one['name']}", **one} for one in columns]
    return {
        "apiVersion": "v3.2.0",
        "kind": "DataContract",
        "id": port.removesuffix("_v2"),
        "name": port,
        "version": "1.0.0",
        "status": "active",
        "domain": port.partition(".")[0],
        "description": {"purpose": f"What {port} knows"},
        "schema": [{"name": port.partition(".")[2], "description": "One each", "properties": properties, **table}],
        "support": [{"channel": "mail", "tool": "email", "url": "mailto:team@example.org"}],
        "slaProperties": [{"property": "frequency", "value": 1, "unit": "y"}],
        **more,
    }


def descriptor_of(
    name: str, inputs: Sequence[Mapping[str, Any]], *, team: str, owner: str, **more: Any
) -> dict[str, Any]:
    """Return an ODPS descriptor of a product that serves one port under its own name."""
    domain, _, product = name.partition("/")
    port = {"name": product, "version": "1.0.0", "contractId": f"{domain}.{product}", "description": "All of them"}
    return {
        "apiVersion": "v1.0.0",
        "kind": "DataProduct",
        "id": f"{domain}.{product}",
        "name": product,
        "version": "1.0.0",
        "status": "active",
        "domain": domain,
        "description": {"purpose": f"What {name} is for"},
        "inputPorts": list(inputs),
        "outputPorts": [port],
        "support": [{"channel": "mail", "tool": "email", "url": f"mailto:{team}@example.org"}],
        "team": {"name": team, "members": [{"username": owner, "role": "owner"}]},
        "customProperties": [
            {"property": "kind", "value": "source-aligned"},
            {"property": "purpose", "value": "planning"},
        ],
        **more,
    }


def source_port(name: str, location: str = "rows.csv", form: str = "csv", **options: Any) -> dict[str, Any]:
    """Return an input port that reads a file."""
    source = {"location": location, "format": form, **({"options": options} if options else {})}
    custom = [{"property": "source", "value": source}]
    return {"name": name, "version": "1.0.0", "contractId": f"files.{name}", "customProperties": custom}


def expectations_of(contract_id: str, columns: Sequence[Mapping[str, Any]], **table: Any) -> dict[str, Any]:
    """Return what a product relies on from one of its inputs."""
    name = contract_id.rpartition(".")[2]
    return {
        "apiVersion": "v3.2.0",
        "kind": "Expectations",
        "id": contract_id,
        "version": "1.0.0",
        "schema": [{"name": name, "properties": list(columns), **table}],
    }


def product_files(
    name: str = "operations/trips",
    columns: Sequence[Mapping[str, Any]] = COLUMNS,
    *,
    inputs: Sequence[Mapping[str, Any]] | None = None,
    transform: str | None = None,
    team: str = "flight_ops",
    owner: str = "olga",
    version: str = "1.0.0",
    contract: Mapping[str, Any] | None = None,
    descriptor: Mapping[str, Any] | None = None,
    files: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return the folder of a product as texts by path; `contract` and `descriptor` take the place of their usual parts.

    Without `inputs` it reads `rows.csv`; without `transform` it selects its own columns from its first input, and relies
    on them there.
    """
    domain, _, product = name.partition("/")
    reads = [source_port("rows")] if inputs is None else list(inputs)
    promise = contract_of(f"{domain}.{product}", columns, **{"version": version, **(contract or {})})
    told = descriptor_of(name, reads, team=team, owner=owner, **{"version": version, **(descriptor or {})})
    if "outputPorts" not in (descriptor or {}):
        told["outputPorts"][0]["version"] = promise["version"]
    names = ", ".join(str(column["name"]) for column in columns)
    call = "source" if "customProperties" in reads[0] else "input"
    relied = {f"expectations/{one['name']}.yaml": json.dumps(_relied_on(one, columns), indent=1) for one in reads}
    return {
        "product.odps.yaml": json.dumps(told, indent=1),
        f"contracts/{product}.odcs.yaml": json.dumps(promise, indent=1),
        "transform.sql": transform or f"SELECT {names} FROM {{{{ {call}('{reads[0]['name']}') }}}}\n",
        **relied,
        **(files or {}),
    }


def _relied_on(reads: Mapping[str, Any], columns: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    is_file = "customProperties" in reads
    kinds = [{"name": one["name"], "logicalType": "string" if is_file else one["logicalType"]} for one in columns]
    return expectations_of(reads["contractId"], kinds)
