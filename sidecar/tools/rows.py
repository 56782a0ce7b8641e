"""Rows for another engine to judge, as one Parquet file with the contract's columns and types."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from governance.checks import CheckPlan, classify, compile_checks, convert
from governance.contracts import Contract
from governance.descriptors import ProductFolder
from governance.errors import Conflict, Invalid
from governance.sql.quoting import identifier, string
from sidecar.backends.duck import Connection, columns_of, open_connection, said_plainly
from sidecar.sources import read
from sidecar.tools.child import scratch

__all__ = ["Given", "rows_of_examples", "rows_of_file"]

_MEMORY = 1 << 30  # bytes
_FORMATS = {".csv": "csv", ".json": "json", ".ndjson": "json", ".jsonl": "json", ".parquet": "parquet"}


@dataclass(frozen=True)
class Given:
    """The file, how many rows it has, and how many of them hold a value that is not of its column's type, and lack it."""

    path: str
    rows: int
    unconverted: int


@contextmanager
def rows_of_file(contract: Contract, path: str) -> Iterator[Given]:
    """Yield the rows of a CSV, JSON or Parquet file, converted as a run converts them; undeclared columns stay as they are."""
    kind = _FORMATS.get(os.path.splitext(path)[1].lower())
    if not kind:
        raise Invalid(f"`{path}` is in no format that is known by its name", hint="hand in .parquet, .csv or .json")
    if not os.path.isfile(path):
        raise Invalid(f"There is no file `{path}`", hint="name a file that is there")
    full = os.path.realpath(path)
    with _engine([os.path.dirname(full)]) as (connection, folder):
        yield _written(connection, compile_checks(contract), read([full], kind=kind, options={}), folder)


@contextmanager
def rows_of_examples(product: ProductFolder, table: str) -> Iterator[Given]:
    """Yield the rows that the product's own tests expect to be published to `table`; raise `Conflict` if there are none."""
    from sidecar.examples.read import read_example
    from sidecar.examples.rows import place_rows
    from sidecar.examples.written import Written

    contract = product.contracts[table]
    columns = contract.table.columns
    with _engine([]) as (connection, folder):
        relations = []
        for number, (file, text) in enumerate(sorted(product.tests.items())):
            example, _ = read_example(text, product.name(file))
            if example and example.expect.get(table):
                written = Written(example.document)
                rows = [written.row(("expect", table, at)) for at in range(len(example.expect[table]))]
                with said_plainly():
                    relations.append(place_rows(connection, f"example_{number}", columns, rows).relation)
        if not relations:
            hint = "hand in rows with `--data FILE`, or write tests for the product"
            raise Conflict(f"No test of the product expects rows of `{table}`", hint=hint)
        union = " UNION ALL ".join(f"SELECT * FROM {one}" for one in relations)
        yield _written(connection, compile_checks(contract), f"({union})", folder)


@contextmanager
def _engine(folders: Sequence[str]) -> Iterator[tuple[Connection, str]]:
    with scratch() as folder:
        connection = open_connection(memory_bytes=_MEMORY, threads=2, temp_dir=folder, folders=[*folders, folder])
        try:
            yield connection, folder
        finally:
            connection.close()


def _written(connection: Connection, plan: CheckPlan, source: str, folder: str) -> Given:
    columns = columns_of(connection, source)
    path = os.path.join(folder, "given.parquet")
    with said_plainly():
        connection.execute(f"COPY ({_select(plan, source, columns)}) TO {string(path)} (FORMAT parquet)")
        ((rows,),) = connection.execute(f"SELECT count(*) FROM read_parquet({string(path)})").fetchall()
        return Given(path, rows, _unconverted(connection, plan, source, columns))


def _select(plan: CheckPlan, source: str, columns: Mapping[str, str]) -> str:
    """What is missing in the source stays missing, and what it has beside the contract's columns comes along."""
    declared = [column.name for column in plan.columns if column.name in columns]
    others = [name for name in columns if name not in declared]
    names = ", ".join(identifier(name) for name in declared)
    typed = f"SELECT {names} FROM ({convert(plan, source=source, source_columns=columns)})"
    if not others:
        return typed
    beside = f"SELECT {', '.join(identifier(name) for name in others)} FROM {source}"
    return f"SELECT * FROM ({typed}) POSITIONAL JOIN ({beside})" if declared else beside


def _unconverted(connection: Connection, plan: CheckPlan, source: str, columns: Mapping[str, str]) -> int:
    parents = {name: _nothing(plan, name) for name in plan.parents}
    judged = classify(plan, source=source, source_columns=columns, parents=parents, now=datetime.now(UTC))
    types = [rule for rule in plan.of_scope("row") if rule.check.kind == "type"]
    broken = " OR ".join(f"_bits_{rule.word} & {rule.mask} <> 0" for rule in types) or "false"
    ((rows,),) = connection.execute(f"SELECT count(*) FROM ({judged}) WHERE {broken}").fetchall()
    return int(rows)


def _nothing(plan: CheckPlan, parent: str) -> str:
    """An empty relation with the keys of another port, of which nothing is asked here."""
    keys = [rule.check.foreign_key for rule in plan.rules if rule.check.foreign_key]
    names = dict.fromkeys(name for key in keys if key.table == parent for name in key.references)
    return "(SELECT " + ", ".join(f"NULL::VARCHAR AS {identifier(name)}" for name in names) + " WHERE false)"
