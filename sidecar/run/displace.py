"""Rows that make way: copy-on-write of the files that hold a key that comes anew, or a moment inside the run's range.

Bounds rule files out first; of the others only those are written anew in which such a row really is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from governance.checks import CheckPlan, key_check
from governance.errors import Conflict
from governance.sql.quoting import identifier, string
from sidecar.backends.duck import Connection, DataFile, SplitResult, Staying, Target
from sidecar.backends.duck.files import write
from sidecar.backends.tables import LiveFile, WriteMode, local_path
from sidecar.run.intent import Intent
from sidecar.run.standing import Standing, key_columns

__all__ = ["Displaced", "RunFiles", "displace", "going", "rewrite", "staying_of"]

_FILE = "_trellis_file"


@dataclass(frozen=True, kw_only=True)
class Displaced:
    """Files that are shown no more, the `rewritten` ones with what stays of them, and the relation of the rows that went."""

    dropped: tuple[LiveFile, ...] = ()
    rewritten: tuple[DataFile, ...] = ()
    rows: int = 0
    gone: str = ""


@dataclass(frozen=True, kw_only=True)
class RunFiles:
    """What a run wrote for a port: its rows parted into good and bad, and what stays of files whose rows made way.

    `types` is SQL for what the texts of a diverted row were.
    """

    result: SplitResult
    displaced: Displaced = field(default_factory=Displaced)
    types: str = "NULL"

    @property
    def new(self) -> tuple[DataFile, ...]:
        """The files to be shown that were not there before."""
        return (*self.result.good, *self.displaced.rewritten)


def staying_of(connection: Connection, plan: CheckPlan, intent: Intent, standing: Standing) -> Staying:
    """Return how to find the rows that stay in the table and could have a key of the new ones.

    Under `upsert` a row with a primary key that comes anew goes, so its other keys are free.
    """

    def staying(rule: str, new: str) -> str:
        columns = key_columns(plan, rule)
        if intent.mode is WriteMode.UPSERT and set(intent.key) <= set(columns):
            return ""
        files = standing.reaching(connection, columns, new)
        if not files:
            return ""
        relation = standing.pinned.only(files).relation
        if intent.mode is WriteMode.UPSERT:
            return f"(SELECT o.* FROM {relation} AS o ANTI JOIN {new} AS n ON {_meet(intent.key)})"
        if intent.span is not None:
            return f"(SELECT * FROM {relation} WHERE {intent.span.inside} IS NOT TRUE)"
        return relation

    return staying


def displace(
    connection: Connection,
    plan: CheckPlan,
    intent: Intent,
    standing: Standing,
    *,
    good: Sequence[DataFile],
    target: Target,
) -> Displaced:
    """Write what stays of the files whose rows make way for the `good` ones into `target`.

    Raises `Conflict` when a row that stays has a key, other than the primary one, of a good row, as happens when the row
    that was to take its place was diverted.
    """
    if intent.mode is WriteMode.RANGE and intent.span is not None:
        inside = intent.span.inside
        ends = (intent.span.least, intent.span.beyond - 1)
        sides = (f"WHERE {inside}", f"WHERE {inside} IS NOT TRUE")
        gone = going(connection, standing, standing.between(intent.span.column, *ends), sides[0])
        return rewrite(connection, standing, gone, sides, target)
    if intent.mode is not WriteMode.UPSERT or not good or not standing.files:
        return Displaced()
    written = f"read_parquet([{', '.join(string(file.path) for file in good)}], hive_partitioning = false)"
    key = intent.key
    keys = f"(SELECT {', '.join(map(identifier, key))} FROM {written})"
    sides = (f"SEMI JOIN {keys} AS n ON {_meet(key)}", f"ANTI JOIN {keys} AS n ON {_meet(key)}")
    _check_other_keys(connection, plan, standing, written, sides[1], key)
    gone = going(connection, standing, standing.reaching(connection, key, written), sides[0])
    return rewrite(connection, standing, gone, sides, target)


def _meet(key: Sequence[str]) -> str:
    return " AND ".join(f"o.{identifier(name)} = n.{identifier(name)}" for name in key)


def going(
    connection: Connection, standing: Standing, candidates: Sequence[LiveFile], goes: str
) -> Mapping[LiveFile, int]:
    """Return the files in which rows go, each with how many; `goes` stands after the rows, which it may call `o`.

    Raises `Conflict` when the files are not those that the table's metadata names.
    """
    if not candidates:
        return {}
    relation = standing.pinned.only(candidates).read(file_column=_FILE)
    counted = f"SELECT {_FILE}, count(*) FROM {relation} AS o {goes} GROUP BY {_FILE}"
    found = dict(connection.execute(counted).fetchall())
    named = {local_path(file.data.file_path): file for file in candidates}
    if not found.keys() <= named.keys():
        raise _not_as_told()
    return {file: found[path] for path, file in named.items() if path in found}


def rewrite(
    connection: Connection, standing: Standing, gone: Mapping[LiveFile, int], sides: tuple[str, str], target: Target
) -> Displaced:
    """Write what stays of files in which rows are `going` into `target`; `sides` say which rows go and which stay.

    Raises `Conflict` when what was written is not as many rows as stay.
    """
    if not gone:
        return Displaced()
    goes, stays = sides
    partly = [file for file, rows in gone.items() if rows < file.rows]
    kept = f"SELECT o.* FROM {standing.pinned.only(partly).relation} AS o {stays}"
    rewritten = write(connection, kept, target) if partly else ()
    rows = sum(gone.values())
    if sum(file.rows for file in rewritten) != sum(file.rows for file in gone) - rows:
        raise _not_as_told()
    selected = f"(SELECT o.* FROM {standing.pinned.only([*gone]).relation} AS o {goes})"
    return Displaced(dropped=tuple(gone), rewritten=rewritten, rows=rows, gone=selected)


def _not_as_told() -> Conflict:
    return Conflict("The files of the table are not what its metadata says", hint="`trellis doctor` looks at them")


def _check_other_keys(
    connection: Connection, plan: CheckPlan, standing: Standing, written: str, stays: str, key: Sequence[str]
) -> None:
    for rule in plan.of_scope("key"):
        columns = key_columns(plan, rule.id)
        if set(key) <= set(columns) or not rule.diverts:
            continue
        files = standing.reaching(connection, columns, written)
        kept = f"(SELECT o.* FROM {standing.pinned.only(files).relation} AS o {stays})"
        new, old = (key_check(plan, rule, relation=relation) for relation in (written, kept))
        names = ", ".join(f"k{at}" for at in range(new.width))
        both = f"SELECT count(*) FROM ({new.rows}) SEMI JOIN ({old.rows}) USING ({names})"
        ((clashes,),) = connection.execute(both).fetchall() if files else ((0,),)
        if clashes:
            raise Conflict(
                f"{clashes:,} rows have a key that another row keeps: {rule.title}",
                hint="the row that was to take its place was diverted; mend it, and run again",
                slug="contract-broken",
            )
