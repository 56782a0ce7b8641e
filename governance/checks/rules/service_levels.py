"""Service levels that a table can be held to: how fresh its rows are, and how long they are kept.

A breach is a warning: what is late is no better kept back. A row from the future is diverted, because the newest row
would otherwise look fresh for ever.
"""

from collections.abc import Iterator, Sequence

from governance.checks.model import Check, Rule
from governance.checks.rules.draft import Draft, Gap
from governance.contracts.model import Column, ServiceLevel, Table
from governance.contracts.promises import canonical_property, canonical_unit, duration_seconds
from governance.contracts.types import Kind

__all__ = ["service_level_drafts"]

_MOMENTS = frozenset({Kind.DATE, Kind.TIMESTAMP})


def service_level_drafts(table: Table, levels: Sequence[ServiceLevel]) -> Iterator[Draft]:
    """Yield what `freshness` and `retention` ask; other service levels are not promises about rows."""
    dated: set[str] = set()
    for level in levels:
        name = canonical_property(level.property) or level.property
        if name not in {"freshness", "retention"} or not level.element:
            continue
        column = table.column(level.element)
        seconds = duration_seconds(level.value, level.unit if canonical_unit(level.unit) else "h")
        problem = _problem(column, level, seconds)
        if problem or not column or not seconds:
            yield Gap(level.path, problem)
            continue
        yield _rule(name, level, column, seconds)
        if name == "freshness" and column.name not in dated:
            dated.add(column.name)
            yield _not_in_future(level, column)


def _problem(column: Column | None, level: ServiceLevel, seconds: float | None) -> str:
    if column is None:
        return f"there is no column `{level.element}`"
    if column.type.kind not in _MOMENTS:
        return f"`{level.element}` is {column.type}, and only a date or timestamp tells an age"
    return "" if seconds else "its value is no duration"


def _rule(name: str, level: ServiceLevel, column: Column, seconds: float) -> Rule:
    titles = {
        "freshness": f"The newest `{column.name}` is at most {level.value} {level.unit} old",
        "retention": f"No `{column.name}` is older than {level.value} {level.unit}",
    }
    return Rule(
        id=f"table.{name}",
        path=level.path,
        title=" ".join(titles[name].split()),
        scope="table",
        severity="warning",
        check=Check(kind=name, operand=seconds),
        dimension="timeliness",
        column=column.name,
    )


def _not_in_future(level: ServiceLevel, column: Column) -> Rule:
    return Rule(
        id=f"{column.name}.future",
        path=level.path,
        title=f"`{column.name}` is not in the future",
        scope="row",
        check=Check(kind="future"),
        dimension="timeliness",
        column=column.name,
    )
