"""A product's examples (`tests/*.yaml`), run without a sidecar: its transform and its contract's checks in plain DuckDB."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb

from governance.checks import (
    CheckPlan,
    classify,
    compile_checks,
    diverted,
    duplicates,
    mark_duplicates,
    reasons_expression,
)
from governance.checks.mapping import duckdb_type
from governance.descriptors import ProductFolder, load_product
from governance.documents import read_document
from governance.sql import Relation, compile_transform, render_template

__all__ = ["Outcome", "differences", "example_files", "judge_rows", "transformed"]

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Outcome:
    """What came of an example: `published` is a relation, `quarantined` has the rows as they came, and their reasons."""

    connection: duckdb.DuckDBPyConnection
    plan: CheckPlan
    published: str
    quarantined: list[tuple[dict[str, Any], list[str]]]


def example_files(folder: Path) -> list[Path]:
    return sorted((folder / "tests").glob("*.yaml"))


def differences(folder: Path, example: Path) -> list[str]:
    """Say how what comes of an example differs from what it expects; nothing when it does not."""
    product = load_product(str(folder))
    asked = read_document(example.read_bytes(), str(example)).document.data
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    for port in product.descriptor.inputs:
        columns = {column.name: duckdb_type(column.type) for column in product.expectations[port.name].table.columns}
        _fill(connection, port.name, columns, asked["given"][port.name])
    ((port, contract),) = product.contracts.items()
    plan = compile_checks(contract)
    parents = {}
    for name in plan.parents:
        rows = asked["references"][name]
        parents[name] = f'"{name}"'
        _fill(connection, name, dict.fromkeys(rows[0], "VARCHAR"), rows)
    made = transformed(connection, product, {port.name: f'"{port.name}"' for port in product.descriptor.inputs})
    outcome = judge_rows(connection, plan, made, parents)
    _fill(connection, "expected", _types(plan), asked["expect"][port])
    return [*_rows(outcome), *_reasons(outcome, asked.get("quarantine", {}).get(port, []))]


def _types(plan: CheckPlan) -> dict[str, str]:
    return {column.name: duckdb_type(column.type) for column in plan.columns}


def _fill(connection: Any, table: str, types: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> None:
    declared = ", ".join(f'"{_quoted(name)}" {kind}' for name, kind in types.items())
    connection.execute(f'CREATE TABLE "{table}" ({declared})')
    for row in rows:
        assert set(row) <= set(types), f"{table} has no column {set(row) - set(types)}"
        values = [row.get(name) for name in types]
        connection.execute(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(values))})', values)


def _quoted(name: str) -> str:
    return name.replace('"', '""')


def transformed(connection: Any, product: ProductFolder, relations: Mapping[str, str]) -> str:
    """Return the relation that the product's transform makes of its inputs."""
    inputs = {port.name: port for port in product.descriptor.inputs}
    if product.transform.kind == "python":
        module = ModuleType("transform")
        exec(compile(product.transform.text, product.transform.file, "exec"), vars(module))
        given = {name: connection.sql(f"SELECT * FROM {relation}") for name, relation in relations.items()}
        module.transform(**given).create_view("made", replace=True)
        return "made"
    described = {name: _described(connection, name, relation) for name, relation in relations.items()}
    spelled = {key: name for name, port in inputs.items() if not port.source for key in (name, port.contract_id)}
    sources = {name: name for name, port in inputs.items() if port.source}
    text = render_template(product.transform.text, inputs=spelled, sources=sources, variables={})
    return f"({compile_transform(text, described).sql})"


def _described(connection: Any, name: str, relation: str) -> Relation:
    found = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    return Relation(name=name, columns=tuple((row[0], row[1]) for row in found), sql=relation)


def judge_rows(
    connection: Any, plan: CheckPlan, made: str, parents: Mapping[str, str], table: str = "published"
) -> Outcome:
    """Split what a transform made into published rows (in `table`) and those that the contract diverts."""
    types = dict(_described(connection, "made", made).columns)
    judged = classify(plan, source=made, source_columns=types, parents=parents, now=NOW)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE classified AS {judged}")
    keys = {}
    for at, check in enumerate(duplicates(plan, relation="classified")):
        connection.execute(f"CREATE OR REPLACE TEMP TABLE twice_{at} AS {check.duplicated}")
        keys[check.rule] = f"twice_{at}"
    marked = mark_duplicates(plan, classified="SELECT * FROM classified", duplicated=keys)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE marked AS {marked}")
    names = ", ".join(f'"{column.name}"' for column in plan.columns)
    connection.execute(f'CREATE TABLE "{table}" AS SELECT {names} FROM marked WHERE NOT ({diverted(plan)})')
    bad = f"SELECT _row, {reasons_expression(plan)} FROM marked WHERE {diverted(plan)}"
    rows = [(json.loads(row), reasons) for row, reasons in connection.execute(bad).fetchall()]
    return Outcome(connection=connection, plan=plan, published=f'"{table}"', quarantined=rows)


def _rows(outcome: Outcome) -> list[str]:
    both = (
        ("unexpected", f"FROM {outcome.published} EXCEPT ALL FROM expected"),
        ("missing", f"FROM expected EXCEPT ALL FROM {outcome.published}"),
    )
    texts = [(what, f"SELECT CAST(r AS VARCHAR) FROM ({query}) AS r") for what, query in both]
    return [f"{what}: {row}" for what, query in texts for (row,) in outcome.connection.execute(query).fetchall()]


def _reasons(outcome: Outcome, expected: Sequence[Mapping[str, Any]]) -> list[str]:
    left = [(row, set(reasons)) for row, reasons in outcome.quarantined]
    missing = []
    for entry in expected:
        wanted = {name: _text(value) for name, value in entry.get("row", {}).items()}
        found = next(
            (one for one in left if wanted.items() <= one[0].items() and one[1] == set(entry["reasons"])), None
        )
        left.remove(found) if found else missing.append(f"not quarantined so: {entry}")
    return missing + [f"quarantined all the same: {row} for {sorted(reasons)}" for row, reasons in left]


def _text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value)
