"""What a policy answers: denials with their cure, masks, row filters; and how two answers combine."""

from dataclasses import dataclass
from typing import Any, Protocol

__all__ = ["MASKS", "Denial", "Mask", "PolicyEngine", "ReadDecision", "RowFilter", "Verdict"]

MASKS = ("redact", "null", "hash", "year", "last4")
"""How a column can be hidden; `governance.policy.combine` says which of two hides more."""


@dataclass(frozen=True, kw_only=True, order=True)
class Denial:
    """One refusal: the policy's slug, the path in the input it is about, what is wrong, and the smallest fix."""

    policy: str
    path: str
    message: str
    fix: str


@dataclass(frozen=True, kw_only=True, order=True)
class Mask:
    """How one column is hidden. `kind` is one of `MASKS`, `policy` the slug that asked for it."""

    column: str
    kind: str
    policy: str


@dataclass(frozen=True, kw_only=True, order=True)
class RowFilter:
    """Only rows whose `column` is one of `values` may be seen (no value: no row); `policy` asked for it."""

    column: str
    values: tuple[str | int | float | bool, ...]
    policy: str


@dataclass(frozen=True, kw_only=True)
class ReadDecision:
    """The answer to "may this subject read this port, for this purpose, now?".

    `columns` are the readable ones, in the port's order; `masks` and `filters` apply below every expression of the
    reader; `grants` are the ids that allowed it; `revision` is the digest of the policies that decided.
    """

    allowed: bool
    columns: tuple[str, ...]
    denials: tuple[Denial, ...]
    masks: tuple[Mask, ...]
    filters: tuple[RowFilter, ...]
    grants: tuple[str, ...]
    revision: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The answer to "may this happen?" for everything but reads: publishing, granting, running."""

    allowed: bool
    denials: tuple[Denial, ...]
    warnings: tuple[Denial, ...]
    revision: str


class PolicyEngine(Protocol):
    """Evaluates the law. Pure: the same revision, entrypoint and input give the same answer, on any backend."""

    @property
    def revision(self) -> str:
        """The digest of the policies that are loaded."""
        ...

    def evaluate(self, entrypoint: str, document: dict[str, Any]) -> Any:
        """Return the JSON value of `entrypoint` (`access/read`) for the input `document`.

        Raises `Unavailable` when the engine cannot answer; an undefined answer is None, which callers read as a no.
        """
        ...
