"""Quality rules: library metrics and SQL.

A metric that tolerates no row is held against each row (or key) and diverts it; any other is counted in what would be
published. So is a rule in SQL, which diverts rows when it is an error, tolerates none and counts them by a condition on one
row alone (`SELECT count(*) FROM {object} WHERE …`); one that looks at the whole table is measured on it. ODCS leaves open what some metrics count. Here: a null is always a missing value; without arguments, null and
the empty text are missing; a null is never invalid; every row whose key another row shares is a duplicate, and a key
with a null in it is none; `percent` is of all rows, and of no rows it is 0.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from governance.checks.model import Check, Limit, Rule, Step
from governance.checks.rules.draft import Draft, Gap, Spot, askable
from governance.contracts.model import Column, QualityRule, Table
from governance.contracts.rules import limit_in_words

__all__ = ["column_metrics", "table_metrics", "way_to"]

_KINDS = {"nullValues": "null", "missingValues": "missing", "invalidValues": "invalid"}
_DIMENSIONS = {
    "nullValues": "completeness",
    "missingValues": "completeness",
    "invalidValues": "conformity",
    "duplicateValues": "uniqueness",
    "rowCount": "coverage",
}
_COUNTED = {
    "nullValues": "Nulls in {}",
    "missingValues": "Missing values in {}",
    "invalidValues": "Invalid values in {}",
    "duplicateValues": "Duplicates of {}",
    "rowCount": "The number of rows of {}",
}


def column_metrics(spot: Spot) -> Iterator[Draft]:
    """Yield what the quality rules of a column ask."""
    for rule in spot.column.quality:
        match rule.kind, rule.metric:
            case "library", metric if metric in _KINDS:
                yield _counted(rule, spot)
            case "library", "duplicateValues":
                yield from _duplicates(rule, spot.label, [spot])
            case "library", "rowCount":
                yield Gap(rule.path, "`rowCount` is measured on the table; move it to the table's `quality`")
            case "sql", _:
                yield _sql(rule, spot.label, spot.top.name)
            case _:
                yield _foreign(rule)


def table_metrics(table: Table) -> Iterator[Draft]:
    """Yield what the quality rules of the table ask."""
    for rule in table.quality:
        match rule.kind, rule.metric:
            case "library", "rowCount":
                yield _table_rule(
                    rule, "table", _title(rule, f"`{table.name}`"), Check(kind="row_count", limit=_limit(rule))
                )
            case "library", "duplicateValues":
                yield from _table_duplicates(rule, table)
            case "library", metric if metric in _KINDS:
                yield Gap(rule.path, f"`{metric}` is measured on a column; move it to the column's `quality`")
            case "sql", _:
                yield _sql(rule, "table", "")
            case _:
                yield _foreign(rule)


def _foreign(rule: QualityRule) -> Gap:
    reasons = {
        "text": "it is prose; write it as a library metric or as SQL to have it checked",
        "custom": "rules of other engines are not run; write it as a library metric or as SQL",
    }
    return Gap(rule.path, reasons.get(rule.kind, f"there is no metric `{rule.metric}`"))


def _limit(rule: QualityRule) -> Limit:
    return Limit(rule.operator, rule.threshold, rule.unit)


def _title(rule: QualityRule, what: str) -> str:
    limit = limit_in_words(rule.operator, rule.threshold)
    return f"{_COUNTED.get(rule.metric, '{}').format(what)} must {limit}" + (
        " percent" if rule.unit == "percent" else ""
    )


def _table_rule(rule: QualityRule, label: str, title: str, check: Check, column: str = "") -> Draft:
    if not rule.operator:
        return Gap(rule.path, "it has no operator, such as `mustBe: 0`")
    return Rule(
        id=f"{label}.{rule.name}",
        path=rule.path,
        title=title,
        scope="table",
        severity=rule.severity,
        check=check,
        dimension=rule.dimension or _DIMENSIONS.get(rule.metric, ""),
        column=column,
    )


def _tolerates_none(rule: QualityRule) -> bool:
    """Tell whether the only count of rows that keeps the limit is 0."""
    limits = rule.threshold if isinstance(rule.threshold, list | tuple) else [rule.threshold]
    if not all(map(_is_number, limits)) or not limits:
        return False
    least_broken = 1 if rule.unit == "rows" else 0
    match rule.operator:
        case "mustBe":
            return bool(limits[0] == 0)
        case "mustBeLessThan":
            return bool(0 < limits[0] <= least_broken)
        case "mustBeLessOrEqualTo":
            return bool(limits[0] == 0 or 0 < limits[0] < least_broken)
        case "mustBeBetween":
            return bool(limits[0] <= 0 and (limits[1] == 0 or 0 < limits[1] < least_broken))
    return False


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _counted(rule: QualityRule, spot: Spot) -> Draft:
    operand: Any = dict(rule.arguments)
    if rule.metric == "missingValues":
        operand = tuple(rule.arguments.get("missingValues") or (None, ""))
    check = Check(kind=_KINDS[rule.metric], operand=operand, steps=spot.steps, limit=_limit(rule))
    title = _title(rule, f"`{spot.label}`")
    draft = _table_rule(rule, spot.label, title, check, spot.top.name)
    if isinstance(draft, Rule) and _tolerates_none(rule):
        draft = _of_scope(draft, "row")
    return askable(draft, spot) if isinstance(draft, Rule) else draft


def _of_scope(rule: Rule, scope: Any) -> Rule:
    return Rule(**{**vars(rule), "scope": scope})


def _table_duplicates(rule: QualityRule, table: Table) -> Iterator[Draft]:
    names = rule.arguments.get("properties") or ()
    found = [way_to(table.columns, str(name)) for name in names]
    if not names or None in found:
        yield Gap(rule.path, "it does not name columns of the table under `arguments.properties`")
        return
    yield from _duplicates(rule, "table", [spot for spot in found if spot])


def _duplicates(rule: QualityRule, label: str, spots: Sequence[Spot]) -> Iterator[Draft]:
    if any(spot.in_members for spot in spots):
        yield Gap(rule.path, "a row holds several of these values, so that no one of them is its key")
        return
    check = Check(kind="unique", columns=tuple(spot.way for spot in spots), limit=_limit(rule))
    title = _title(rule, " and ".join(f"`{spot.label}`" for spot in spots))
    draft = _table_rule(rule, label, title, check, spots[0].top.name)
    yield _of_scope(draft, "key") if isinstance(draft, Rule) and _tolerates_none(rule) else draft


def _sql(rule: QualityRule, label: str, column: str) -> Draft:
    if not rule.query:
        return Gap(rule.path, "it has no `query`")
    check = Check(kind="sql", operand=(rule.query, column), limit=_limit(rule))
    draft = _table_rule(
        rule, label, rule.description.rstrip(".") or _title(rule, f"The query `{rule.name}`"), check, column
    )
    if isinstance(draft, Rule) and draft.severity == "error" and _tolerates_none(rule):
        return _of_scope(draft, "row") if _counts_rows(rule.query, column) else draft
    return draft


def _counts_rows(query: str, column: str) -> bool:
    from governance.sql import counts_rows  # the parser is for those who have SQL to read

    return counts_rows(query, column)


def way_to(columns: tuple[Column, ...], label: str) -> Spot | None:
    """Return the column of that name, or the one nested in objects that `a.b` leads to."""
    tops: Mapping[str, Column] = {column.name: column for column in columns}
    if label in tops:
        return Spot.of(tops[label])
    head, *rest = label.split(".")
    spot = Spot.of(tops[head]) if head in tops else None
    for name in rest:
        spot = next((one for one in spot.inside() if one.steps[-1] == Step("field", name)), None) if spot else None
    return spot
