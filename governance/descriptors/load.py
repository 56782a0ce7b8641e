"""From a descriptor's text to its model, or to everything that is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from governance.contracts.people import owners_of, team_of
from governance.contracts.version import Version
from governance.descriptors.custom import PRODUCT_PROPERTIES, own_properties
from governance.descriptors.lint import lint
from governance.descriptors.loading import load_of, reading_of
from governance.descriptors.model import Descriptor, InputPort, OutputPort, Source
from governance.descriptors.ports import source_of
from governance.descriptors.standard import check_header, odps
from governance.documents import Document, read_document
from governance.findings import Finding, has_errors, ordered, suppressed
from governance.names import ProductName
from governance.schedules import Retries, read_retries, read_schedule

__all__ = ["LoadedDescriptor", "load_descriptor"]


@dataclass(frozen=True, kw_only=True)
class LoadedDescriptor:
    """A descriptor and what there is to say about it; `descriptor` is None as soon as one finding is an error."""

    descriptor: Descriptor | None
    findings: tuple[Finding, ...]


def load_descriptor(text: str | bytes, file: str = "") -> LoadedDescriptor:
    """Read a descriptor (ODPS v1.0.0) from text that anybody may have written; nothing is raised or read from disk."""
    reading = read_document(text, file)
    findings = list(reading.findings)
    descriptor = None
    if reading.document:
        findings += _judged(reading.document)
        findings = suppressed(findings, reading.document.text, file)
        if not has_errors(findings):
            descriptor = _build(reading.document)
    return LoadedDescriptor(descriptor=descriptor, findings=tuple(ordered(findings)))


def _judged(document: Document) -> list[Finding]:
    if header := check_header(document):
        return [header]
    found = odps().findings(document)
    if all(finding.code == "TRL111" for finding in found):
        found += lint(document)
    return found


def _build(document: Document) -> Descriptor:
    data: Mapping[str, Any] = document.data
    custom = {name: entry.get("value") for name, entry, _ in own_properties(data, (), PRODUCT_PROPERTIES)}
    support = (data.get("support") or [{}])[0]
    return Descriptor(
        id=data["id"],
        product=ProductName(data["domain"], data["name"]),
        version=Version.parse(data["version"]),
        status=data["status"],
        kind=str(custom["kind"]),
        purpose=str(custom.get("purpose", "")),
        team=team_of(data),
        owners=owners_of(data),
        contact=str(support.get("url", "")).removeprefix("mailto:"),
        inputs=tuple(_input(port, at) for at, port in enumerate(data.get("inputPorts") or ())),
        outputs=tuple(_output(port, at) for at, port in enumerate(data.get("outputPorts") or ())),
        digest=document.digest,
        text=document.text,
        document=data,
        description=(data.get("description") or {}).get("purpose", ""),
        tags=tuple(data.get("tags") or ()),
        schedule=read_schedule(custom["schedule"]) if "schedule" in custom else None,
        retries=read_retries(custom["retries"]) if "retries" in custom else Retries(),
        file=document.file,
    )


def _input(port: Mapping[str, Any], at: int) -> InputPort:
    found = source_of(port)
    source = None
    if found:
        value = found[0]
        source = Source(location=value["location"], format=value["format"], options=value.get("options") or {})
    path = ("inputPorts", at)
    return InputPort(
        name=port["name"],
        version=port["version"],
        contract_id=port["contractId"],
        path=path,
        source=source,
        read=reading_of(port),
    )


def _output(port: Mapping[str, Any], at: int) -> OutputPort:
    return OutputPort(
        name=port["name"],
        version=Version.parse(port["version"]),
        contract_id=port["contractId"],
        path=("outputPorts", at),
        description=port.get("description", ""),
        load=load_of(port),
    )
