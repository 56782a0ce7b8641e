"""Several answers as one that is never wider than any of them: a domain's own policies can only tighten."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from governance.digests import canonical_json
from governance.policy.decision import MASKS, Denial, Mask, ReadDecision, RowFilter

__all__ = ["combine", "refusal", "stricter"]

T = TypeVar("T")
_SILENT = Denial(
    policy="undecided",
    path="",
    message="A policy refuses without giving a reason",
    fix="ask the owners of the policy",
)
_NOTHING_LEFT = Denial(
    policy="undecided",
    path="columns",
    message="Nothing is left to read once every policy has been asked",
    fix="ask the owners for columns that all policies allow",
)


def refusal(denials: Iterable[Denial], revision: str) -> ReadDecision:
    """Return the decision that gives nothing but its reasons, in order and once each."""
    reasons = tuple(sorted(set(denials))) or (_SILENT,)
    return ReadDecision(allowed=False, columns=(), denials=reasons, masks=(), filters=(), grants=(), revision=revision)


def stricter(one: str, other: str) -> str:
    """Return the least mask that hides all that either hides.

    `null` hides everything, whether there is a value included. `redact` hides everything but that. `hash` (which values
    are equal), `year` and `last4` each show a different part, so two of them meet in `redact`. What is no mask at all
    counts as `null`.
    """
    if one == other and one in MASKS:
        return one
    return "null" if "null" in (one, other) or not {one, other} <= set(MASKS) else "redact"


def combine(base: ReadDecision, *local: ReadDecision) -> ReadDecision:
    """Return the one decision that every given decision agrees to, and that gives nothing `base` does not give.

    A denial of any wins, columns are those of all, the stricter of two masks wins, and every filter applies.
    """
    answers = (base, *local)
    revision = "+".join(answer.revision for answer in answers)
    denials = [denial for answer in answers for denial in answer.denials]
    columns = tuple(name for name in base.columns if all(name in answer.columns for answer in local))
    if denials or not all(answer.allowed for answer in answers):
        return refusal(denials, revision)
    if not columns:
        return refusal([_NOTHING_LEFT], revision)
    filters = _once(rule for answer in answers for rule in answer.filters)
    return replace(base, columns=columns, masks=_masks(columns, answers), filters=filters, revision=revision)


def _masks(columns: tuple[str, ...], answers: tuple[ReadDecision, ...]) -> tuple[Mask, ...]:
    found: dict[str, Mask] = {}
    for mask in (mask for answer in answers for mask in answer.masks):
        held = found.get(mask.column)
        kind = stricter(held.kind, mask.kind) if held else stricter(mask.kind, mask.kind)
        policy = held.policy if held and held.kind == kind else mask.policy
        found[mask.column] = Mask(column=mask.column, kind=kind, policy=policy)
    return tuple(found[name] for name in columns if name in found)


def _once(filters: Iterable[RowFilter]) -> tuple[RowFilter, ...]:
    # Told apart by their JSON: to Python `True` and `1` are equal, and dropping one of two filters would show more rows.
    # Of two that ask the same the first stays, so that a local policy does not pass for the author of the law's own.
    found: dict[str, RowFilter] = {}
    for rule in filters:
        found.setdefault(canonical_json([rule.column, rule.values]), rule)
    return tuple(found.values())
