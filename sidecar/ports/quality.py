"""Each rule of a contract over past runs: kept or broken, by how many rows, and which way it goes. No value of any row."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from governance.checks import CheckPlan, Rule
from sidecar.ports.history import PastRun, PortCounts, published_runs

__all__ = ["OTHER", "Trend", "port_quality", "rows_by_rule", "trend_of"]

Trend = Literal["better", "steady", "worse", "unknown"]
OTHER = "other"
"""What rules are counted under that the contract in force does not have: those of earlier contracts, and made-up ones."""

_NOTABLE = 0.1  # a share that moves by less than a tenth of itself is steady


def port_quality(port: str, plan: CheckPlan, runs: Sequence[PastRun]) -> dict[str, Any]:
    """Return how a port's rules fared in `runs`, the newest run first, and what is in quarantine by reason."""
    shown = published_runs(runs, port)
    counts = [run.ports[port] for run in shown]
    return {
        "port": port,
        "runs": [_run(run, run.ports[port]) for run in reversed(shown)],
        "rules": [_rule(rule, counts) for rule in plan.rules if rule.diverts or _is_told(rule, counts)],
        "quarantined": {
            "last_run": rows_by_rule(plan, counts[-1:]),
            "all_runs": rows_by_rule(plan, counts),
        },
    }


def rows_by_rule(plan: CheckPlan, counts: Sequence[PortCounts]) -> dict[str, int]:
    """Return how many rows each rule diverted, the most first; what is no rule of the contract in force is `other`."""
    known, found = {rule.id for rule in plan.rules}, dict[str, int]()
    for one in counts:
        for reason, rows in one.reasons.items():
            name = reason if reason in known else OTHER
            found[name] = found.get(name, 0) + rows
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def trend_of(shares: Sequence[float]) -> Trend:
    """Return where shares of broken rows go, the oldest first: the last one held against the mean of those before."""
    if len(shares) < 2:
        return "unknown"
    *before, last = shares
    mean = sum(before) / len(before)
    if abs(last - mean) <= _NOTABLE * mean:
        return "steady"
    return "worse" if last > mean else "better"


def _run(run: PastRun, counts: PortCounts) -> dict[str, Any]:
    return {
        "run": run.id,
        "version": run.version,
        "finished": run.finished,
        "rows": counts.rows,
        "published": counts.published,
        "quarantined": counts.quarantined,
        "kept_share": _share(counts.published, counts.rows),
    }


def _rule(rule: Rule, counts: Sequence[PortCounts]) -> dict[str, Any]:
    outcomes = [_outcome(rule, one) for one in counts]
    return {
        "rule": rule.id,
        "title": rule.title,
        "scope": rule.scope,
        "severity": rule.severity,
        "dimension": rule.dimension,
        "diverts": rule.diverts,
        "outcomes": list(reversed(outcomes)),
        "trend": trend_of([_broken(one) for one in outcomes if one["passed"] is not None]),
    }


def _outcome(rule: Rule, counts: PortCounts) -> Mapping[str, Any]:
    """What a query or a column's newest value gave is a value of rows, and is not told; a count of rows is."""
    if rule.diverts:
        rows = counts.reasons.get(rule.id, 0)
        return {"passed": rows == 0, "rows": rows, "share": _share(rows, counts.rows)}
    told = counts.outcomes.get(rule.id)
    if told is None:
        return {"passed": None, "rows": None, "share": None}
    is_count = rule.check.kind not in {"sql", "freshness"} and isinstance(told.measured, int)
    counted = told.measured if is_count and not isinstance(told.measured, bool) else None
    of_rows = counted is not None and rule.check.kind != "row_count"
    return {"passed": told.passed, "rows": counted, "share": _share(counted, counts.rows) if of_rows else None}


def _broken(outcome: Mapping[str, Any]) -> float:
    share = outcome["share"]
    return float(share) if share is not None else float(not outcome["passed"])


def _is_told(rule: Rule, counts: Sequence[PortCounts]) -> bool:
    return any(rule.id in one.outcomes for one in counts)


def _share(part: int | None, whole: int) -> float | None:
    return None if part is None or not whole else min(part / whole, 1.0)
