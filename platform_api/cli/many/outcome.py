"""What came of each of several runs, and of all of them together."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from platform_api.cli.failures import CRASH, FINDINGS, INTERRUPTED, OK, REFUSED, SIGN_IN

__all__ = ["COLUMNS", "Outcome", "exit_code", "outcome_of_report", "summary"]

COLUMNS = ("product", "state", "attempts", "rows", "quarantined", "seconds", "problem")
_WORST = (INTERRUPTED, CRASH, SIGN_IN, REFUSED, FINDINGS, OK)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One product: `published`, `failed`, `refused`, `skipped` or `interrupted`, with its report or its problem."""

    product: str
    state: str
    code: int = OK
    seconds: float = 0.0
    problem: str = ""
    attempts: int | None = None
    report: dict[str, Any] = field(default_factory=dict)

    def row(self) -> dict[str, Any]:
        """Return it as a line of the summary; JSON has the whole report as well."""
        ports = self.report.get("ports", [])
        return {
            "product": self.product,
            "state": self.state,
            "attempts": self.report.get("attempt", self.attempts),
            "rows": sum(port["rows"] for port in ports) if ports else None,
            "quarantined": sum(port["quarantined"] for port in ports) if ports else None,
            "seconds": round(self.seconds, 1),
            "problem": self.problem,
            "code": self.code,
            "report": self.report or None,
        }


def outcome_of_report(product: str, report: dict[str, Any], *, seconds: float) -> Outcome:
    """Return the outcome of a run that was published."""
    return Outcome(product=product, state="published", seconds=seconds, report=report)


def exit_code(outcomes: Iterable[Outcome]) -> int:
    """Return the worst code of all: interrupted, crashed, not signed in, refused, failed; 0 when all were published."""
    codes = {one.code for one in outcomes}
    return next((code for code in _WORST if code in codes), CRASH if codes else OK)


def summary(outcomes: Iterable[Outcome]) -> str:
    """Return one line that counts the states."""
    states = [one.state for one in outcomes]
    order = ("published", "failed", "refused", "skipped", "interrupted")
    counted = ", ".join(f"{states.count(state)} {state}" for state in order if state in states)
    return f"{len(states)} products: {counted}" if states else "Nothing to run"
