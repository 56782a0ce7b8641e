"""Service levels as they were kept: what a contract promises, held against what past runs wrote down. Nothing is read."""

from dataclasses import dataclass

from governance.contracts import Contract
from governance.contracts.model import ServiceLevel
from governance.contracts.vendor import custom_values
from sidecar.ports.budget import Budget, spend
from sidecar.ports.measures import MEASURES, Measure, Seen, share_of

__all__ = ["OBJECTIVE", "Level", "measure_levels"]

OBJECTIVE = 0.99
"""How often a level is to be kept whose contract does not say (`sloObjective`, in percent)."""


@dataclass(frozen=True, kw_only=True)
class Level:
    """One service level: what is promised on which column, how often it is to be kept, and what was `found`."""

    name: str
    element: str
    promised: str
    objective: float
    found: Measure

    @property
    def attained(self) -> float | None:
        """The share of the window in which it was kept, None when nothing has counted yet."""
        return min(self.found.good / self.found.valid, 1.0) if self.found.valid > 0 else None

    @property
    def budget(self) -> Budget | None:
        """What is left of its error budget over the window."""
        return spend(self.objective, good=self.found.good, valid=self.found.valid)


def measure_levels(contract: Contract, seen: Seen) -> tuple[Level, ...]:
    """Return every service level of a contract, in its order; what nobody measures says so."""
    return tuple(_level(contract, seen, level) for level in contract.service_levels)


def _level(contract: Contract, seen: Seen, level: ServiceLevel) -> Level:
    measure = MEASURES.get(level.property)
    found = measure(seen, level) if measure else Measure(why="it is told to readers, and measured by nobody here")
    return Level(
        name=level.property or "unknown",
        element=level.element,
        promised=f"{level.value} {level.unit}".strip(),
        objective=_objective(contract, level) if found.objective is None else found.objective,
        found=found,
    )


def _objective(contract: Contract, level: ServiceLevel) -> float:
    entries, at = contract.document.get("slaProperties") or (), level.path[-1]
    entry = entries[at] if isinstance(at, int) and at < len(entries) else {}
    share = share_of(custom_values(entry).get("sloObjective"))
    return OBJECTIVE if share is None else share
