"""A document that another tool made of another format, as a contract that Trellis takes: and what was changed for that."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from governance.contracts import Contract, load_contract
from governance.contracts.version import Version
from governance.documents import Path, read_document
from governance.errors import Invalid, TrellisError
from governance.exchange.columns import adopted_column, sayable
from governance.findings import Finding, Severity, ordered
from governance.names import PortName

__all__ = ["Adopted", "adopt"]

_DOMAIN = "imported"
_MOST_REPAIRS = 200
_STATUSES = frozenset({"proposed", "draft", "active", "deprecated", "retired"})
_NEEDED = frozenset({"name", "logicalType", "schema", "properties", "id", "version", "apiVersion", "kind"})
_FIRST = ("apiVersion", "kind", "id", "name", "version", "status", "domain", "description", "schema")


@dataclass(frozen=True, kw_only=True)
class Adopted:
    """The contract's text, what it reads as (None when it still has errors), and everything there is to say about it."""

    text: str
    contract: Contract | None
    findings: tuple[Finding, ...]


def adopt(document: Mapping[str, Any], form: str, *, port: PortName | None, table: str, file: str) -> Adopted:
    """Return an ODCS 3.2.0 contract for one table of `document`, with a finding for all that was left out or filled in.

    `port` names it, otherwise its table does; `table` chooses one of several; `file` is what findings call it. Raises
    `Invalid` when there is no table, or the choice is missing.
    """
    said: list[tuple[str, str]] = []
    data = _contract(document, _chosen(document, table), form, port, said)
    removed: list[str] = []
    for _ in range(_MOST_REPAIRS):
        faults = [one for one in load_contract(_yaml(data), file).findings if one.severity is Severity.ERROR]
        cure = next((one for one in faults if _optional(data, one.path)), None)
        if cure is None:
            break
        data = _without(data, cure.path)
        removed.append(f"{_spoken(cure.path)} was left out: {cure.message}")
    text = _yaml(data)
    loaded = load_contract(text, file)
    findings = [*loaded.findings, *_told(text, file, said, removed)]
    return Adopted(text=text, contract=loaded.contract, findings=tuple(ordered(findings)))


def _chosen(document: Mapping[str, Any], table: str) -> Mapping[str, Any]:
    tables = {str(one.get("name")): one for one in document.get("schema") or () if one.get("properties")}
    if not tables:
        raise Invalid(
            "There is no table with columns in it", hint="is it in the format that `--format` names?", slug="no-table"
        )
    names = ", ".join(f"`{name}`" for name in list(tables)[:20])
    if table and table not in tables:
        raise Invalid(f"There is no table `{table[:80]}`", hint=f"there is {names}", slug="no-table")
    if not table and len(tables) > 1:
        hint = f"choose one with `--table`: {names}"
        raise Invalid(f"There are {len(tables)} tables, and a contract is about one", hint=hint, slug="no-table")
    return tables[table] if table else next(iter(tables.values()))


def _contract(
    document: Mapping[str, Any],
    table: Mapping[str, Any],
    form: str,
    port: PortName | None,
    said: list[tuple[str, str]],
) -> dict[str, Any]:
    found = port or _port_of(document, table, said)
    kept = {key: value for key, value in document.items() if key not in {"servers", "schema", "slaDefaultElement"}}
    if document.get("servers"):
        said.append(("", "`servers` were left out: Trellis keeps the table itself"))
    if not _is_version(str(document.get("version"))):
        said.append(("", f"`version` was `{str(document.get('version'))[:40]}`, which is none; it is 1.0.0 here"))
        kept["version"] = "1.0.0"
    data = {
        **kept,
        "apiVersion": "v3.2.0",
        "kind": "DataContract",
        "id": f"{found.domain}.{found.port}",
        "domain": found.domain,
        "version": str(kept["version"]),
        "status": document.get("status") if document.get("status") in _STATUSES else "draft",
        "schema": [_table(table, found.port, form, said)],
    }
    return {key: data[key] for key in (*_FIRST, *data) if key in data}


def _is_version(text: str) -> bool:
    try:
        Version.parse(text)
    except TrellisError:
        return False
    return True


def _port_of(document: Mapping[str, Any], table: Mapping[str, Any], said: list[tuple[str, str]]) -> PortName:
    """The id that it has, when it is a port's; else the table's name, in a domain that stands for none."""
    try:
        return PortName.parse(str(document.get("id")))
    except TrellisError:
        name = sayable(str(table.get("name") or "table"))
        said.append(
            ("", f"it belongs to no domain yet, and is `{_DOMAIN}.{name}` here; name it with `--as DOMAIN.PORT`")
        )
        return PortName.parse(f"{_DOMAIN}.{name}")


def _table(table: Mapping[str, Any], name: str, form: str, said: list[tuple[str, str]]) -> dict[str, Any]:
    kept = {
        key: value
        for key, value in table.items()
        if key not in {"physicalName", "physicalType", "properties", "logicalType"}
    }
    if any("examples" in one for one in table["properties"]):
        said.append(("", "`examples` were left out: a contract is read by people who may not see the rows"))
    told = lambda label, message: said.append((label, f"`{label}` {message}"))  # noqa: E731 - a word for a closure
    columns = [adopted_column(one, form, told) for one in table["properties"]]
    return {**kept, "name": name, "logicalType": "object", "properties": columns}


def _optional(data: Any, path: Path) -> bool:
    """Whether what stands at `path` can be left out: a key that is there, and that no contract needs."""
    if not path or path[-1] in _NEEDED or path[0] not in data:
        return False
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return False
    return isinstance(path[-1], str) or (
        len(path) > 1 and path[-2] in {"quality", "relationships", "slaProperties", "enum"}
    )


def _without(data: Any, path: Path) -> Any:
    step, rest = path[0], path[1:]
    if isinstance(data, list):
        return [_without(one, rest) if at == step else one for at, one in enumerate(data) if at != step or rest]
    changed = {
        key: _without(value, rest) if key == step else value for key, value in data.items() if key != step or rest
    }
    return {key: value for key, value in changed.items() if value not in ({}, [])}


def _spoken(path: Path) -> str:
    return "`" + ".".join(str(step) for step in path) + "`"


def _told(text: str, file: str, said: Sequence[tuple[str, str]], removed: Sequence[str]) -> list[Finding]:
    document = read_document(text, file).document
    if document is None:
        return []
    places = {str(one.get("name")): at for at, one in enumerate(document.data["schema"][0]["properties"])}
    findings = []
    for label, message in said:
        top = sayable(label.partition(".")[0]) if label else ""
        path: Path = ("schema", 0, "properties", places[top]) if top in places else ()
        findings.append(document.finding("TRL801", message, path))
    return [*findings, *(replace(document.finding("TRL801", message), path=()) for message in removed)]


def _yaml(data: Mapping[str, Any]) -> str:
    from ruamel.yaml import YAML

    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    writer.representer.ignore_aliases = lambda _data: True
    writer.width, writer.allow_unicode = 120, True
    out = io.StringIO()
    writer.dump(dict(data), out)
    return out.getvalue()
