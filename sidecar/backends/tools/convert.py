"""datacontract-cli as a converter: one contract out of a file, or into text."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from sidecar.backends.tools.bridge import answer

__all__ = ["main"]


def main() -> None:
    """Do the job that comes through stdin."""
    answer(_convert)


def _convert(job: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    return _export(job) if job["do"] == "export" else _import(job)


def _export(job: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    from datacontract.data_contract import DataContract, ExportFormat

    options = {name: Path(value) if name == "template" else value for name, value in job["options"].items()}
    contract = DataContract(
        data_contract_str=job["text"],
        server=job["server"],
        inline_references=False,
        untrusted_contract=True,
        allowed_variables=[],
    )
    made = contract.export(ExportFormat(job["format"]), sql_server_type=job["dialect"], **options)
    return {}, made if isinstance(made, bytes) else str(made).encode()


def _import(job: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
    from datacontract.data_contract import DataContract

    source, options = job["source"], dict(job["options"])
    if job["format"] == "odata":
        source, options = "https://odata.invalid/", _odata(source)
    found = DataContract.import_from_source(job["format"], source, **options)
    return {}, found.model_dump_json(by_alias=True, exclude_none=True).encode()


def _odata(metadata: str) -> dict[str, str]:
    """The importer wants the service's list of entity sets as well, which its metadata tells."""
    sets = [one.get("Name") for one in ET.parse(metadata).iter() if one.tag.endswith("}EntitySet")]  # noqa: S314 - the process is sealed, and bounded
    listed = Path(metadata).with_name("service.json")
    entries = [{"name": name, "kind": "EntitySet", "url": name} for name in sets]
    listed.write_text(json.dumps({"@odata.context": "$metadata", "value": entries}))
    return {"odata_metadata_file": metadata, "odata_service_document_file": str(listed)}
