"""The enforcement report: a walk over the whole document that leaves no clause without a state."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from governance.checks.model import Clause, Path, Rule, State
from governance.checks.predicates import UNTESTED
from governance.checks.report.dispositions import (
    CONTRACT,
    CUSTOM,
    DESCRIPTION,
    ENTRY,
    NESTED,
    OPTIONS,
    PROPERTY,
    SERVICE_LEVELS,
    TABLE,
    Disposition,
    unknown,
)
from governance.checks.rules import Gap
from governance.contracts.promises import canonical_property

__all__ = ["report"]

_COLUMN = 4  # steps to one of the table's own columns: ("schema", 0, "properties", 2)
_BY = {"row": "row check", "key": "key check", "table": "table check"}
_ASKS_NOTHING = Disposition(State.SKIPPED, reason="it asks for nothing")
_NO_TEXT = Disposition(State.NOT_ENFORCEABLE, reason="the column holds moments, not texts; texts are read as ISO 8601")
_NOT_MEASURED = Disposition(State.NOT_ENFORCEABLE, reason="it is shown to readers, and measured by nobody")
_ELSEWHERE = Disposition(State.SKIPPED, reason="it is another vendor's to read")


def report(document: Mapping[str, Any], rules: Sequence[Rule], gaps: Sequence[Gap]) -> tuple[Clause, ...]:
    """Return every clause of a contract's document with its state, in the document's order.

    Rules and gaps whose place the document does not have (a contract that was built, not read) follow at the end.
    """
    walker = _Walker(_places(rules), {gap.path: gap for gap in gaps})
    clauses = list(walker.contract(document))
    seen = {clause.path for clause in clauses}
    unseen = [rule for rule in rules if not seen & {rule.path, *rule.covers}]
    clauses += [walker.clause(rule.path, rule.title, _ASKS_NOTHING) for rule in unseen]
    clauses += [walker.clause(gap.path, str(gap.path[-1]), _ASKS_NOTHING) for gap in gaps if gap.path not in seen]
    return tuple(clauses)


def _places(rules: Sequence[Rule]) -> dict[Path, Rule]:
    """A clause belongs to the rule that stands at it, or else to one that covers it."""
    places = {path: rule for rule in reversed(rules) for path in rule.covers}
    return places | {rule.path: rule for rule in reversed(rules)}


@dataclass(frozen=True)
class _Walker:
    rules: Mapping[Path, Rule]
    gaps: Mapping[Path, Gap]

    def clause(self, path: Path, text: str, otherwise: Disposition) -> Clause:
        """Return the clause at `path`: what a rule or gap says of it, or else what holds `otherwise`."""
        if gap := self.gaps.get(path):
            return Clause(path=path, text=text, state=State.NOT_ENFORCEABLE, reason=gap.reason)
        if rule := self.rules.get(path):
            return Clause(path=path, text=rule.title, state=State.ENFORCED, by=_BY[rule.scope])
        return Clause(path=path, text=text, state=otherwise.state, by=otherwise.by, reason=otherwise.reason)

    def contract(self, document: Mapping[str, Any]) -> Iterator[Clause]:
        for key, value in document.items():
            path: Path = (key,)
            match key:
                case "schema":
                    for at, table in _entries(value):
                        yield from self._table(table, (*path, at))
                case "slaProperties":
                    for at, level in _entries(value):
                        yield from self._service_level(level, (*path, at))
                case "description" if isinstance(value, Mapping):
                    for part, text in value.items():
                        if part != "customProperties":
                            yield self.clause(
                                (*path, part), _text("", part, text), DESCRIPTION.get(part) or unknown(part)
                            )
                    yield from self._custom(value.get("customProperties"), (*path, "customProperties"), "")
                case "customProperties":
                    yield from self._custom(value, path, "")
                case _:
                    yield self.clause(path, _text("", key, value), CONTRACT.get(key) or unknown(key))

    def _table(self, table: Mapping[str, Any], path: Path) -> Iterator[Clause]:
        for key, value in table.items():
            if key == "properties":
                yield self.clause((*path, key), f"{len(value or ())} columns and no others", _ASKS_NOTHING)
                yield from self._properties(value, (*path, key), "")
            else:
                yield from self._shared(key, value, (*path, key), "", TABLE)

    def _properties(self, properties: Any, path: Path, above: str) -> Iterator[Clause]:
        for at, data in _entries(properties):
            yield from self._property(data, (*path, at), f"{above}{data.get('name', at)}")

    def _property(self, data: Mapping[str, Any], path: Path, label: str) -> Iterator[Clause]:
        for key, value in data.items():
            match key:
                case "properties":
                    yield from self._properties(value, (*path, key), f"{label}.")
                case "items":
                    yield from self._property(value, (*path, key), f"{label}.items")
                case "map":
                    for side in ("key", "value"):
                        yield from self._property(value.get(side) or {}, (*path, key, side), f"{label}.{side}s")
                case "logicalTypeOptions":
                    for option, operand in (value or {}).items():
                        yield self._option(data, option, operand, (*path, key, option), label)
                case "partitioned" | "partitionKeyPosition" if not data.get("partitioned"):
                    yield self.clause((*path, key), _text(label, key, value), _ASKS_NOTHING)
                case _:
                    known = PROPERTY if len(path) == _COLUMN else {**PROPERTY, **NESTED}
                    yield from self._shared(key, value, (*path, key), label, known)

    def _shared(
        self, key: str, value: Any, path: Path, label: str, known: Mapping[str, Disposition]
    ) -> Iterator[Clause]:
        match key:
            case "quality":
                for at, rule in _entries(value):
                    yield from self._entry(rule, (*path, at), _text(label, key, rule), unknown("this rule"))
            case "relationships":
                for at, one in _entries(value):
                    yield self.clause((*path, at), _text(label, key, one), unknown("this relationship"))
            case "customProperties":
                yield from self._custom(value, path, label)
            case "enum":
                yield self.clause(path, _text(label, key, value), _ASKS_NOTHING)
            case _:
                yield self.clause(path, _text(label, key, value), known.get(key) or unknown(key))

    def _option(self, data: Mapping[str, Any], key: str, value: Any, path: Path, label: str) -> Clause:
        otherwise = OPTIONS.get(key) or unknown(key)
        if key == "format":
            plain = UNTESTED.get(str(value))
            otherwise = Disposition(State.SKIPPED, reason=plain) if plain else _NO_TEXT
        elif key == "required":
            names = {field.get("name") for _, field in _entries(data.get("properties"))}
            if not set(value or ()) <= names:
                return Clause(path=path, text=_text(label, key, value), state=otherwise.state, reason=otherwise.reason)
        elif value is None or value is False:
            otherwise = _ASKS_NOTHING
        return self.clause(path, _text(label, key, value), otherwise)

    def _service_level(self, level: Mapping[str, Any], path: Path) -> Iterator[Clause]:
        name = canonical_property(str(level.get("property"))) or str(level.get("property"))
        text = " ".join(
            str(level[key]) for key in ("property", "value", "unit", "element") if level.get(key) is not None
        )
        yield from self._entry(level, path, text, SERVICE_LEVELS.get(name, _NOT_MEASURED))

    def _entry(self, entry: Mapping[str, Any], path: Path, text: str, otherwise: Disposition) -> Iterator[Clause]:
        yield self.clause(path, text, otherwise)
        for key, value in entry.items():
            if key in ENTRY:
                yield self.clause((*path, key), f"{key}: {_shown(value)}", ENTRY[key])

    def _custom(self, entries: Any, path: Path, label: str) -> Iterator[Clause]:
        for at, entry in _entries(entries):
            name = str(entry.get("property"))
            known = CUSTOM.get(name) or unknown(name)
            known = NESTED.get(name, known) if len(path) > _COLUMN + 1 else known
            otherwise = known if entry.get("vendor") == "trellis" else _ELSEWHERE
            yield self.clause((*path, at), _text(label, name, entry.get("value")), otherwise)


def _entries(value: Any) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for at, entry in enumerate(value or ()):
        if isinstance(entry, Mapping):
            yield at, entry


def _text(label: str, key: str, value: Any) -> str:
    return f"`{label}` {key}: {_shown(value)}" if label else f"{key}: {_shown(value)}"


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        value = value.get("name") or value.get("metric") or value.get("to") or ", ".join(map(str, value))
    elif isinstance(value, list | tuple):
        value = f"{len(value)} entries"
    text = str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
