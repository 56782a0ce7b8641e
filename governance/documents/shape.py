"""Holds a document against a JSON schema (draft 2019-09) and says what to write instead."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any

from governance.documents.complaints import ClosedObjects, Complaint, complaint_of, unique_items
from governance.documents.model import Document
from governance.findings import Finding

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

__all__ = ["Shape"]

_MOST_ERRORS = 200


class Shape:
    """A JSON schema, compiled once; `hints` says for a key what is meant to stand there, `synonyms` what people
    write in its stead.
    """

    def __init__(
        self,
        schema: Mapping[str, Any],
        *,
        hints: Mapping[str, str] | None = None,
        synonyms: Mapping[str, str] | None = None,
    ) -> None:
        self.schema = schema
        self.hints = hints or {}
        self.synonyms = synonyms or {}

    @cached_property
    def _validator(self) -> "Validator":
        from jsonschema import Draft201909Validator
        from jsonschema.validators import extend

        keywords = ("unevaluatedProperties", "additionalProperties")
        closed = {k: ClosedObjects(self.schema, Draft201909Validator.VALIDATORS[k]).unknown_keys for k in keywords}
        return extend(Draft201909Validator, closed | {"uniqueItems": unique_items})(self.schema)

    def findings(self, document: Document, data: Any = None) -> list[Finding]:
        """Return what is wrong with the document's shape (the first 200 faults), each once and at its own place.

        `data` stands in for the document's data when an older form was brought up to date first.
        """
        errors = islice(self._validator.iter_errors(document.data if data is None else data), _MOST_ERRORS)
        complaints = dict.fromkeys(complaint for error in errors for complaint in self._complaints(error))
        mistyped = {complaint.path for complaint in complaints if complaint.code == "TRL113"}
        return [
            document.finding(c.code, c.message, c.path, fix=c.fix, of_key=c.code in {"TRL111", "TRL116"})
            for c in complaints
            if c.code == "TRL113" or c.path not in mistyped
        ]

    def _complaints(self, error: "ValidationError", above: Sequence[str | int] = ()) -> Iterator[Complaint]:
        path = (*above, *error.relative_path)
        if error.validator in {"anyOf", "oneOf"} and error.context:
            yield from self._closest_branch(error, path)
            return
        yield complaint_of(error, path, hints=self.hints, synonyms=self.synonyms)

    def _closest_branch(self, error: "ValidationError", path: tuple[str | int, ...]) -> Iterator[Complaint]:
        """Complain as the branch does that the value was probably meant for: the one whose type it has."""
        branches: dict[Any, list[ValidationError]] = {}
        for inner in error.context or ():
            branches.setdefault(inner.relative_schema_path[0], []).append(inner)
        meant = [inner for inner in branches.values() if not any(map(_rejects_outright, inner))]
        if len(meant) == 1:
            for inner in meant[0]:
                yield from self._complaints(inner, path)
        else:
            yield complaint_of(error, path, hints=self.hints, synonyms=self.synonyms)


def _rejects_outright(error: "ValidationError") -> bool:
    return not error.relative_path and error.validator in {"type", "required", "pattern", "anyOf", "oneOf"}
