"""Diverted rows dropped for good, because an owner said so: who, why, how many, and a hash of what they were."""

import hashlib

from governance.names import ProductName
from sidecar.backends.duck import Connection
from sidecar.backends.tables import WriteMode
from sidecar.failpoints import durable_step
from sidecar.quarantine import COLUMNS
from sidecar.run.aside import by_reason, by_run, put_back, take
from sidecar.run.report import PortReport, TaskReport
from sidecar.run.task import DivertedRows, at_work, finish
from sidecar.run.working import Surroundings

__all__ = ["discard_rows"]

_BATCH = 10_000  # rows


def discard_rows(product: ProductName, given: Surroundings, rows: DivertedRows, *, because: str) -> TaskReport:
    """Drop a port's diverted rows and return what came of it; `rows.run` may be `all`, for rows that were superseded too.

    The snapshot before still has them, until it expires. Raises `Denied` for who does not own the port, `Conflict` while
    another run is alive.
    """
    with at_work(product, given, discard={**rows.as_json(), "because": because}) as bench:
        aside = take(bench)
        staged = []
        if aside.rows and not rows.rehearse:
            with durable_step("discard.quarantine"):
                staged.append(put_back(bench, aside, leaving=aside.rows))
        report = PortReport(
            port=str(bench.port.name),
            contract=bench.port.contract.digest,
            version=str(bench.port.contract.version),
            mode=WriteMode.APPEND.value,
            rows=0,
            published=0,
            quarantined=0,
            reasons={},
            outcomes=(),
        )
        told = {
            "port": str(bench.port.name),
            "because": because,
            "rows": aside.rows,
            "reasons": by_reason(bench.connection, aside.taken),
            "runs": by_run(bench.connection, aside.taken),
            "sha256": _digest(bench.connection, aside.taken),
        }
        return finish(bench, staged, report, told)


def _digest(connection: Connection, relation: str) -> str:
    """Hash the rows, in an order of their own: whoever still has them can prove that it was these."""
    found = hashlib.sha256()
    pairs = ", ".join(f"'{name}', {name}" for name in COLUMNS.split(", "))
    each = f"sha256(CAST(json_object({pairs}) AS VARCHAR))"
    rows = connection.execute(f"SELECT {each} AS digest FROM {relation} ORDER BY digest")
    while batch := rows.fetchmany(_BATCH):
        found.update("".join(digest for (digest,) in batch).encode())
    return found.hexdigest()
