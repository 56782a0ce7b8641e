"""Classifications, masks, row filters and purposes: that they say something, and that it can be done."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from governance.contracts.lint.check import of_contract, of_each_field
from governance.contracts.lint.subject import Complaint, Field, Subject
from governance.contracts.model import CLASSIFICATIONS, MASKS
from governance.contracts.types import Kind
from governance.contracts.vendor import custom_properties
from governance.documents import shown, suggestion

__all__ = ["PRIVACY", "bad_purposes"]

_PURPOSE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*\Z")
_CLASS_OF_OTHERS = {
    "pii": "confidential",
    "personal": "confidential",
    "sensitive": "confidential",
    "private": "confidential",
    "secret": "restricted",
    "highlyconfidential": "restricted",
    "open": "public",
    "official": "internal",
    "internaluseonly": "internal",
}
_MASKS_OF_OTHERS = {"none": "null", "nullify": "null", "sha256": "hash", "star": "redact", "partial": "last4"}
_PERSONAL = re.compile(
    r"(?:^|_)(?:e_?mail|phone|mobile|fax|ssn|social_security|nin|passport|birth(?:day|date)?|dob|first_name|last_name|"
    r"full_name|surname|maiden_name|given_name|family_name|home_address|street|postal_address|iban|credit_card|"
    r"card_number|account_number|ip_address|salary|gender|ethnicity|religion|health|diagnosis|license_plate|"
    r"driving_licence|tax_id|national_id|username|user_name|geolocation)(?:_|$)"
)


@of_each_field("TRL271")
def a_classification_is_one_of_four(field: Field) -> Iterator[Complaint]:
    given = field.data.get("classification")
    if given is None or given in CLASSIFICATIONS:
        return
    fix = suggestion(given, CLASSIFICATIONS, synonyms=_CLASS_OF_OTHERS)
    yield field.complain(f"The classification `{given[:40]}` is unknown", "classification", fix=fix)


@of_each_field("TRL272")
def a_column_is_classified(field: Field) -> Iterator[Complaint]:
    if field.depth == 0 and not field.data.get("classification"):
        fix = "add `classification: internal` (or public, confidential, restricted)"
        yield field.complain(f"`{field.label}` has no classification", "name", fix=fix)


@of_each_field("TRL273")
def personal_data_is_not_open(field: Field) -> Iterator[Complaint]:
    name = str(field.data.get("name", ""))
    looks_personal = _PERSONAL.search(name) or (field.options.get("format") == "email")
    if looks_personal and field.data.get("classification") in {None, "public", "internal"}:
        key = "classification" if field.data.get("classification") else "name"
        message = f"`{field.label}` looks like personal data, and everybody who may read the port sees it"
        yield field.complain(message, key, fix="write `classification: confidential`")


@of_each_field("TRL274")
def a_mask_can_be_applied(field: Field) -> Iterator[Complaint]:
    for at, entry in _masks(field):
        mask = str(entry.get("value"))
        if mask not in MASKS:
            fix = suggestion(mask, MASKS, synonyms=_MASKS_OF_OTHERS)
            yield Complaint(f"There is no mask {shown(mask)}", (*at, "value"), fix)
        elif (kinds := MASKS[mask]) and field.kind not in {*kinds, None}:
            suited = ", ".join(kind.value for kind in kinds)
            message = f"The mask `{mask}` is for {suited}, and `{field.label}` is `{field.type}`"
            yield Complaint(message, (*at, "value"), "write `mask: redact` or `mask: null`")


def _masks(field: Field) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
    for name, entry, path in custom_properties(field.data, field.path):
        if name == "mask":
            yield path, entry


@of_each_field("TRL276")
def a_mask_hides_something(field: Field) -> Iterator[Complaint]:
    for at, _ in _masks(field):
        if field.data.get("classification") in {"public", "internal"}:
            message = f"`{field.label}` is {field.data['classification']}, so the mask is applied to nobody"
            yield Complaint(message, at, "write `classification: confidential`, or remove the mask")
        elif field.depth:
            yield Complaint("Only whole columns are masked", at, "move the mask to the column that holds this one")


@of_contract("TRL277")
def a_row_filter_compares_a_column(subject: Subject) -> Iterator[Complaint]:
    for name, entry, path in custom_properties(subject.table, ("schema", 0)):
        if name == "rowFilters":
            filters = entry.get("value")
            listed = filters if isinstance(filters, list) and filters else [None]
            for at, one in enumerate(listed):
                place = (*path, "value", at) if one is not None else (*path, "value")
                yield from _bad_filter(subject, one, place)


def _bad_filter(subject: Subject, one: Any, path: tuple[str | int, ...]) -> Iterator[Complaint]:
    fix = "write `- {column: …, attribute: …}`"
    if (
        not isinstance(one, dict)
        or set(one) != {"column", "attribute"}
        or not all(isinstance(v, str) for v in one.values())
    ):
        yield Complaint("A row filter names a column and an attribute of the reader", path, fix)
        return
    column = subject.column(one["column"])
    if column is None:
        hint = suggestion(one["column"], subject.names, otherwise="name a column of the table")
        yield Complaint(f"There is no column {shown(one['column'])}", (*path, "column"), hint)
    elif column.kind not in {Kind.STRING, Kind.INTEGER, Kind.BOOLEAN, None}:
        message = f"Readers' attributes are texts, whole numbers or booleans; `{column.label}` is `{column.type}`"
        yield Complaint(message, (*path, "column"), "filter by another column")
    if not _PURPOSE.match(one["attribute"]):
        yield Complaint(
            f"The attribute {shown(one['attribute'])} cannot be typed", (*path, "attribute"), "use snake_case"
        )


@of_contract("TRL278")
def purposes_are_words(subject: Subject) -> Iterator[Complaint]:
    for name, entry, path in custom_properties(subject.data, ()):
        if name == "purposes":
            yield from bad_purposes(entry.get("value"), (*path, "value"))


def bad_purposes(purposes: Any, path: tuple[str | int, ...]) -> Iterator[Complaint]:
    """Yield what is wrong with a list of purposes."""
    if not isinstance(purposes, list) or not purposes:
        yield Complaint(
            "Purposes are a list of words", path, "write `[planning, billing]`; without the list any will do"
        )
        return
    for at, purpose in enumerate(purposes):
        if not isinstance(purpose, str) or not _PURPOSE.match(purpose) or purpose in purposes[:at]:
            fix = "use one word in snake_case, each once"
            yield Complaint(f"{shown(purpose)} is no purpose that a reader can state", (*path, at), fix)


@of_contract("TRL279")
def somebody_can_see_what_is_restricted(subject: Subject) -> Iterator[Complaint]:
    purposes = {name for name, _, _ in custom_properties(subject.data, ())}
    restricted = [field for field in subject.columns if field.data.get("classification") == "restricted"]
    if restricted and "purposes" not in purposes:
        message = f"Nobody but the owners will ever see `{restricted[0].label}` in clear"
        fix = "list the purposes that it may be read for in the contract's `purposes`"
        yield restricted[0].complain(message, "classification", fix=fix)


PRIVACY = (
    a_classification_is_one_of_four,
    a_column_is_classified,
    personal_data_is_not_open,
    a_mask_can_be_applied,
    a_mask_hides_something,
    a_row_filter_compares_a_column,
    purposes_are_words,
    somebody_can_see_what_is_restricted,
)
