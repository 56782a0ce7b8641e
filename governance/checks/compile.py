"""From a contract to everything that is asked of its data."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from governance.checks.aggregate import compile_sql
from governance.checks.model import CheckPlan, Rule
from governance.checks.report import report
from governance.checks.rules import Gap, assemble
from governance.contracts.model import Contract, ServiceLevel, Table, walk
from governance.contracts.types import Kind
from governance.errors import Invalid, TrellisError
from governance.names import is_kept

__all__ = ["compile_checks", "compile_table"]


def compile_checks(contract: Contract) -> CheckPlan:
    """Return the rules of a contract, and for every clause of its document what is done about it.

    The same contract gives an equal plan. Raises `Invalid` for a table that no engine can hold.
    """
    return compile_table(contract.table, levels=contract.service_levels, document=contract.document)


def compile_table(
    table: Table, *, levels: Sequence[ServiceLevel] = (), document: Mapping[str, Any] | None = None
) -> CheckPlan:
    """Return the rules of a table, such as what a consumer expects of an input, with the service levels given beside it."""
    _refuse_impossible(table)
    made = assemble(table, levels)
    gaps = [*made.gaps, *_unsafe_queries(table, made.rules)]
    refused = {gap.path for gap in gaps}
    rules = tuple(rule for rule in made.rules if rule.path not in refused)
    return CheckPlan(table=table.name, columns=table.columns, rules=rules, clauses=report(document or {}, rules, gaps))


def _unsafe_queries(table: Table, rules: Sequence[Rule]) -> Iterator[Gap]:
    for rule in rules:
        if rule.check.kind == "sql":
            try:
                compile_sql(table.columns, rule, '"checked"')
            except TrellisError as fault:
                yield Gap(rule.path, fault.message + (f"; {fault.hint}" if fault.hint else ""))


def _refuse_impossible(table: Table) -> None:
    """Refuse what no classified row could hold; names differ for every engine only if they differ without case."""
    seen: set[str] = set()
    for column in table.columns:
        if is_kept(column.name):
            raise Invalid(
                f"The column name `{column.name}` is used by the checks", hint="call the column something else"
            )
        if column.name.lower() in seen:
            raise Invalid(f"Two columns are called `{column.name}`, case aside", hint="rename one of them")
        seen.add(column.name.lower())
    if not table.columns:
        raise Invalid(f"The table `{table.name}` has no columns", hint="declare at least one under `properties`")
    for column in walk(table.columns):
        if column.type.kind is Kind.OBJECT and not column.type.fields:
            raise Invalid(
                f"The object `{column.name}` has no properties", hint="declare at least one, or make it a map"
            )
