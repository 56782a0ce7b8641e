"""What a contract's rules become for Great Expectations: expectations, and reasons for those that cannot be one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from governance.checks import Clause, Rule

__all__ = ["Expectation", "Suite", "Unsaid"]


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """One expectation: its `type` and `kwargs` as Great Expectations names them, and the rule that it is made from.

    `moments` names the arguments that are dates or times, which JSON holds as texts.
    """

    rule: Rule
    type: str
    kwargs: Mapping[str, Any]
    moments: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns whose values it looks at."""
        named = self.kwargs.get("column")
        return (str(named),) if named else tuple(self.kwargs.get("column_list") or ())

    def as_json(self) -> dict[str, Any]:
        """Return it as a suite's file holds it; `meta` says which rule of the contract it is."""
        meta: dict[str, Any] = {
            "trellis": {"rule": self.rule.id, "path": list(self.rule.path), "moments": list(self.moments)}
        }
        severity = "critical" if self.rule.severity == "error" else "warning"
        return {"type": self.type, "kwargs": dict(self.kwargs), "meta": meta, "severity": severity}


@dataclass(frozen=True, kw_only=True)
class Unsaid:
    """A clause that Trellis enforces and no expectation says, with the reason."""

    clause: Clause
    reason: str


@dataclass(frozen=True, kw_only=True)
class Suite:
    """A contract as a suite. A rule may be several expectations, whose counts then add up."""

    name: str
    digest: str
    expectations: tuple[Expectation, ...]
    unsaid: tuple[Unsaid, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the suite as Great Expectations 1 reads it."""
        unsaid = [
            {"path": list(one.clause.path), "clause": one.clause.text, "reason": one.reason} for one in self.unsaid
        ]
        return {
            "name": self.name,
            "expectations": [one.as_json() for one in self.expectations],
            "meta": {"trellis": {"contract": self.digest, "not_expressible": unsaid}},
        }
