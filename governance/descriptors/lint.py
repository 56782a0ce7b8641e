"""What the schema of ODPS lets through and a run, a grant or a reader would stumble over."""

from collections.abc import Iterator, Mapping
from typing import Any

from governance.contracts.lint.custom import secrets_in
from governance.contracts.lint.documentation import people_checks
from governance.contracts.lint.identity import bad_id, bad_name, bad_status, bad_version
from governance.contracts.lint.privacy import bad_purposes
from governance.contracts.lint.subject import Complaint
from governance.descriptors.custom import KINDS, OUTPUT_PROPERTIES, PORT_PROPERTIES, PRODUCT_PROPERTIES, own_properties
from governance.descriptors.loading import loading_checks
from governance.descriptors.ports import port_checks, reads_ports, sources_of
from governance.documents import Document, shown, suggestion
from governance.findings import Finding
from governance.schedules import CronFault, read_retries, read_schedule

__all__ = ["lint"]

_ENGINES = ("duckdb", "trino")


def lint(document: Document) -> Iterator[Finding]:
    """Yield what is wrong with a descriptor whose shape is that of ODPS, each finding at its place."""
    for check in _CHECKS:
        for complaint in check(document.data):
            yield document.finding(complaint.code, complaint.message, complaint.path, fix=complaint.fix)


def _identity(data: Mapping[str, Any]) -> Iterator[Complaint]:
    for key, example in (("name", "flights"), ("domain", "operations"), ("version", "1.0.0")):
        if not data.get(key):
            yield Complaint(f"The descriptor has no `{key}`", (), f"add `{key}: {example}`", code="TRL112")
    yield from bad_id(data)
    yield from bad_status(data)
    if data.get("version"):
        yield from bad_version(data["version"], ("version",))
    for key, what in (("domain", "domain"), ("name", "product")):
        if data.get(key):
            yield from bad_name(what, data[key], (key,))


def _properties(data: Mapping[str, Any]) -> Iterator[Complaint]:
    yield from _known(data, (), PRODUCT_PROPERTIES)
    for key in ("inputPorts", "outputPorts"):
        for at, port in enumerate(data.get(key) or ()):
            yield from _known(port, (key, at), PORT_PROPERTIES if key == "inputPorts" else OUTPUT_PROPERTIES)


def _known(data: Mapping[str, Any], path: tuple[str | int, ...], known: tuple[str, ...]) -> Iterator[Complaint]:
    seen: set[str] = set()
    for name, _, at in own_properties(data, path, known):
        if name not in known:
            fix = suggestion(name, known, otherwise="remove it") if known else "remove it"
            yield Complaint(f"Trellis has no property {shown(name)} here", (*at, "property"), fix, code="TRL281")
        elif name in seen:
            yield Complaint(f"The property `{name}` is given twice", (*at, "property"), "keep one", code="TRL283")
        seen.add(name)


def _kind(data: Mapping[str, Any]) -> Iterator[Complaint]:
    given = {name: (entry.get("value"), at) for name, entry, at in own_properties(data, (), PRODUCT_PROPERTIES)}
    fitting = "source-aligned" if sources_of(data) else "aggregate"
    kind, at = given.get("kind", (None, ("customProperties",)))
    if kind is None:
        fix = f"add `customProperties: [{{property: kind, value: {fitting}}}]`"
        yield Complaint("The descriptor does not say what kind of product it is", at, fix, code="TRL295")
    elif kind not in KINDS:
        fix = suggestion(str(kind), KINDS, synonyms={"source": "source-aligned", "consumer": "consumer-aligned"})
        yield Complaint(f"{shown(kind)} is no kind of product", (*at, "value"), fix, code="TRL295")
    elif not (sources_of(data) if kind == "source-aligned" else reads_ports(data)):
        message = f"A {kind} product reads {'a source' if kind == 'source-aligned' else 'ports'}, and this one does not"
        yield Complaint(message, (*at, "value"), f"write `{fitting}`, or add the input port", code="TRL295")
    engine, place = given.get("engine", (None, ()))
    if engine is not None and engine not in _ENGINES:
        fix = suggestion(str(engine), _ENGINES)
        yield Complaint(f"No engine is called {shown(engine)}", (*place, "value"), fix, code="TRL282")


def _purpose(data: Mapping[str, Any]) -> Iterator[Complaint]:
    given = [
        (entry.get("value"), at)
        for name, entry, at in own_properties(data, (), PRODUCT_PROPERTIES)
        if name == "purpose"
    ]
    if not given and reads_ports(data):
        fix = "add `customProperties: [{property: purpose, value: …}]`, one word in snake_case"
        message = "The product reads ports and does not say what for"
        yield Complaint(message, ("customProperties",), fix, code="TRL293")
    for purpose, at in given:
        for complaint in bad_purposes([purpose], (*at, "value")):
            yield Complaint(complaint.message, (*at, "value"), complaint.fix, code="TRL278")


def _times(data: Mapping[str, Any]) -> Iterator[Complaint]:
    readers = {"schedule": (read_schedule, "TRL288"), "retries": (read_retries, "TRL289")}
    for name, entry, at in own_properties(data, (), PRODUCT_PROPERTIES):
        if name in readers:
            read, code = readers[name]
            try:
                read(entry.get("value"))
            except CronFault as fault:
                yield Complaint(fault.message, (*at, "value"), fault.fix, code=code)


def _people(data: Mapping[str, Any]) -> Iterator[Complaint]:
    yield from people_checks(data, "product")
    if not (data.get("description") or {}).get("purpose"):
        fix = "add `description: {purpose: …}`"
        yield Complaint("The product does not say what it is for", ("description",), fix, code="TRL501")


def _secrets(data: Mapping[str, Any]) -> Iterator[Complaint]:
    for complaint in secrets_in(data):
        yield Complaint(complaint.message, complaint.path, complaint.fix, code="TRL286")


_CHECKS = (_identity, _properties, _kind, _purpose, _times, port_checks, loading_checks, _people, _secrets)
