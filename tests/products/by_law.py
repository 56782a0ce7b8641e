"""The example mesh as its own documents have it: sources, transforms and contracts, run without a sidecar."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import duckdb

from governance.checks import Outcome, aggregate, compile_checks, judge, judge_columns, sql_measures
from governance.descriptors import ProductFolder, load_product
from sidecar.sources import locate, read, unpack
from tests.factories.product_examples import NOW, judge_rows, transformed
from tests.products.by_hand import PRODUCTS

__all__ = ["FOLDERS", "Judged", "mesh"]

ROOT = Path(__file__).parents[2] / "products"
FOLDERS = {port: ROOT.joinpath(*port.split(".")) for port in PRODUCTS}


@dataclass(frozen=True)
class Judged:
    """What came of one port: counts of rows, of reasons, and the outcomes of what is asked of the table."""

    accepted: int
    quarantined: int
    reasons: dict[str, int]
    outcomes: list[Outcome]


def mesh(scratch: Path) -> tuple[duckdb.DuckDBPyConnection, dict[str, Judged]]:
    """Run every product in order; each port is a table of the connection under its name."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    return connection, {port: _judged(connection, port, folder, scratch) for port, folder in FOLDERS.items()}


def _judged(connection: duckdb.DuckDBPyConnection, port: str, folder: Path, scratch: Path) -> Judged:
    product = load_product(str(folder))
    (contract,) = product.contracts.values()
    plan = compile_checks(contract)
    made = transformed(connection, product, _inputs(product, folder, scratch / port))
    came = {row[0]: row[1] for row in connection.execute(f"DESCRIBE SELECT * FROM {made}").fetchall()}
    outcome = judge_rows(connection, plan, made, {name: f'"{name}"' for name in plan.parents}, table=port)
    reasons = Counter(reason for _, found in outcome.quarantined for reason in found)
    measured = connection.execute(aggregate(plan, relation=outcome.published, now=NOW))
    measures = dict(zip([column[0] for column in measured.description], measured.fetchone(), strict=True))
    for rule, query in sql_measures(plan, relation=outcome.published).items():
        measures[rule] = connection.execute(query).fetchone()[0]
    return Judged(
        accepted=measures["rows"],
        quarantined=len(outcome.quarantined),
        reasons=dict(reasons),
        outcomes=[*judge_columns(plan, came), *judge(plan, measures, NOW)],
    )


def _inputs(product: ProductFolder, folder: Path, scratch: Path) -> dict[str, str]:
    scratch.mkdir()
    relations = {}
    for port in product.descriptor.inputs:
        relations[port.name] = f'"{port.contract_id}"'
        if port.source:
            paths = unpack(locate(port.source, folder=str(folder)), scratch=str(scratch))
            relations[port.name] = read(paths, kind=port.source.format, options=port.source.options)
    return relations
