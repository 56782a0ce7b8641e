"""Products' examples and their transforms, run outside of a sidecar by the code that `trellis check` runs them with."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from governance.checks import CheckPlan, duckdb_type
from governance.descriptors import ProductFolder, load_product
from governance.findings import has_errors
from sidecar.examples import run_examples
from sidecar.examples.run import made_of, split_rows
from sidecar.run.transform import Made

__all__ = ["Outcome", "differences", "example_files", "judge_rows", "transformed"]

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Outcome:
    """What came of rows: `published` is a relation, `quarantined` has the rows as they came, and their reasons."""

    connection: duckdb.DuckDBPyConnection
    plan: CheckPlan
    published: str
    quarantined: list[tuple[dict[str, Any], list[str]]]


def example_files(folder: Path) -> list[Path]:
    return sorted((folder / "tests").glob("*.yaml"))


def differences(folder: Path, example: Path) -> list[str]:
    """Say how what comes of an example differs from what it expects; nothing when it does not."""
    product = load_product(str(folder))
    assert not has_errors(product.findings), "a product with errors is not run"
    path = example.relative_to(folder).as_posix()
    return [finding.message for finding in run_examples(replace(product, tests={path: product.tests[path]}))]


def transformed(connection: Any, product: ProductFolder, relations: Mapping[str, str]) -> str:
    """Return the relation that the product's transform makes of its inputs."""
    (table,) = product.contracts
    return made_of(connection, product, table, relations).relation


def judge_rows(
    connection: Any, plan: CheckPlan, made: str, parents: Mapping[str, str], table: str = "published"
) -> Outcome:
    """Split what a transform made into published rows (in `table`) and those that the contract diverts."""
    given = Made(relation=made, row_wise=False, text="")
    columns = ", ".join(f'"{column.name}" {duckdb_type(column.type)}' for column in plan.columns)
    connection.execute(f'CREATE TABLE "{table}" ({columns})')
    with TemporaryDirectory() as folder:
        result = split_rows(connection, plan, given, parents=parents, now=NOW, folder=folder)
        for file in result.good:
            connection.execute(f"INSERT INTO \"{table}\" SELECT * FROM read_parquet('{file.path}')")
        rows = [
            (json.loads(row), reasons)
            for file in result.bad
            for row, reasons in connection.execute(f"SELECT _row, _reasons FROM '{file.path}'").fetchall()
        ]
    return Outcome(connection=connection, plan=plan, published=f'"{table}"', quarantined=rows)
