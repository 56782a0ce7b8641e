"""What came of a run, for people and for the registry."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from governance.checks import Outcome
from sidecar.run.asked import Asked

__all__ = ["InputReport", "PortReport", "RunReport", "TaskReport"]


@dataclass(frozen=True, kw_only=True)
class InputReport:
    """What one input was: a port at a snapshot, with what the law did to it, or a source and its files.

    `rows` is None where nobody counted them.
    """

    name: str
    read: str
    snapshot_id: int | None = None
    rows: int | None = None
    masked: tuple[str, ...] = ()
    filtered_by: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as the registry keeps it."""
        return {**vars(self), "masked": list(self.masked), "filtered_by": list(self.filtered_by)}


@dataclass(frozen=True, kw_only=True)
class PortReport:
    """What one port got: `rows` came in, `published` were kept and `quarantined` diverted, for `reasons` by rule.

    A row can have several reasons. `outcomes` are the rules on the whole table, `mode` is `replace`, `append`, `upsert` or
    `range`; `replaced` rows that were there went, and `total` are shown now. `notes` say what was out of the ordinary.
    """

    port: str
    contract: str
    version: str
    mode: str
    rows: int
    published: int
    quarantined: int
    reasons: Mapping[str, int]
    outcomes: tuple[Outcome, ...]
    replaced: int = 0
    total: int = 0
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as the registry keeps it; no value of any row is in it."""
        outcomes = [
            {
                "rule": one.rule,
                "passed": one.passed,
                "severity": one.severity,
                "measured": None if one.is_sql else one.measured,
                "message": one.recorded,
            }
            for one in self.outcomes
        ]
        return {**vars(self), "reasons": dict(self.reasons), "outcomes": outcomes, "notes": list(self.notes)}


@dataclass(frozen=True, kw_only=True)
class RunReport:
    """A run that was published."""

    run_id: str
    product: str
    version: str
    inputs: tuple[InputReport, ...]
    ports: tuple[PortReport, ...]
    seconds: float
    asked: Asked = field(default_factory=Asked)

    def as_json(self) -> dict[str, Any]:
        """Return it as the registry keeps it and `trellis run --json` prints it."""
        return {
            "run_id": self.run_id,
            "product": self.product,
            "version": self.version,
            "inputs": [one.as_json() for one in self.inputs],
            "ports": [one.as_json() for one in self.ports],
            "seconds": round(self.seconds, 3),
            "asked": vars(self.asked),
        }


@dataclass(frozen=True, kw_only=True)
class TaskReport:
    """What a task did to one port, in the figures of a run: `port.rows` were looked at, `port.published` shown by it.

    `told` is what the kind of task has to tell besides; no value of any row is in it.
    """

    run_id: str
    product: str
    version: str
    kind: str
    port: PortReport
    told: Mapping[str, Any]
    is_rehearsal: bool
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """Return it as the registry keeps it and the command prints it with `--json`."""
        return {
            "run_id": self.run_id,
            "product": self.product,
            "version": self.version,
            "kind": self.kind,
            "rehearsed": self.is_rehearsal,
            "inputs": [],
            "ports": [self.port.as_json()],
            self.kind: dict(self.told),
            "seconds": round(self.seconds, 3),
        }
