"""The Open Data Product Standard 1.0.0 (Bitol), by a schema of our own: there is no package that ships one."""

import functools
import importlib.resources
import json

from governance.documents import Document, Shape
from governance.findings import Finding

__all__ = ["check_header", "odps"]

_HINTS = {
    "apiVersion": "add `apiVersion: v1.0.0`",
    "kind": "add `kind: DataProduct`",
    "id": "add `id: domain.product`",
    "status": "add `status: active`",
    "version": 'add `version: "1.0.0"`',
    "contractId": "add `contractId: domain.port`",
    "url": "add `url: mailto:…`",
    "tags": "write a list, as in `[finance, daily]`",
}
_SYNONYMS = {
    "inputs": "inputPorts",
    "outputs": "outputPorts",
    "ports": "outputPorts",
    "owner": "write it as `team: {members: [{username: …, role: owner}]}`",
    "contract": "contractId",
    "contact": "support",
    "purpose": "move it to `customProperties`",
    "source": "move it to the port's `customProperties`",
    "product": "name",
}


@functools.cache
def odps() -> Shape:
    """Return the shape of ODPS 1.0.0."""
    text = importlib.resources.files("governance.descriptors").joinpath("odps-1.0.0.schema.json").read_text("utf-8")
    return Shape(json.loads(text), hints=_HINTS, synonyms=_SYNONYMS)


def check_header(document: Document) -> Finding | None:
    """Return what is wrong when the document does not say that it is a descriptor in the version that is read here."""
    kind, version = document.data.get("kind"), document.data.get("apiVersion")
    if kind is not None and kind != "DataProduct":
        message = f"`{str(kind)[:40]}` is not a data product's descriptor"
        return document.finding("TRL117", message, ("kind",), fix="write `kind: DataProduct`")
    if version is not None and version != "v1.0.0":
        message = f"ODPS `{str(version)[:40]}` is not read here; v1.0.0 is"
        return document.finding("TRL117", message, ("apiVersion",), fix="write `apiVersion: v1.0.0`")
    return None
