"""The table: its key, partitions, relationships and row filters."""

from collections.abc import Iterator

from governance.contracts.compare.change import Change
from governance.contracts.compare.differ import Place, at_path, breaking, safe, warning
from governance.contracts.model import Contract, ForeignKey

__all__ = ["table_changes"]


def table_changes(old: Contract, new: Contract) -> Iterator[Change]:
    """Yield what changed about the table as a whole."""
    yield from _key_changes(old, new)
    if old.table.partition != new.table.partition:
        values = (list(old.table.partition), list(new.table.partition))
        message = f"The table is partitioned by {_columns(new.table.partition)}, not by {_columns(old.table.partition)}"
        yield warning("partition-changed", Place(new.table.path), values, message, "operations")
    yield from _relationship_changes(old, new)
    yield from _filter_changes(old, new)
    grain = "dataGranularityDescription"
    before, after = at_path(old, old.table.path).get(grain), at_path(new, new.table.path).get(grain)
    if before and before != after:
        place = Place((*new.table.path, grain))
        yield breaking("granularity-changed", place, (before, after), f"One row was `{str(before)[:80]}`")
    elif before != after:
        yield safe(
            "documentation-changed", Place((*new.table.path, grain)), (before, after), "The grain is described now"
        )


def _columns(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "nothing"


def _key_changes(old: Contract, new: Contract) -> Iterator[Change]:
    before, after = old.table.primary_key, new.table.primary_key
    if before == after:
        return
    place, values = Place(new.table.path), (list(before), list(after))
    if not before:
        yield safe("uniqueness-tightened", place, values, f"{_columns(after)} tells rows apart now")
    else:
        message = f"The primary key was {_columns(before)} and is {_columns(after)}"
        yield breaking("primary-key-changed", place, values, message)


def _relationship_changes(old: Contract, new: Contract) -> Iterator[Change]:
    before = {_target(key): key for key in old.table.foreign_keys}
    after = {_target(key): key for key in new.table.foreign_keys}
    for text, key in before.items():
        if text not in after:
            place = Place(key.path, key.columns[0])
            yield warning("relationship-loosened", place, (text, None), f"{text} is not promised any more")
    for text, key in after.items():
        if text not in before:
            place = Place(key.path, key.columns[0])
            yield safe("relationship-tightened", place, (None, text), f"{text} is promised now")


def _target(key: ForeignKey) -> str:
    return f"{_columns(key.columns)} in `{key.table or 'itself'}` ({_columns(key.references)})"


def _filter_changes(old: Contract, new: Contract) -> Iterator[Change]:
    before = {(one.column, one.attribute): one for one in old.table.row_filters}
    after = {(one.column, one.attribute): one for one in new.table.row_filters}
    for key, one in after.items():
        if key not in before:
            message = f"Readers see only rows whose `{one.column}` is in their `{one.attribute}`"
            yield breaking("row-filter-added", Place(one.path, one.column), (None, one.attribute), message)
    for key, one in before.items():
        if key not in after:
            message = f"Rows are no longer filtered by `{one.column}`"
            place = Place(one.path, one.column)
            yield warning("row-filter-removed", place, (one.attribute, None), message, "governance")
