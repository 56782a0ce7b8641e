"""Keys: unique columns, the primary key, and references to other ports' keys.

A key with a null in it equals no other and refers to nothing (SQL's MATCH SIMPLE); a primary key has no nulls.
"""

from collections.abc import Iterator

from governance.checks.model import Check, Rule
from governance.checks.rules.draft import Draft, Gap, Spot
from governance.checks.rules.metrics import way_to
from governance.contracts.model import ForeignKey, Table

__all__ = ["foreign_key_drafts", "primary_key_drafts", "unique_drafts"]


def unique_drafts(spot: Spot) -> Iterator[Draft]:
    """Yield what `unique: true` asks."""
    path = (*spot.column.path, "unique")
    if not spot.column.unique:
        return
    if spot.in_members:
        yield Gap(path, "a row holds several of these values, so that no one of them is its key")
        return
    yield Rule(
        id=f"{spot.label}.unique",
        path=path,
        title=f"No two rows have the same `{spot.label}`",
        scope="key",
        check=Check(kind="unique", columns=(spot.way,)),
        dimension="uniqueness",
        column=spot.top.name,
    )


def primary_key_drafts(table: Table) -> Iterator[Draft]:
    """Yield what the primary key asks, as one rule over all of its columns."""
    keyed = [column for name in table.primary_key if (column := table.column(name))]
    if not keyed:
        return
    places = [(*column.path, key) for column in keyed for key in ("primaryKey", "primaryKeyPosition")]
    yield Rule(
        id="table.primary_key",
        path=places[0],
        covers=tuple(places[1:]),
        title="No two rows have the same " + " and ".join(f"`{column.name}`" for column in keyed),
        scope="key",
        check=Check(kind="unique", columns=tuple(Spot.of(column).way for column in keyed)),
        dimension="uniqueness",
        column=keyed[0].name,
    )


def foreign_key_drafts(table: Table) -> Iterator[Draft]:
    """Yield what the relationships ask of each row."""
    for key in table.foreign_keys:
        spots = [way_to(table.columns, name) for name in key.columns]
        problem = _problem(key, spots, table)
        yield Gap(key.path, problem) if problem else _references(key, [spot for spot in spots if spot])


def _problem(key: ForeignKey, spots: list[Spot | None], table: Table) -> str:
    if not spots or None in spots:
        return "it names a column that the table does not have"
    if any(spot.in_members for spot in spots if spot):
        return "a row holds several of these values, so that no one of them is its key"
    if len(key.references) != len(key.columns):
        return "it names more columns on one side than on the other"
    if not key.table and None in [way_to(table.columns, name) for name in key.references]:
        return "it refers to a column that the table does not have"
    if any("." in name for name in key.references if not table.column(name)):
        return "it refers to a column inside an object, which is no key"
    return ""


def _references(key: ForeignKey, spots: list[Spot]) -> Rule:
    label = "_".join(spot.label for spot in spots)
    target = f"{key.table}.{'+'.join(key.references)}" if key.table else f"{'+'.join(key.references)} of this table"
    return Rule(
        id=f"{label}.references",
        path=key.path,
        title=" and ".join(f"`{spot.label}`" for spot in spots) + f" is a `{target}`",
        scope="row",
        check=Check(kind="references", columns=tuple(spot.way for spot in spots), foreign_key=key),
        dimension="consistency",
        column=spots[0].top.name,
    )
