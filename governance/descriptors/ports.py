"""The ports of a product: each with its contract, once, in a version, and none of them its own input."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from governance.contracts.lint.identity import bad_name, bad_version
from governance.contracts.lint.subject import Complaint
from governance.descriptors.custom import PORT_PROPERTIES, own_properties
from governance.documents import Path, shown, suggestion

__all__ = ["FORMATS", "port_checks", "reads_ports", "source_of", "sources_of"]

FORMATS: dict[str, tuple[str, ...]] = {"csv": ("delimiter", "header", "null", "quote"), "json": (), "parquet": ()}
"""The formats of sources, and the options that their readers take."""

_SOURCE_KEYS = ("location", "format", "options")
_LOOSE_VERSION = re.compile(r"(?:0|[1-9]\d{0,8})(?:\.(?:0|[1-9]\d{0,8})){0,2}(?:-[0-9A-Za-z.-]{1,64})?\Z")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PACKAGE = re.compile(r"package://[A-Za-z_][A-Za-z0-9_]*/.+\Z")


def source_of(port: Mapping[str, Any]) -> tuple[Any, Path] | None:
    """Return the value of a port's `source` and its path inside the port, or None when it reads another port."""
    for name, entry, at in own_properties(port, (), PORT_PROPERTIES):
        if name == "source":
            return entry.get("value"), (*at, "value")
    return None


def sources_of(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the input ports that read files."""
    return [port for port in data.get("inputPorts") or () if source_of(port)]


def reads_ports(data: Mapping[str, Any]) -> bool:
    """Tell whether any input is another product's port."""
    return any(not source_of(port) for port in data.get("inputPorts") or ())


def port_checks(data: Mapping[str, Any]) -> Iterator[Complaint]:
    """Yield what is wrong with input and output ports."""
    yield from _inputs(data)
    yield from _outputs(data)
    yield from _doubles(data)
    yield from _cycles(data)


def _inputs(data: Mapping[str, Any]) -> Iterator[Complaint]:
    for at, port in enumerate(data.get("inputPorts") or ()):
        path: Path = ("inputPorts", at)
        yield from bad_name("input port", port["name"], (*path, "name"))
        if not _LOOSE_VERSION.match(port["version"]):
            fix = "write the version that is read, as in `1.0.0`, or its major, `1`"
            yield Complaint(f"{shown(port['version'])} is no version", (*path, "version"), fix, code="TRL206")
        if found := source_of(port):
            yield from _source(found[0], (*path, *found[1]))


def _outputs(data: Mapping[str, Any]) -> Iterator[Complaint]:
    ports = data.get("outputPorts") or ()
    if not ports:
        fix = "add `outputPorts: [{name: …, version: 1.0.0, contractId: …}]`"
        yield Complaint("The product serves nothing", ("outputPorts",), fix, code="TRL291")
    for at, port in enumerate(ports):
        path: Path = ("outputPorts", at)
        yield from bad_name("port", port["name"], (*path, "name"))
        yield from bad_version(port["version"], (*path, "version"))
        if not port.get("contractId"):
            fix = "add `contractId: domain.port`"
            yield Complaint(f"The port {shown(port['name'])} has no contract", path, fix, code="TRL291")


def _doubles(data: Mapping[str, Any]) -> Iterator[Complaint]:
    """An input has one name; an output is told apart by its name and major version."""
    for key in ("inputPorts", "outputPorts"):
        seen: set[tuple[str, str]] = set()
        for at, port in enumerate(data.get(key) or ()):
            name = (port["name"], port["version"].partition(".")[0] if key == "outputPorts" else "")
            if name in seen:
                yield Complaint(
                    f"The port {shown(port['name'])} is there twice", (key, at, "name"), "rename it", code="TRL283"
                )
            seen.add(name)


def _cycles(data: Mapping[str, Any]) -> Iterator[Complaint]:
    served = {port.get("contractId") for port in data.get("outputPorts") or ()}
    for at, port in enumerate(data.get("inputPorts") or ()):
        if port["contractId"] in served and not source_of(port):
            message = f"The product reads {shown(port['contractId'])}, which it serves itself"
            yield Complaint(message, ("inputPorts", at, "contractId"), "read another port", code="TRL292")


def _source(source: Any, path: Path) -> Iterator[Complaint]:
    if not isinstance(source, dict):
        fix = "write `{location: data/flights.csv, format: csv}`"
        yield Complaint("A source is a location and a format", path, fix, code="TRL294")
        return
    for key in sorted(set(source) - set(_SOURCE_KEYS)):
        fix = suggestion(key, _SOURCE_KEYS)
        yield Complaint(f"A source has no {shown(key)}", (*path, key), fix, code="TRL294")
    location, form = source.get("location"), source.get("format")
    if problem := _bad_location(location):
        yield Complaint(f"The location {shown(location)} cannot be read", (*path, "location"), problem, code="TRL294")
    if not isinstance(form, str) or form not in FORMATS:
        fix = suggestion(str(form), FORMATS, synonyms={"tsv": "csv", "ndjson": "json", "jsonl": "json"})
        yield Complaint(f"Sources of format {shown(form)} cannot be read", (*path, "format"), fix, code="TRL294")
        return
    yield from _options(source.get("options") or {}, form, (*path, "options"))


def _options(options: Any, form: str, path: Path) -> Iterator[Complaint]:
    if not isinstance(options, dict):
        yield Complaint("A source's options are a mapping", path, "write `{null: NA}`", code="TRL294")
        return
    for name in sorted(set(options) - set(FORMATS[form])):
        fix = suggestion(
            name, FORMATS[form], otherwise="remove it", synonyms={"sep": "delimiter", "separator": "delimiter"}
        )
        yield Complaint(f"A {form} source has no option {shown(name)}", (*path, name), fix, code="TRL294")


def _bad_location(location: Any) -> str:
    if not isinstance(location, str) or not location.strip():
        return "write a path inside the product's folder, an absolute path, or `package://module/path`"
    if ".." in PurePosixPath(location.replace("\\", "/")).parts:
        return "copy the file into the product's folder; `..` is not followed"
    if _SCHEME.match(location) and not _PACKAGE.match(location):
        return "only files are read: a path, or `package://module/path`"
    return "write the path out; `~` is not followed" if location.startswith("~") else ""
