"""Whether an example speaks of what the product has: its inputs, ports, columns and rules, and all of its inputs."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from governance.checks import CheckPlan
from governance.descriptors import ProductFolder
from governance.documents import Path, suggestion
from governance.findings import Finding
from sidecar.examples.read import Example

__all__ = ["check_names", "keys_of"]


def keys_of(plans: Sequence[CheckPlan]) -> Mapping[str, tuple[str, ...]]:
    """Return the columns of each other port that foreign keys of these plans lead to."""
    found: dict[str, dict[str, None]] = {}
    for rule in (rule for plan in plans for rule in plan.rules):
        if rule.check.foreign_key and rule.check.foreign_key.table:
            found.setdefault(rule.check.foreign_key.table, {}).update(dict.fromkeys(rule.check.foreign_key.references))
    return {port: tuple(columns) for port, columns in found.items()}


def check_names(example: Example, product: ProductFolder, plans: Mapping[str, CheckPlan]) -> Iterator[Finding]:
    """Yield what an example names and the product does not have, and what it leaves out."""
    tested = [plans[table] for table in example.tables if table in plans]
    yield from _given(example, product)
    yield from _references(example, keys_of(list(plans.values())), keys_of(tested))
    yield from _expected(example, plans)


def _given(example: Example, product: ProductFolder) -> Iterator[Finding]:
    inputs = [port.name for port in product.descriptor.inputs] if product.descriptor else []
    yield from _unknown(example, ("given",), example.given, inputs, "is no input of the product")
    for name in inputs:
        if name not in example.given:
            message, fix = f"The input `{name}` is given no rows", f"add `{name}: […]`, or `{name}: []` for none"
            yield example.document.finding("TRL704", message, ("given",), fix=fix)
        elif name in product.expectations:
            columns = [column.name for column in product.expectations[name].table.columns]
            trouble = f"is no column that the product relies on from `{name}`"
            other = f"add it to `expectations/{name}.yaml`, or remove it"
            yield from _columns(example, ("given", name), columns, trouble=trouble, otherwise=other)


def _references(
    example: Example, known: Mapping[str, tuple[str, ...]], needed: Mapping[str, tuple[str, ...]]
) -> Iterator[Finding]:
    yield from _unknown(example, ("references",), example.references, list(known), "is no port that a key leads to")
    for port, keys in known.items():
        trouble = f"is no key of `{port}` that the contract refers to"
        yield from _columns(example, ("references", port), keys, trouble=trouble, otherwise="")
    for port, keys in needed.items():
        if port not in example.references:
            row = ", ".join(f"{key}: …" for key in keys)
            message = f"The contract refers to `{port}`, and the example gives none of its keys"
            yield example.document.finding("TRL704", message, ("references",), fix=f"add `{port}: [{{{row}}}]`")


def _expected(example: Example, plans: Mapping[str, CheckPlan]) -> Iterator[Finding]:
    for part, lists in (("expect", example.expect), ("quarantine", example.quarantine)):
        yield from _unknown(example, (part,), lists, list(plans), "is no output port of the product")
    if not example.tables:
        fix = f"add `{next(iter(plans), '<port>')}: […]`"
        yield example.document.finding("TRL704", "The example expects nothing of any port", ("expect",), fix=fix)
    for table, plan in plans.items():
        columns = [column.name for column in plan.columns]
        trouble = f"is no column of `{table}`"
        yield from _columns(example, ("expect", table), columns, trouble=trouble, otherwise="")
        for at in range(len(example.quarantine.get(table, ()))):
            path: Path = ("quarantine", table, at)
            row = example.document.value((*path, "row")) or {}
            yield from _unknown(example, (*path, "row"), row, columns, trouble)
        yield from _reasons(example, table, [rule.id for rule in plan.of_scope("row", "key")])


def _reasons(example: Example, table: str, rules: Collection[str]) -> Iterator[Finding]:
    """A reason that many entries have in common is told once."""
    known = set(rules)
    for at, entry in enumerate(example.quarantine.get(table, ())):
        for position, reason in enumerate(entry["reasons"]):
            if reason not in known:
                known.add(reason)
                message = f"`{reason[:80]}` is no rule on the rows of `{table}`"
                own = [rule for rule in rules if rule.partition(".")[0] == reason.partition(".")[0]]
                fix = suggestion(reason, rules, otherwise=f"write one of {_listed(own or rules)}")
                place: Path = ("quarantine", table, at, "reasons", position)
                yield example.document.finding("TRL703", message, place, fix=fix)


def _columns(
    example: Example, path: Path, known: Collection[str], *, trouble: str, otherwise: str
) -> Iterator[Finding]:
    """A name that many rows have in common is told once."""
    seen: set[str] = set()
    for at, row in enumerate(example.document.value(path) or ()):
        fresh = {name: None for name in row if name not in seen}
        seen.update(row)
        yield from _unknown(example, (*path, at), fresh, known, trouble, otherwise)


def _unknown(
    example: Example, path: Path, named: Mapping[str, Any], known: Collection[str], trouble: str, otherwise: str = ""
) -> Iterator[Finding]:
    for name in named:
        if name not in known:
            fix = suggestion(name, known, otherwise=otherwise or f"write one of {_listed(known)}")
            message = f"`{name[:80]}` {trouble}"
            yield example.document.finding("TRL703", message, (*path, name), fix=fix, of_key=True)


def _listed(names: Collection[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in list(names)[:20])
    return (shown or "none: there is none") + (f" and {len(names) - 20} more" if len(names) > 20 else "")
