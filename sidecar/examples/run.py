"""The rows of an example, taken through the transform, the checks and the split of a real run.

SQL runs in an engine that holds nothing but the example and reaches no file but its own scratch. A transform in Python is
the team's own code, and runs in this process with all that this process may do.
"""

import contextlib
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from governance.checks import CheckPlan, classify, convert
from governance.descriptors import ProductFolder
from governance.sql import GovernedTable, Relation
from governance.sql.quoting import string
from sidecar.backends.duck import (
    Connection,
    DataFile,
    Rows,
    SplitResult,
    Target,
    columns_of,
    open_connection,
    said_plainly,
    split,
)
from sidecar.examples.read import MOST_ROWS
from sidecar.examples.rows import values_of
from sidecar.run.transform import Made, Setting, make

__all__ = ["Came", "SetAside", "bench", "came_of", "hold", "made_of", "split_rows"]

_MEMORY = 256 << 20  # bytes


@dataclass(frozen=True, kw_only=True)
class SetAside:
    """A row that was diverted: its values as far as they convert, and the ids of the rules that it broke.

    `texts` is the row as the transform made it.
    """

    values: Mapping[str, Any]
    texts: Mapping[str, str | None]
    reasons: frozenset[str]

    @property
    def shown(self) -> dict[str, Any]:
        """The values, and the text of each that does not convert."""
        return {name: self.texts.get(name) if value is None else value for name, value in self.values.items()}


@dataclass(frozen=True, kw_only=True)
class Came:
    """What came of an example for one table."""

    published: list[dict[str, Any]]
    set_aside: list[SetAside]


@contextlib.contextmanager
def bench() -> Iterator[tuple[Connection, str]]:
    """Yield an empty engine of 256 MiB and one thread, and the only folder that it reaches; both go with the block."""
    with tempfile.TemporaryDirectory(prefix="trellis-example-") as scratch:
        connection = open_connection(memory_bytes=_MEMORY, threads=1, temp_dir=scratch, folders=[])
        try:
            yield connection, scratch
        finally:
            connection.close()


def made_of(connection: Connection, product: ProductFolder, table: str, given: Mapping[str, str]) -> Made:
    """Return what the product's transform makes of its inputs, which are `given` as relations by name; raises `Invalid`.

    What a transform in Python prints goes to the standard error, so that it cannot mix with findings.
    """
    relations: dict[str, Relation | GovernedTable] = {}
    inputs = product.descriptor.inputs if product.descriptor else ()
    for port in inputs:
        columns = tuple(columns_of(connection, given[port.name]).items())
        name = port.name if port.source else port.contract_id
        relation = Relation(name=name, columns=columns, sql=given[port.name])
        relations[port.name] = relation if port.source else GovernedTable.open(relation)
    with contextlib.redirect_stdout(sys.stderr):
        return make(
            product.files,
            table,
            inputs=inputs,
            relations=relations,
            connection=connection,
            setting=Setting(mask_key=b""),
        )


def hold(connection: Connection, made: Made, table: str) -> int:
    """Put what was made into a new `table`, at most one row more than an example may make; return how many there are."""
    with contextlib.redirect_stdout(sys.stderr), said_plainly():
        connection.execute(f"CREATE TABLE {table} AS SELECT * FROM {made.relation} LIMIT {MOST_ROWS + 1}")
        ((rows,),) = connection.execute(f"SELECT count(*) FROM {table}").fetchall()
    return int(rows)


def split_rows(
    connection: Connection,
    plan: CheckPlan,
    made: Made,
    *,
    parents: Mapping[str, str],
    now: datetime,
    folder: str,
) -> SplitResult:
    """Judge what was made row by row, and write the rows that are kept and those that are not below `folder`."""
    columns = columns_of(connection, made.relation)
    classified = classify(plan, source=made.relation, source_columns=columns, parents=parents, now=now)
    typed = convert(plan, source=made.relation, source_columns=columns)
    rows = Rows(classified=classified, typed=typed, row_wise=made.row_wise)
    return split(connection, plan, rows, good=Target(folder=f"{folder}/good"), bad=Target(folder=f"{folder}/bad"))


def came_of(connection: Connection, plan: CheckPlan, result: SplitResult) -> Came:
    """Read back what was split."""
    names = [column.name for column in plan.columns]
    rows = _read(connection, result.bad)
    return Came(
        published=_read(connection, result.good),
        set_aside=[
            SetAside(
                values={name: row[name] for name in names},
                texts=json.loads(row["_row"]),
                reasons=frozenset(row["_reasons"]),
            )
            for row in rows
        ],
    )


def _read(connection: Connection, files: Sequence[DataFile]) -> list[dict[str, Any]]:
    if not files:
        return []
    paths = ", ".join(string(file.path) for file in files)
    return values_of(connection, f"read_parquet([{paths}], hive_partitioning = false)")
