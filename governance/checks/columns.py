"""Whether a source has the columns that the contract declares, and no others."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from governance.checks.duck_types import DuckType, read_type
from governance.checks.model import CheckPlan, Outcome, Rule
from governance.contracts.model import Column
from governance.contracts.types import Kind

__all__ = ["judge_columns"]

Look = Callable[[Sequence[Column], Mapping[str, DuckType], str], Iterator[str]]


def judge_columns(
    plan: CheckPlan, source_columns: Mapping[str, str], *, allow_undeclared: bool = False
) -> list[Outcome]:
    """Return the outcomes of `table.missing_columns` and `table.undeclared_columns`, fields of objects included.

    `source_columns` are the source's with DuckDB's names for their types; names count letter by letter. Undeclared
    columns refuse the run unless `allow_undeclared` makes them a warning.
    """
    given = {name: read_type(kind) for name, kind in source_columns.items()}
    missing = sorted(_missing(plan.columns, given, ""))
    undeclared = sorted(_undeclared(plan.columns, given, ""))
    outcomes = [
        _outcome(plan.rule("table.missing_columns"), missing, _near(missing, undeclared)),
        _outcome(plan.rule("table.undeclared_columns"), undeclared, ""),
    ]
    return [outcomes[0], replace(outcomes[1], severity="warning") if allow_undeclared else outcomes[1]]


def _outcome(rule: Rule, names: Sequence[str], hint: str) -> Outcome:
    listed = ", ".join(f"`{name}`" for name in names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")
    kind = "missing" if rule.check.kind == "missing_columns" else "not in the contract"
    found = f"{listed} {'is' if len(names) == 1 else 'are'} {kind}{hint}" if names else "so it is"
    return Outcome(
        rule=rule.id,
        passed=not names,
        severity=rule.severity,
        measured=len(names),
        expected=rule.title,
        message=f"{rule.title}; {found}",
        context={"columns": list(names)},
    )


def _near(missing: Sequence[str], undeclared: Sequence[str]) -> str:
    """A name that differs only in its case is worth a word."""
    lowered = {name.lower(): name for name in undeclared}
    found = [(name, lowered[name.lower()]) for name in missing if name.lower() in lowered]
    return f" (the source writes `{found[0][1]}`)" if found else ""


def _missing(columns: Sequence[Column], given: Mapping[str, DuckType], above: str) -> Iterator[str]:
    for column in columns:
        if column.name not in given:
            yield above + column.name
        else:
            yield from _inside(column, given[column.name], above, _missing)


def _undeclared(columns: Sequence[Column], given: Mapping[str, DuckType], above: str) -> Iterator[str]:
    declared = {column.name: column for column in columns}
    for name, kind in given.items():
        if name not in declared:
            yield above + name
        else:
            yield from _inside(declared[name], kind, above, _undeclared)


def _inside(column: Column, kind: DuckType, above: str, look: Look) -> Iterator[str]:
    """Look into objects, and through lists and maps into the objects in them; JSON says nothing before it is read."""
    label = f"{above}{column.name}"
    if column.type.kind is Kind.OBJECT and kind.name == "STRUCT":
        yield from look(column.type.fields, dict(kind.fields), f"{label}.")
    members = ((column.type.item, kind.item, "items"), (column.type.value, kind.value, "values"))
    for inner, inner_kind, name in members:
        if inner and inner_kind:
            yield from _inside(replace(inner, name=name), inner_kind, f"{label}.", look)
