"""One failed assertion of a JSON schema, put into words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from governance.digests import canonical_json
from governance.documents.words import TYPES, closest, shown

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

__all__ = ["ClosedObjects", "Complaint", "complaint_of", "unique_items"]


@dataclass(frozen=True)
class Complaint:
    """A finding without its place in the text."""

    code: str
    message: str
    path: tuple[str | int, ...]
    fix: str = ""


def complaint_of(
    error: "ValidationError",
    path: tuple[str | int, ...],
    *,
    hints: Mapping[str, str],
    synonyms: Mapping[str, str],
) -> Complaint:
    """Return the finding that a schema error stands for, its message in the document's own words."""
    name = _name(path)
    hint = hints.get(_owner(path), "")
    match error.validator:
        case "additionalProperties" | "unevaluatedProperties":
            return _unknown(error, path, synonyms)
        case "required":
            missing = next(key for key in error.validator_value if error.message.startswith(f"{key!r} "))
            return Complaint("TRL112", f"{name} has no `{missing}`", path, hints.get(missing, f"add `{missing}: …`"))
        case "type" | "anyOf" | "oneOf" if types := _expected(error):
            return Complaint("TRL113", f"{name} is {shown(error.instance)}, not {types}", path, hint)
        case "oneOf" if (keys := _alternatives(error)) and isinstance(error.instance, dict):
            return _one_of(error, path, keys)
        case "enum" | "const":
            return _not_listed(error, path)
        case "not":
            refused = ", ".join(f"`{key}`" for key in error.validator_value.get("required", ()))
            return Complaint("TRL116", f"{name} takes no {refused or 'such value'}", path, f"remove {refused}")
        case _:
            return Complaint("TRL115", f"{name} {_misfit(error)}", path, hint)


def _name(path: tuple[str | int, ...]) -> str:
    if not path:
        return "The document"
    last = path[-1]
    return f"`{last}`" if isinstance(last, str) else f"Entry {last + 1} of `{_owner(path)}`"


def _owner(path: tuple[str | int, ...]) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def _unknown(error: "ValidationError", path: tuple[str | int, ...], synonyms: Mapping[str, str]) -> Complaint:
    key, known, elsewhere = (
        str(error.validator_value["key"]),
        error.validator_value["known"],
        error.validator_value["all"],
    )
    where = f" in {_name(path)}" if path else ""
    if key in elsewhere:
        return Complaint("TRL116", f"`{key}` does not apply here{where}", (*path, key), "remove it")
    meant = closest(key, known, synonyms)
    fix = meant if " " in meant else f"write `{meant}`" if meant else "remove it, or move it to `customProperties`"
    return Complaint("TRL111", f"Unknown key {shown(key)}{where}", (*path, key), fix)


def _expected(error: "ValidationError") -> str:
    """Name the types that would do, or "" when the error is not about types alone."""
    if error.validator == "type":
        named = error.validator_value
        return " or ".join(TYPES[one] for one in ([named] if isinstance(named, str) else named))
    inner = error.context or []
    if not inner or not all(each.validator == "type" and not each.relative_path for each in inner):
        return ""
    return " or ".join(dict.fromkeys(TYPES[each.validator_value] for each in inner))


def _alternatives(error: "ValidationError") -> list[str]:
    """Return the keys of which exactly one is wanted, when that is what the branches say."""
    branches = [branch.get("required", []) for branch in error.validator_value]
    return [keys[0] for keys in branches] if all(len(keys) == 1 for keys in branches) else []


def _one_of(error: "ValidationError", path: tuple[str | int, ...], keys: list[str]) -> Complaint:
    given = [key for key in keys if key in error.instance]
    if len(given) > 1:
        listed = " and ".join(f"`{key}`" for key in given)
        return Complaint("TRL251", f"{_name(path)} has {listed}; only one can hold", path, f"keep `{given[0]}`")
    if given:
        message = f"`{given[0]}` is {shown(error.instance[given[0]])}, which it cannot be compared with"
        return Complaint("TRL252", message, (*path, given[0]), "write a number, or two for the between operators")
    listed = ", ".join(f"`{key}`" for key in keys)
    return Complaint("TRL251", f"{_name(path)} does not say what the measure must be", path, f"add one of {listed}")


def _not_listed(error: "ValidationError", path: tuple[str | int, ...]) -> Complaint:
    listed = [error.validator_value] if error.validator == "const" else list(error.validator_value)
    meant = closest(str(error.instance), {str(value) for value in listed})
    choice = f"write `{meant}`" if meant else "write one of " + ", ".join(f"`{value}`" for value in listed[:12])
    return Complaint("TRL114", f"{_name(path)} cannot be {shown(error.instance)}", path, choice)


def _misfit(error: "ValidationError") -> str:
    limit = error.validator_value
    phrases = {
        "minItems": f"needs at least {limit} entries",
        "maxItems": f"may have {limit} entries at most",
        "uniqueItems": "lists the same value twice",
        "minimum": f"is {shown(error.instance)}; {limit} is the least",
        "exclusiveMinimum": f"is {shown(error.instance)} and must be greater than {limit}",
        "minLength": "is empty",
    }
    return phrases.get(str(error.validator), f"has a form that is not allowed: {shown(error.instance)}")


def unique_items(_: "Validator", value: Any, instance: Any, __: Mapping[str, Any]) -> "Iterator[ValidationError]":
    """Yield an error when a list holds the same value twice; jsonschema compares each entry with each."""
    from jsonschema import ValidationError

    if value and isinstance(instance, list) and len({canonical_json(entry) for entry in instance}) < len(instance):
        yield ValidationError("not unique")


class ClosedObjects:
    """The keywords by which a schema closes an object, over the definitions of `root`.

    They stand in for jsonschema's own, whose `unevaluatedProperties` takes three times as long for each level of
    nested columns (measured: 7 levels 3 s) and complains of known keys next to any other fault.
    """

    def __init__(self, root: Mapping[str, Any], otherwise: Any) -> None:
        self.root = root
        self.otherwise = otherwise

    def unknown_keys(
        self, validator: "Validator", value: Any, instance: Any, schema: Mapping[str, Any]
    ) -> "Iterator[ValidationError]":
        """Yield an error for each key that a closed object does not know."""
        from jsonschema import ValidationError

        if value is not False:
            yield from self.otherwise(validator, value, instance, schema) or ()
        elif isinstance(instance, dict):
            known = self._known(validator, schema, instance)
            for key in instance.keys() - known:
                data = {"key": key, "known": known, "all": self._known(validator, schema, None)}
                yield ValidationError(f"unknown key {key!r}", validator_value=data)

    def _known(self, validator: Any, schema: Mapping[str, Any], instance: Any) -> set[str]:
        """Collect the keys that apply to `instance`, or to any object at all when it is None."""
        keys = set(schema.get("properties", ()))
        if "$ref" in schema:
            keys |= self._known(validator, self._definition(schema["$ref"]), instance)
        for combined in ("allOf", "anyOf", "oneOf"):
            for branch in schema.get(combined, ()):
                keys |= self._known(validator, branch, instance)
        if "then" in schema and (instance is None or validator.evolve(schema=schema["if"]).is_valid(instance)):
            keys |= self._known(validator, schema["then"], instance)
        return keys

    def _definition(self, reference: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.root
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
        return found
