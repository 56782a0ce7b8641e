"""What `main` of a port's table showed when a run began: the rows that new ones are added to."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from governance.checks import CheckPlan
from governance.names import PortName
from governance.policy.decision import ReadDecision
from governance.sql.quoting import identifier
from sidecar.backends.duck import Connection
from sidecar.backends.tables import (
    Catalog,
    LiveFile,
    PinnedTable,
    Table,
    comparable,
    hold,
    live_files,
    load,
    may_hold,
    told_by_main,
)

__all__ = ["Standing", "key_columns", "law_of", "stand"]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A table at the snapshot that a run builds on; `summary` is what the run that made it said of itself."""

    table: Table
    pinned: PinnedTable
    files: tuple[LiveFile, ...]
    summary: Mapping[str, str]

    @property
    def was_loaded(self) -> bool:
        """Whether a run has written it, or anybody rows."""
        return bool(self.run or self.files)

    @property
    def run(self) -> str:
        """The run that published last, "" when there was none."""
        return self.summary.get("trellis.run-id", "")

    @property
    def inputs(self) -> Mapping[str, int | None]:
        """The snapshot of each port that the last run had read up to; of a range nobody knows what is not in it.

        A port in which keys were only looked up is none of them, as no row of it was read: it is not under `law`.
        """
        if "trellis.range" in self.summary:
            return {}
        told = json.loads(self.summary.get("trellis.inputs", "{}"))
        return {port: at for port, at in told.items() if port in self.law or "trellis.law" not in self.summary}

    @property
    def law(self) -> Mapping[str, str]:
        """What of each port the last run could see, as a digest."""
        return dict(json.loads(self.summary.get("trellis.law", "{}")))

    def known(self, digest: str) -> Mapping[str, Any]:
        """Return what was measured of the table under the contract of that digest; nothing under any other."""
        if self.summary.get("trellis.contract") != digest:
            return {}
        found = json.loads(self.summary.get("trellis.measures", "{}"))
        return dict(found) if found.get("rows") == self.pinned.rows else {}

    def reaching(self, connection: Connection, columns: Sequence[str], relation: str) -> list[LiveFile]:
        """Return the files whose bounds let them hold values that `relation` has in all of these columns."""
        kinds = {name: self.table.schema().find_field(name).field_type for name in columns}
        sides = {name: comparable(kind, "{}") for name, kind in kinds.items()}
        asked = {name: side for name, side in sides.items() if side}
        if not asked or not self.files:
            return list(self.files)
        ends = [
            side.replace("{}", f"{end}({identifier(name)})") for name, side in asked.items() for end in ("min", "max")
        ]
        found = connection.execute(f"SELECT {', '.join(ends)} FROM {relation}").fetchall()[0]
        limits = dict(zip(asked, zip(found[::2], found[1::2], strict=True), strict=True))
        return [file for file in self.files if self._may_hold(file, limits)]

    def between(self, column: str, least: int, greatest: int) -> list[LiveFile]:
        """Return the files that may hold a value of the column between these bounds, as files have them."""
        return [file for file in self.files if may_hold(self.table, file, column, least, greatest)]

    def _may_hold(self, file: LiveFile, limits: Mapping[str, tuple[Any, Any]]) -> bool:
        return all(may_hold(self.table, file, name, *ends) for name, ends in limits.items())


def stand(catalog: Catalog, name: PortName) -> Standing:
    """Return a port's table as `main` shows it now."""
    table = load(catalog, name)
    current = table.metadata.snapshot_by_name("main")
    base = current.snapshot_id if current else None
    files = tuple(live_files(table, base))
    return Standing(
        table=table,
        pinned=hold(table, files, name=name, snapshot_id=base),
        files=files,
        summary=told_by_main(table),
    )


def law_of(decisions: Iterable[tuple[PortName, ReadDecision]]) -> dict[str, str]:
    """Return for each port a digest of the masks and filters under which it is read."""
    found = {}
    for port, decision in decisions:
        masks = sorted((mask.column, mask.kind) for mask in decision.masks)
        filters = sorted((rule.column, sorted(map(str, rule.values))) for rule in decision.filters)
        found[str(port)] = hashlib.sha256(json.dumps([masks, filters]).encode()).hexdigest()[:16]
    return found


def key_columns(plan: CheckPlan, rule: str) -> list[str]:
    """Return the columns of the table that a key rule's values are in."""
    return [way[0].name for way in plan.rule(rule).check.columns]
