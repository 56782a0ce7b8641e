"""Foreign keys: the source is joined to the distinct keys of each parent, so that no row is multiplied."""

from collections.abc import Mapping
from dataclasses import dataclass

from governance.checks.layers import Layers
from governance.checks.model import CheckPlan, Rule
from governance.contracts.model import ForeignKey
from governance.errors import Invalid
from governance.sql.quoting import identifier

__all__ = ["Joined", "dangling", "joined"]


@dataclass(frozen=True)
class Joined:
    """Text that follows a FROM, and for each rule SQL that is true where a key has no parent."""

    sql: str
    missing: Mapping[str, str]


def joined(plan: CheckPlan, layers: Layers, parents: Mapping[str, str]) -> Joined:
    """Return the joins to all parents; raise `Invalid` when one is not given."""
    texts, missing = [], {}
    rules = [rule for rule in plan.rules if rule.check.kind == "references"]
    for number, rule in enumerate(rules):
        key = rule.check.foreign_key
        if key is None:
            continue
        values = [layers.value(way) for way in rule.check.columns]
        names = [f"r{number}_{at}" for at in range(len(values))]
        relation = _parent(plan, layers, parents, key)
        columns = zip(key.references, values, names, strict=True)
        cast = ", ".join(f"TRY_CAST({identifier(column)} AS {value.type}) AS {name}" for column, value, name in columns)
        present = " AND ".join(f"{name} IS NOT NULL" for name in names)
        distinct = f"SELECT DISTINCT *, true AS r{number} FROM (SELECT {cast} FROM {relation}) WHERE {present}"
        meet = " AND ".join(f"{name} = {value.sql}" for name, value in zip(names, values, strict=True))
        texts.append(f" LEFT JOIN ({distinct}) ON {meet}")
        given = " AND ".join(f"{value.sql} IS NOT NULL" for value in values)
        missing[rule.id] = f"({given} AND r{number} IS NULL)"
    return Joined("".join(texts), missing)


def _parent(plan: CheckPlan, layers: Layers, parents: Mapping[str, str], key: ForeignKey) -> str:
    if key.table:
        if key.table not in parents:
            raise Invalid(
                f"There is no relation for `{key.table}`, which `{plan.table}` refers to",
                hint="pin that port and give its relation",
            )
        return parents[key.table]
    own = {read.column.name: read.value.sql for read in layers.reads}
    names = sorted(set(key.references))
    chosen = ", ".join(f"{own[name]} AS {identifier(name)}" for name in names)
    rows = f"SELECT {chosen} FROM ({layers.sql})"
    if "" in parents:
        rows += f" UNION ALL SELECT {', '.join(map(identifier, names))} FROM {parents['']}"
    return f"({rows})"


def dangling(rule: Rule, layers: Layers, relation: str) -> str:
    """Return SQL for the number of rows of `relation` (typed) whose reference into `relation` itself leads nowhere."""
    key = rule.check.foreign_key
    if key is None:
        return "0"
    values = [layers.value(way) for way in rule.check.columns]
    given = " AND ".join(f"{value.sql} IS NOT NULL" for value in values)
    pairs = zip(key.references, values, strict=True)
    meet = " AND ".join(f"p.{identifier(column)} = {value.sql}" for column, value in pairs)
    return f"(SELECT count(*) FROM ({layers.sql}) WHERE {given} AND NOT EXISTS (SELECT 1 FROM {relation} AS p WHERE {meet}))"
