"""What an engine answered, taken at its word only if every word of it makes sense; everything else is `Invalid`."""

from collections.abc import Iterable
from dataclasses import replace
from math import isfinite
from typing import Any

from governance.errors import Invalid
from governance.policy.combine import refusal
from governance.policy.decision import MASKS, Denial, Mask, ReadDecision, RowFilter, Verdict
from governance.policy.local_rules import ASKED, is_helper

__all__ = ["local_answer", "read_answer", "verdict_answer"]

_DENIAL = ("policy", "path", "message", "fix")


def read_answer(answer: Any, document: dict[str, Any], revision: str) -> ReadDecision:
    """Return the decision that an answer of `access/read` to `document` stands for."""
    fields = _object(answer, ("allow", "columns", "denials", "masks", "filters", "grants"), "the answer")
    allowed, denials = fields["allow"], _denials(fields["denials"])
    if type(allowed) is not bool:
        raise _wrong("`allow` is neither true nor false")
    if allowed and denials:
        raise _wrong("it allows and denies at once")
    if not allowed:
        return refusal(denials, revision)
    port = _column_names(document)
    columns = _known(fields["columns"], port, "columns")
    if not columns:
        raise _wrong("it allows, but no column")
    return ReadDecision(
        allowed=True,
        columns=tuple(name for name in port if name in columns),
        denials=(),
        masks=_masks(fields["masks"], columns),
        filters=_filters(fields["filters"], port),
        grants=tuple(sorted(_known(fields["grants"], _grant_ids(document), "grants"))),
        revision=revision,
    )


def local_answer(answer: Any, base: ReadDecision, document: dict[str, Any], revision: str) -> ReadDecision:
    """Return what a local policy makes of `base`: it may deny, mask and filter, and can say nothing else."""
    if not isinstance(answer, dict) or not {name for name in answer if not is_helper(name)} <= ASKED:
        raise _wrong("a local policy gives `deny`, `masks` and `filters`, and nothing else")
    denials = _denials(answer.get("deny", []))
    masks = _masks(answer.get("masks", []), frozenset(_column_names(document)))
    filters = _filters(answer.get("filters", []), _column_names(document))
    if denials:
        return refusal(denials, revision)
    return replace(base, masks=masks, filters=filters, revision=revision)


def verdict_answer(answer: Any, revision: str) -> Verdict:
    """Return the verdict that an answer of any other entrypoint stands for."""
    fields = _object(answer, ("deny", "warn"), "the answer")
    denials, warnings = _denials(fields["deny"]), _denials(fields["warn"])
    return Verdict(
        allowed=not denials, denials=tuple(sorted(denials)), warnings=tuple(sorted(warnings)), revision=revision
    )


def _wrong(what: str) -> Invalid:
    return Invalid(f"The answer makes no sense: {what}", hint="`trellis doctor` checks the policies", slug="bad-answer")


def _object(value: Any, keys: tuple[str, ...], what: str) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) != set(keys):
        raise _wrong(f"{what} does not have exactly {', '.join(f'`{key}`' for key in keys)}")
    return value


def _list(value: Any, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise _wrong(f"`{what}` is not a list")
    return value


def _words(value: Any, keys: tuple[str, ...], what: str) -> list[dict[str, str]]:
    found = [_object(entry, keys, f"an entry of `{what}`") for entry in _list(value, what)]
    if not all(isinstance(entry[key], str) for entry in found for key in keys):
        raise _wrong(f"an entry of `{what}` holds something that is not text")
    return found


def _denials(value: Any) -> list[Denial]:
    return [Denial(**entry) for entry in _words(value, _DENIAL, "deny")]


def _known(value: Any, known: Iterable[str], what: str) -> frozenset[str]:
    names = _list(value, what)
    if not all(isinstance(name, str) for name in names) or not set(names) <= set(known):
        raise _wrong(f"`{what}` names something that the question does not")
    if len(set(names)) != len(names):
        raise _wrong(f"`{what}` names something twice")
    return frozenset(names)


def _masks(value: Any, columns: frozenset[str]) -> tuple[Mask, ...]:
    masks = [Mask(**entry) for entry in _words(value, ("column", "kind", "policy"), "masks")]
    _known([mask.column for mask in masks], columns, "masks")
    if not all(mask.kind in MASKS for mask in masks):
        raise _wrong("a mask is of a kind that nobody knows")
    return tuple(sorted(masks))


def _filters(value: Any, columns: tuple[str, ...]) -> tuple[RowFilter, ...]:
    found = [_filter(entry) for entry in _list(value, "filters")]
    if not {rule.column for rule in found} <= set(columns):
        raise _wrong("a row filter names a column that the port does not have")
    return tuple(sorted(found, key=repr))


def _filter(entry: Any) -> RowFilter:
    fields = _object(entry, ("column", "values", "policy"), "an entry of `filters`")
    values = _list(fields["values"], "values")
    if not isinstance(fields["column"], str) or not isinstance(fields["policy"], str):
        raise _wrong("a row filter has no column or no policy")
    if not all(isinstance(value, str | int) or (isinstance(value, float) and isfinite(value)) for value in values):
        raise _wrong("a row filter compares with something that is not a value")
    return RowFilter(column=fields["column"], values=tuple(values), policy=fields["policy"])


def _column_names(document: dict[str, Any]) -> tuple[str, ...]:
    return tuple(column["name"] for column in document["columns"])


def _grant_ids(document: dict[str, Any]) -> set[str]:
    ids = [grant.get("id") for grant in document["grants"] if isinstance(grant, dict)]
    return {name for name in ids if isinstance(name, str)}
