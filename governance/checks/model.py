"""What a contract compiles to: rules that data is held against, and the state of every clause."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Literal

from governance.contracts.model import Column, ForeignKey

__all__ = ["WORD", "Check", "CheckPlan", "Clause", "Limit", "Outcome", "Path", "Rule", "State", "Step"]

WORD = 62  # bits per BIGINT: the sign and one more stay free, so that no sum of bits can overflow

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Step:
    """One way down into a nested value: to the `field` of that name, or to each of its items, keys or values."""

    kind: Literal["field", "items", "keys", "values"]
    name: str = ""


@dataclass(frozen=True)
class Limit:
    """What a measure must be: an ODCS operator, its threshold (two for the between operators), in rows or percent."""

    operator: str
    threshold: Any
    unit: Literal["rows", "percent"] = "rows"


@dataclass(frozen=True, kw_only=True)
class Check:
    """What a rule asks, free of SQL: the kind of question, where in the column it is asked, and what it compares with.

    `columns` are the key's for `unique` and `references`, each as the steps to it, its top-level column first;
    `limit` is what a counted measure must keep; `non_finite` says that NaN and infinities are allowed.
    """

    kind: str
    operand: Any = None
    steps: tuple[Step, ...] = ()
    columns: tuple[tuple[Step, ...], ...] = ()
    foreign_key: ForeignKey | None = None
    limit: Limit | None = None
    non_finite: bool = False


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One thing that data is held against.

    `id` is stable and readable (`wind_speed.maximum`, `table.row_count`), `path` the clause that asks for it and
    `covers` further clauses that it keeps. A row or key rule has a `bit`, counted from 0 over all words; -1 is none.
    """

    id: str
    path: Path
    title: str
    scope: Literal["row", "key", "table"]
    check: Check
    severity: Literal["error", "warning"] = "error"
    dimension: str = ""
    column: str = ""
    covers: tuple[Path, ...] = ()
    bit: int = -1

    @property
    def word(self) -> int:
        """Which `_bits_<word>` column holds the bit."""
        return self.bit // WORD

    @property
    def mask(self) -> int:
        """The bit within its word."""
        return 1 << (self.bit % WORD)

    @property
    def diverts(self) -> bool:
        """Whether a row that breaks it is kept out of the table."""
        return self.scope != "table" and self.severity == "error"


class State(StrEnum):
    """What Trellis does with a clause: enforce it, be unable to, or leave it because it asks for nothing."""

    ENFORCED = "enforced"
    NOT_ENFORCEABLE = "not_enforceable"
    SKIPPED = "skipped"


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One clause of the document: where it stands, what it says, and what is done about it.

    `by` names what enforces it (`row check`, `key check`, `table check`, `read policy`, `publish`); `reason` is
    given for every other state.
    """

    path: Path
    text: str
    state: State
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class CheckPlan:
    """Everything that a contract asks of its data. Compiling the same contract again gives an equal plan."""

    table: str
    columns: tuple[Column, ...]
    rules: tuple[Rule, ...]
    clauses: tuple[Clause, ...]

    @property
    def words(self) -> int:
        """How many `_bits_<n>` columns a classified row has; at least one."""
        return max((rule.word for rule in self.rules if rule.bit >= 0), default=0) + 1

    @cached_property
    def _by_id(self) -> Mapping[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id; raises `KeyError`."""
        return self._by_id[rule_id]

    def of_scope(self, *scopes: str) -> tuple[Rule, ...]:
        """The rules of these scopes, in the plan's order."""
        return tuple(rule for rule in self.rules if rule.scope in scopes)

    @property
    def parents(self) -> tuple[str, ...]:
        """The other ports whose keys must be at hand to classify a row, sorted."""
        keys = (rule.check.foreign_key for rule in self.rules)
        return tuple(sorted({key.table for key in keys if key and key.table}))


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How one rule fared: `measured` is what was found, `expected` what was asked, `message` says both in a sentence.

    What a rule's own SQL yields (`is_sql`) may be a value of a row: it is for whoever runs it, and never written down.
    """

    rule: str
    passed: bool
    severity: Literal["error", "warning"]
    measured: Any
    expected: str
    message: str
    context: Mapping[str, Any] = field(default_factory=dict)
    is_sql: bool = False

    @property
    def recorded(self) -> str:
        """What of the message may be written down."""
        kept = "its query gives that" if self.passed else "its query gives something else"
        return f"{self.expected}; {kept}" if self.is_sql else self.message

    @property
    def refuses(self) -> bool:
        """Whether nothing may be published because of it."""
        return not self.passed and self.severity == "error"
