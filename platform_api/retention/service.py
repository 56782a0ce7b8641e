"""Keeping the warehouse tidy: snapshots that nobody holds expire, and files that nobody needs are removed, in that order."""

import logging
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from governance.errors import TrellisError, Unavailable
from governance.names import PortName
from platform_api.outbox.service import record_event
from platform_api.registry.service import ports_of
from platform_api.retention import repository
from platform_api.retention.holds import holds_on
from platform_api.retention.plan import Holds, Rules, kept, unneeded
from platform_api.retention.stock import Stock, take_stock
from platform_api.state import PlatformState
from sidecar.failpoints import durable_step, failpoint

if TYPE_CHECKING:
    from platform_api.gate.inventory import StoredFile
    from sidecar.backends.tables import Table

__all__ = ["Report", "TableReport", "keep_tidy", "rules_of"]

_DAY = 24 * 60 * 60
_LOG = logging.getLogger("trellis.platform")


@dataclass(kw_only=True)
class TableReport:
    """What became of one table: snapshots that `expired` and stay, files and bytes that were removed, and what went wrong."""

    table: str
    snapshots: int = 0
    expired: int = 0
    files: int = 0
    bytes: int = 0
    problem: str = ""


@dataclass(kw_only=True)
class Report:
    """What tidying came to, table by table; a rehearsal says what it would come to."""

    is_rehearsal: bool
    tables: list[TableReport] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return it as the API spells it."""
        return {"rehearsed": self.is_rehearsal, "tables": [asdict(one) for one in self.tables]}


def keep_tidy(state: PlatformState, *, product: str = "", rehearse: bool = False) -> Report:
    """Let snapshots expire that nobody holds and remove files that nobody needs, of a product or of all; return what went.

    Nothing goes that readers see, that a pin, a product or a run under way holds, or that is younger than the settings
    say. Interrupted anywhere, the next call goes on. What goes wrong with one table is told in its report and stops no
    other. Raises `NotFound` for an unknown product.
    """
    with state.database.read() as session:
        ports = (
            [port.name for port in ports_of(session, product)] if product else sorted(repository.port_names(session))
        )
        holds = holds_on(session, state, ports, grace=rules_of(state).file_seconds)
    gate = state.gate()
    tables = [(port, table) for port in ports for table in _tables_of(port) if gate.table_exists(table)]
    report = Report(is_rehearsal=rehearse, tables=[TableReport(table=f"{t[0]}.{t[1]}") for _, t in tables])
    for (port, table), told in zip(tables, report.tables, strict=True):
        with _told(told):
            _expire(state, port, table, told, holds[port], rehearse=rehearse)
    stock = take_stock(state)
    for (_, table), told in zip(tables, report.tables, strict=True):
        if not told.problem:  # whatever became of its commit, its files are looked at another time
            with _told(told):
                _remove(state, table, told, stock, rehearse=rehearse)
    return report


@contextmanager
def _told(report: TableReport) -> Iterator[None]:
    try:
        yield
    except (TrellisError, OSError) as error:
        report.problem = error.message if isinstance(error, TrellisError) else f"{type(error).__name__}: {error}"
        _LOG.warning("%s was not tidied", report.table, exc_info=error)


def _tables_of(port: str) -> list[tuple[str, str]]:
    name = PortName.parse(port)
    return [(name.domain, name.table), (name.domain, name.quarantine)]


def rules_of(state: PlatformState) -> Rules:
    """Return what the settings say, at this moment."""
    return Rules(
        now=state.clock(),
        snapshot_seconds=round(state.settings.snapshot_days * _DAY),
        snapshots=state.settings.snapshots_kept,
        file_seconds=round(state.settings.file_grace_hours * 3600),
    )


def _expire(
    state: PlatformState, port: str, table: tuple[str, str], told: TableReport, holds: Holds, *, rehearse: bool
) -> None:
    going = _going(state, port, state.gate().load_table(table), told, holds)
    if rehearse or not going:
        return
    from platform_api.gate.expiry import expire

    with state.database.write("letting snapshots expire") as session:
        gate, grace = state.gate(session), rules_of(state).file_seconds
        holds = holds_on(session, state, [port], grace=grace)[port]  # a pin may have come in the meantime
        going = _going(state, port, gate.load_table(table), told, holds)
        if going:
            with durable_step("clean.expire"):
                expire(gate, table, going)
            record_event(session, "snapshots.expired", port, {"table": told.table, "snapshots": sorted(going)})


def _going(state: PlatformState, port: str, table: "Table", told: TableReport, holds: Holds) -> list[int]:
    from platform_api.gate.inventory import snapshots_of

    if table.name()[-1] != PortName.parse(port).table:
        holds = Holds(reading_since=holds.reading_since)
    why = kept(snapshots_of(table), holds, rules_of(state))
    going = [number for number, reason in why.items() if not reason]
    told.snapshots, told.expired = len(why) - len(going), len(going)
    return going


def _remove(state: PlatformState, table: tuple[str, str], told: TableReport, stock: Stock, *, rehearse: bool) -> None:
    own = stock.inventories[table]
    if lost := next((path for path in sorted(own.needed) if not os.path.exists(path)), ""):
        raise Unavailable(
            f"`{told.table}` lacks its file `{lost}`, so nothing of it is removed",
            hint="put back a backup of the warehouse; `trellis doctor` looks further",
            slug="files-missing",
        )
    from platform_api.gate.inventory import stored_files

    files = unneeded(
        stored_files(own.location, within=state.home.warehouse),
        referenced=stock.referenced,
        busy=stock.busy,
        rules=rules_of(state),
    )
    told.files, told.bytes = len(files), sum(file.size for file in files)
    if files and not rehearse:
        with durable_step("clean.files"):
            _unlink(files, root=own.location)


def _unlink(files: "Collection[StoredFile]", *, root: str) -> None:
    for file in files:
        failpoint("clean.file")
        Path(file.path).unlink(missing_ok=True)
    for folder in sorted({os.path.dirname(file.path) for file in files}, key=len, reverse=True):
        with suppress(OSError):  # it is not empty, or gone already
            if Path(folder).parent != Path(os.path.realpath(root)):
                Path(folder).rmdir()
