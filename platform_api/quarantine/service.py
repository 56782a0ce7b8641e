"""What is in a port's quarantine, read by the same limited workers as any query."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from governance.names import PortName
from governance.sql.quoting import string
from platform_api.quarantine.schemas import QuarantineCounts, QuarantineRows, ReasonCount, RowOut
from platform_api.registry.service import contract_in_force, existing_port
from platform_api.runs import repository as runs
from platform_api.runs.schemas import ALL
from platform_api.state import PlatformState
from sidecar.query import Statement

if TYPE_CHECKING:
    from sidecar.backends.tables import PinnedTable

__all__ = ["count", "rows"]


def count(state: PlatformState, port: str, run: str | None) -> QuarantineCounts:
    """Return the counts of one run (the last one published unless named), or of all; raises `NotFound`."""
    chosen, pinned = _open(state, port, run)
    where = _where(chosen)
    total = _ask(state, pinned, f"SELECT count(*) AS n FROM {pinned.relation}{where}")[0]["n"]
    each = f"SELECT unnest(reasons) AS reason FROM {pinned.relation}{where}"
    by_reason = f"SELECT reason, count(*) AS n FROM ({each}) GROUP BY 1 ORDER BY 2 DESC, 1"
    titles = _titles(state, port)
    found = [
        ReasonCount(reason=row["reason"], rows=row["n"], rule=titles.get(row["reason"], ""))
        for row in _ask(state, pinned, by_reason)
    ]
    return QuarantineCounts(port=port, run=chosen, rows=total, reasons=found)


def rows(state: PlatformState, port: str, run: str | None, *, reason: str | None, limit: int) -> QuarantineRows:
    """Return up to `limit` rows, of one reason if given; raises `NotFound`."""
    chosen, pinned = _open(state, port, run)
    where = _where(chosen, reason)
    columns = "run_id, contract, reasons, row"
    found = _ask(state, pinned, f"SELECT {columns} FROM {pinned.relation}{where} LIMIT {int(limit)}")
    shown = [
        RowOut(run=row["run_id"], contract=row["contract"], reasons=row["reasons"], row=row["row"]) for row in found
    ]
    return QuarantineRows(port=port, run=chosen, rows=shown)


def _open(state: PlatformState, port: str, run: str | None) -> "tuple[str, PinnedTable]":
    name = PortName.parse(port)
    with state.database.read() as session:
        product = existing_port(session, str(name)).product
        last = runs.last_published(session, product)
    chosen = "" if run == ALL else (run or (last.id if last else ""))
    return chosen, state.pins.pin(state.gate(), name, table=name.quarantine)


def _where(run: str, reason: str | None = None) -> str:
    terms = [f"run_id = {string(run)}"] if run else []
    terms += [f"list_contains(reasons, {string(reason)})"] if reason else []
    return " WHERE " + " AND ".join(terms) if terms else ""


def _ask(state: PlatformState, pinned: "PinnedTable", sql: str) -> Sequence[dict[str, Any]]:
    statement = Statement(sql=sql, relations=(pinned.relation,))
    found: list[dict[str, Any]] = state.workers.run(statement, pinned.files).table.to_pylist()
    return found


def _titles(state: PlatformState, port: str) -> dict[str, str]:
    from governance.checks import compile_checks
    from governance.contracts import load_contract
    from sidecar.quarantine import ILLEGIBLE

    with state.database.read() as session:
        loaded = load_contract(contract_in_force(session, port).text, port)
    rules = compile_checks(loaded.contract).rules if loaded.contract else ()
    return {**{rule.id: rule.title for rule in rules}, ILLEGIBLE: "Its texts say for sure what they were"}
