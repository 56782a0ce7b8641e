"""What a relationship's `from` and `to` point at (ODCS 3.2.0, "References")."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from governance.documents import Path
from governance.errors import Invalid
from governance.names import CATALOG, PortName

__all__ = ["Reference", "Relationship", "read_reference", "relationships_of"]


@dataclass(frozen=True)
class Reference:
    """A column: `table` is `domain.port`, or "" for the contract's own; `column` is dotted when nested."""

    table: str
    column: str


@dataclass(frozen=True, kw_only=True)
class Relationship:
    """One foreign key as it is written: as many references on the one side as on the other, unless it is wrong."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    path: Path
    at_column: bool


def relationships_of(
    table: Mapping[str, Any], columns: Sequence[tuple[str, Mapping[str, Any], Path]]
) -> Iterator[Relationship]:
    """Yield the table's relationships, then those of its columns (given as label, data and path)."""
    for at, data in enumerate(table.get("relationships") or ()):
        path: Path = ("schema", 0, "relationships", at)
        sources, targets = _listed(data.get("from")), _listed(data.get("to"))
        yield Relationship(sources=sources, targets=targets, path=path, at_column=False)
    for label, column, place in columns:
        for at, data in enumerate(column.get("relationships") or ()):
            path = (*place, "relationships", at)
            own = f"{table.get('name')}.{label}"
            yield Relationship(sources=(own,), targets=_listed(data.get("to")), path=path, at_column=True)


def _listed(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else (str(value),)


def read_reference(text: str, *, data: Mapping[str, Any]) -> Reference:
    """Read `table.column`, `domain.port.column` or `schema/<id>/properties/<id>`, as seen from the contract `data`.

    Raises `ValueError` saying what to write instead.
    """
    table: Mapping[str, Any] = (data.get("schema") or [{}])[0]
    if "/" in text:
        return _by_ids(text, table)
    first, *rest = text.split(".")
    if first == table.get("name"):
        return Reference("", ".".join(rest))
    if first == CATALOG and len(rest) > 2:
        first, *rest = rest
    if len(rest) > 1:
        return Reference(_port(f"{first}.{rest[0]}"), ".".join(rest[1:]))
    if not data.get("domain"):
        raise ValueError(f"write `domain.{text}`, or give the contract a `domain`")
    return Reference(_port(f"{data['domain']}.{first}"), rest[0] if rest else "")


def _port(text: str) -> str:
    try:
        return str(PortName.parse(text))
    except Invalid as fault:
        raise ValueError(f"write `domain.port.column`; {fault.hint}") from None


def _by_ids(text: str, table: Mapping[str, Any]) -> Reference:
    steps = text.strip("/").split("/")
    if "#" in text or steps[:1] != ["schema"] or len(steps) < 4 or len(steps) % 2:
        raise ValueError("references into other files are not followed; write `domain.port.column`")
    if steps[1] not in {table.get("id"), table.get("name")}:
        raise ValueError(f"`{steps[1]}` is not this table's id; write `domain.port.column` for another table")
    names: list[str] = []
    inside: Any = table
    for wanted in steps[3::2]:
        found = next((one for one in inside.get("properties") or () if one.get("id") == wanted), None)
        if found is None:
            raise ValueError(f"no property has the id `{wanted}`; add it, or write `table.column`")
        names.append(str(found.get("name")))
        inside = found
    return Reference("", ".".join(names))
