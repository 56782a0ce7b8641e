"""What a run does with one port: how its rows get in, and which are in the way."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from governance.checks import Check, CheckPlan, Rule
from governance.contracts import Contract
from governance.descriptors import Load
from governance.errors import Conflict
from governance.names import PortName
from governance.sql import Occasion
from sidecar.backends.tables import WriteMode
from sidecar.run.asked import Asked, Span, read_span

__all__ = ["OUTSIDE", "Intent", "intend", "reachable", "within"]

OUTSIDE = ("load.range_start", "load.range_end")
"""The rules that a row outside of the run's range breaks."""


@dataclass(frozen=True, kw_only=True)
class Intent:
    """How rows are written; `span` is the range whose rows make way, `key` the primary key by which they are matched."""

    mode: WriteMode
    key: tuple[str, ...] = ()
    span: Span | None = None

    @property
    def adds(self) -> bool:
        """Whether rows that are there stay unless a new one takes their place, so that only what is new is read."""
        return self.mode in {WriteMode.APPEND, WriteMode.UPSERT}

    @property
    def occasion(self) -> Occasion:
        """What a transform is told."""
        if self.span is None:
            return Occasion(is_incremental=self.adds)
        return Occasion(
            is_incremental=True, range_start=_trino(self.span.start_sql), range_end=_trino(self.span.end_sql)
        )


def _trino(sql: str) -> str:
    """Trino writes a moment with a zone as a timestamp that names it."""
    return sql.replace("TIMESTAMPTZ '", "TIMESTAMP '").replace("+00'", " UTC'")


def intend(name: PortName, load: Load, contract: Contract, asked: Asked, *, was_loaded: bool) -> Intent:
    """Return what a run does with a port. The first run of any port, and a full refresh, write all of it.

    Raises `Conflict` when a port that is loaded by range has rows and the run no range, and `Invalid` for a range that
    its column cannot have.
    """
    if load.mode == "range" and asked.has_range and not asked.full_refresh:
        column = contract.table.column(load.column)
        if column is None:
            raise Conflict(f"`{name}` has no column `{load.column}`", hint="publish the product again")
        span = read_span(column, asked.range_from or "", asked.range_to or "")
        return Intent(mode=WriteMode.RANGE, span=span)
    if asked.full_refresh or not was_loaded or load.mode == "replace":
        return Intent(mode=WriteMode.REPLACE)
    if load.mode == "range":
        raise Conflict(
            f"`{name}` is loaded by ranges of `{load.column}`, and this run has none",
            hint="give `--from` and `--to`, or `--full-refresh` to make all of it anew",
            slug="range-wanted",
        )
    return Intent(mode=WriteMode(load.mode), key=contract.table.primary_key)


def within(plan: CheckPlan, span: Span | None) -> CheckPlan:
    """Return the plan with what a range asks of each row: to be inside of it."""
    if span is None:
        return plan
    asked = [
        (
            OUTSIDE[0],
            Check(kind="minimum", operand=span.start.isoformat()),
            f"`{span.column}` is before the run's range",
        ),
        (OUTSIDE[1], Check(kind="exclusiveMaximum", operand=span.end.isoformat()), f"`{span.column}` is after it"),
    ]
    return _asking(reachable(plan, span.column), span.column, asked)


def reachable(plan: CheckPlan, column: str) -> CheckPlan:
    """Return the plan with what a load by range asks of any row: that some range can replace it."""
    title = f"`{column}` is in a range, so it is not null"
    return _asking(plan, column, [("load.range_null", Check(kind="null"), title)])


def _asking(plan: CheckPlan, column: str, asked: Sequence[tuple[str, Check, str]]) -> CheckPlan:
    first = max((rule.bit for rule in plan.rules), default=-1) + 1
    rules = [
        Rule(id=name, path=(), title=title, scope="row", check=check, column=column, bit=first + at)
        for at, (name, check, title) in enumerate(asked)
    ]
    return replace(plan, rules=(*plan.rules, *rules))
