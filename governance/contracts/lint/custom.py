"""Trellis's own `customProperties`: known, at their level, of the right type, given once; and other doubles."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from governance.contracts.lint.check import of_contract
from governance.contracts.lint.subject import Complaint, Subject
from governance.contracts.vendor import PROPERTIES, custom_properties
from governance.documents import Path, shown, suggestion

__all__ = ["CUSTOM", "secrets_in"]

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_SECRET_NAME = re.compile(
    r"(?:passw(?:or)?d|secret|token|api_?key|access_?key|private_?key|credential)s?\Z", re.IGNORECASE
)
_SECRET_VALUE = re.compile(
    r"AKIA[0-9A-Z]{16}\b|gh[pousr]_[A-Za-z0-9]{36}|-----BEGIN [A-Z ]*PRIVATE KEY|://[^/\s:@]+:[^/\s:@]+@"
)


def _levels(subject: Subject) -> Iterator[tuple[str, Mapping[str, Any], Path]]:
    yield "contract", subject.data, ()
    if subject.tables:
        yield "table", subject.table, ("schema", 0)
    for field in subject.fields:
        yield "column", field.data, field.path
    for at, level in enumerate(subject.data.get("slaProperties") or ()):
        yield "service level", level, ("slaProperties", at)


@of_contract("TRL281")
def trellis_properties_are_known(subject: Subject) -> Iterator[Complaint]:
    everywhere = {name for names in PROPERTIES.values() for name in names}
    for level, data, path in _levels(subject):
        for name, _, at in custom_properties(data, path):
            if name not in everywhere:
                fix = suggestion(name, PROPERTIES[level])
                yield Complaint(f"Trellis has no property {shown(name)}", (*at, "property"), fix)


@of_contract("TRL282")
def trellis_properties_stand_where_they_belong(subject: Subject) -> Iterator[Complaint]:
    for level, data, path in _levels(subject):
        for name, entry, at in custom_properties(data, path):
            places = [other for other, names in PROPERTIES.items() if name in names]
            if places and level not in places:
                yield Complaint(f"`{name}` is for a {places[0]}", (*at, "property"), f"move it to the {places[0]}")
            elif places and not _fits(PROPERTIES[level][name], entry.get("value")):
                message = f"`{name}` is {shown(entry.get('value'))}, not {PROPERTIES[level][name]}"
                yield Complaint(message, (*at, "value"), f"write {PROPERTIES[level][name]}")


def _fits(wanted: str, value: Any) -> bool:
    match wanted:
        case "a list":
            return isinstance(value, list)
        case "true or false":
            return isinstance(value, bool)
        case "a percentage":
            return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 100
        case "a date":
            return isinstance(value, str) and bool(_DATE.match(value))
        case _:
            return isinstance(value, str) and bool(value.strip())


@of_contract("TRL283")
def nothing_is_given_twice(subject: Subject) -> Iterator[Complaint]:
    for _, data, path in _levels(subject):
        properties = enumerate(data.get("customProperties") or ())
        named = [
            (f"{e.get('vendor', '')}/{e['property']}", (*path, "customProperties", at, "property"))
            for at, e in properties
        ]
        yield from _doubles("custom property", named)
    for key, name in (("roles", "role"), ("servers", "server"), ("support", "channel")):
        listed = [(entry.get(name), (key, at, name)) for at, entry in enumerate(subject.data.get(key) or ())]
        yield from _doubles(name, listed)
    ids = [(data.get("id"), (*path, "id")) for level, data, path in _levels(subject) if level != "contract"]
    yield from _doubles("id", ids)


def _doubles(what: str, named: Sequence[tuple[Any, Path]]) -> Iterator[Complaint]:
    seen: set[Any] = set()
    for name, path in named:
        if name is not None and name in seen:
            plain = str(name).rpartition("/")[2]
            yield Complaint(f"The {what} `{plain[:60]}` is given twice", path, "keep one of them")
        seen.add(name)


@of_contract("TRL285")
def servers_are_for_the_reader(subject: Subject) -> Iterator[Complaint]:
    if subject.data.get("servers"):
        message = "Where data lives and how it is reached is the platform's to say; `servers` is not followed"
        yield Complaint(message, ("servers",), "remove it, or keep it as a note for other tools")


@of_contract("TRL286")
def no_secret_is_written_down(subject: Subject) -> Iterator[Complaint]:
    yield from secrets_in(subject.data)


def secrets_in(data: Mapping[str, Any]) -> Iterator[Complaint]:
    """Yield a complaint for each text of a document that looks like a password or a key."""
    waiting: list[tuple[Any, Path]] = [(data, ())]
    while waiting:
        value, path = waiting.pop()
        if isinstance(value, dict | list):
            children = value.items() if isinstance(value, dict) else enumerate(value)
            waiting.extend((child, (*path, key)) for key, child in children)
        elif isinstance(value, str) and value and _is_secret(path, value):
            fix = "remove it, and change it wherever it is in use"
            yield Complaint("This looks like a secret; everybody who may see the document sees it", path, fix)


def _is_secret(path: Path, value: str) -> bool:
    named = bool(path) and isinstance(path[-1], str) and bool(_SECRET_NAME.search(path[-1]))
    return (named and path[0] == "servers") or bool(_SECRET_VALUE.search(value))


CUSTOM = (
    trellis_properties_are_known,
    trellis_properties_stand_where_they_belong,
    nothing_is_given_twice,
    servers_are_for_the_reader,
    no_secret_is_written_down,
)
