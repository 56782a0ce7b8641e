"""All rules of a table under their final names, with their bits; and all gaps."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from governance.checks.model import Check, Rule
from governance.checks.rules.columns import column_drafts, spots
from governance.checks.rules.draft import Draft, Gap
from governance.checks.rules.keys import foreign_key_drafts, primary_key_drafts, unique_drafts
from governance.checks.rules.metrics import column_metrics, table_metrics
from governance.checks.rules.service_levels import service_level_drafts
from governance.contracts.model import ServiceLevel, Table

__all__ = ["Assembled", "assemble"]


@dataclass(frozen=True)
class Assembled:
    """The rules of a table, and the clauses that cannot be one."""

    rules: tuple[Rule, ...]
    gaps: tuple[Gap, ...]


def assemble(table: Table, levels: Sequence[ServiceLevel]) -> Assembled:
    """Compile every clause that asks something of the data."""
    drafts = list(_drafts(table, levels))
    rules = [draft for draft in drafts if isinstance(draft, Rule)]
    gaps = [draft for draft in drafts if isinstance(draft, Gap)]
    return Assembled(tuple(_with_bits(_named(rules))), tuple(gaps))


def _drafts(table: Table, levels: Sequence[ServiceLevel]) -> Iterator[Draft]:
    for spot in spots(table.columns):
        yield from column_drafts(spot)
        yield from unique_drafts(spot)
        yield from column_metrics(spot)
    yield from primary_key_drafts(table)
    yield from foreign_key_drafts(table)
    yield from table_metrics(table)
    yield from service_level_drafts(table, levels)
    yield from _columns(table)


def _columns(table: Table) -> Iterator[Rule]:
    asked = {"missing_columns": "Every declared column is there", "undeclared_columns": "Every column is declared"}
    for name, title in asked.items():
        path = (*table.path, "properties")
        check = Check(kind=name)
        yield Rule(id=f"table.{name}", path=path, title=title, scope="table", check=check, dimension="conformity")


def _named(rules: Iterable[Rule]) -> Iterator[Rule]:
    """Number the names that are taken: a column called `a.b` and a field `b` of `a` may both be required."""
    taken: set[str] = set()
    for rule in rules:
        name, number = rule.id, 2
        while name in taken:
            name, number = f"{rule.id}_{number}", number + 1
        taken.add(name)
        yield replace(rule, id=name)


def _with_bits(rules: Iterable[Rule]) -> Iterator[Rule]:
    bit = 0
    for rule in rules:
        if rule.scope == "table":
            yield rule
        else:
            yield replace(rule, bit=bit)
            bit += 1
