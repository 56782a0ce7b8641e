"""A product's figures in Prometheus' text format: names with units, labels that the contract bounds, no value of a row."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from governance.checks import CheckPlan
from sidecar.ports.history import PastRun, published_runs
from sidecar.ports.levels import Level
from sidecar.ports.quality import OTHER, rows_by_rule

__all__ = ["PortFigures", "ProductFigures", "exposition"]

_STATES = ("running", "published", "failed", "abandoned")


@dataclass(frozen=True, kw_only=True)
class PortFigures:
    """A port with the plan of its contract, its service levels, and since when its rows are as they are."""

    port: str
    plan: CheckPlan
    levels: Sequence[Level]


@dataclass(frozen=True, kw_only=True)
class ProductFigures:
    """Everything that is told of a product; `runs` are the newest first, `now` is in seconds since 1970."""

    product: str
    version: str
    status: str
    team: str
    runs: Sequence[PastRun]
    ports: Sequence[PortFigures]
    now: float


def exposition(figures: ProductFigures) -> bytes:
    """Return the figures as Prometheus reads them; the number of series is bounded by the contracts in force."""
    registry = CollectorRegistry()
    registry.register(_Figures(figures))
    return generate_latest(registry)


class _Figures(Collector):
    def __init__(self, figures: ProductFigures) -> None:
        self._of = figures

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield from _runs(self._of)
        yield from _rows(self._of)
        yield from _freshness(self._of)
        yield from _levels(self._of)


def _gauge(
    name: str, says: str, labels: Sequence[str], samples: Iterable[tuple[Sequence[str], float]]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"trellis_{name}", says, labels=labels)
    for values, number in samples:
        family.add_metric(list(values), number)
    return family


def _runs(of: ProductFigures) -> Iterator[GaugeMetricFamily]:
    name, last = of.product, of.runs[0] if of.runs else None
    one = ["product"]
    info = [([name, of.version, of.status, of.team], 1.0)]
    yield _gauge("product_info", "A product as it is in force", [*one, "version", "status", "team"], info)
    states = [([name, state], float(last is not None and last.state == state)) for state in _STATES]
    yield _gauge("product_last_run_state", "1 for the state of the newest run", [*one, "state"], states)
    began = [([name], last.started)] if last else []
    yield _gauge("product_last_run_start_timestamp_seconds", "When the newest run began", one, began)
    age = [([name], max(of.now - last.started, 0.0))] if last else []
    yield _gauge("product_last_run_age_seconds", "How long ago the newest run began", one, age)
    ended = [run for run in of.runs if run.finished is not None]
    took = [([name], max((run.finished or 0.0) - run.started, 0.0)) for run in ended[:1]]
    yield _gauge("product_last_run_duration_seconds", "How long the newest run that ended took", one, took)
    good = [([name], run.finished or 0.0) for run in ended if run.state == "published"][:1]
    yield _gauge("product_last_success_timestamp_seconds", "When a run last published", one, good)


def _rows(of: ProductFigures) -> Iterator[GaugeMetricFamily]:
    rows, broken, kept = [], [], []
    for one in of.ports:
        labels, newest = [of.product, one.port], published_runs(of.runs, one.port)[-1:]
        counts = [run.ports[one.port] for run in newest]
        for count in counts:
            rows += [([*labels, "published"], count.published), ([*labels, "quarantined"], count.quarantined)]
            reasons = rows_by_rule(one.plan, [count])
            names = [rule.id for rule in one.plan.rules if rule.diverts]
            broken += [([*labels, rule], reasons.get(rule, 0)) for rule in dict.fromkeys([*names, *reasons, OTHER])]
            told = {rule.id: count.outcomes[rule.id] for rule in one.plan.rules if rule.id in count.outcomes}
            kept += [([*labels, rule], float(outcome.passed)) for rule, outcome in told.items()]
    by = ["product", "port"]
    yield _gauge("port_last_run_rows", "Rows of the newest published run, by what came of them", [*by, "outcome"], rows)
    yield _gauge("port_last_run_quarantined_rows", "Rows that broke a rule in it", [*by, "rule"], broken)
    yield _gauge("port_last_run_rule_kept", "1 when a rule on the whole table was kept in it", [*by, "rule"], kept)


def _freshness(of: ProductFigures) -> Iterator[GaugeMetricFamily]:
    samples = []
    for one in of.ports:
        told = [
            level.found.measured
            for level in one.levels
            if level.name == "freshness" and level.found.measured is not None
        ]
        newest = [of.now - (run.finished or 0.0) for run in published_runs(of.runs, one.port)[-1:]]
        samples += [([of.product, one.port], max(age, 0.0)) for age in [*told, *newest][:1]]
    yield _gauge(
        "port_freshness_seconds", "How old the newest row is, or what was published", ["product", "port"], samples
    )


def _levels(of: ProductFigures) -> Iterator[GaugeMetricFamily]:
    levels = [
        ([of.product, one.port, level.name, level.element], level)
        for one in of.ports
        for level in {(level.name, level.element): level for level in one.levels}.values()
    ]
    by = ["product", "port", "level", "element"]
    for unit in ("seconds", "ratio", "rows"):
        ours = [(labels, level) for labels, level in levels if level.found.unit == unit]
        target = [(labels, level.found.target) for labels, level in ours if level.found.target is not None]
        yield _gauge(f"port_slo_target_{unit}", "What the contract promises", by, target)
        measured = [(labels, level.found.measured) for labels, level in ours if level.found.measured is not None]
        yield _gauge(f"port_slo_measured_{unit}", "What it is now", by, measured)
    kept = [(labels, float(level.found.kept)) for labels, level in levels if level.found.kept is not None]
    yield _gauge("port_slo_kept", "1 while a service level is kept", by, kept)
    yield _gauge("port_slo_objective_ratio", "How often it is to be kept", by, [(a, b.objective) for a, b in levels])
    attained = [(labels, level.attained) for labels, level in levels if level.attained is not None]
    yield _gauge("port_slo_attained_ratio", "How often it was kept, over the window", by, attained)
    budgets = [(labels, level.budget) for labels, level in levels if level.budget is not None]
    left = [(labels, one.left) for labels, one in budgets if one.left is not None]
    yield _gauge(
        "port_slo_error_budget_left_ratio", "What is left of the error budget; below 0 it is overspent", by, left
    )
    burn = [(labels, one.burn_rate) for labels, one in budgets if one.burn_rate is not None]
    yield _gauge("port_slo_burn_rate", "How fast the budget is used; at 1 it ends with the window", by, burn)
