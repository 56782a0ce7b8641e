"""What a reader needs beside the columns: what it is for, what each column means, who answers."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from governance.contracts.lint.check import of_contract, of_each_field
from governance.contracts.lint.subject import Complaint, Field, Subject
from governance.contracts.people import members_of, owners_of
from governance.documents import suggestion

__all__ = ["DOCUMENTATION", "people_checks"]

_STAND_IN = re.compile(
    r"\W*(?:(?:todo|tbd|tba|fixme|xxx|lorem ipsum|to be (?:done|defined|completed))\b.*|n/?a|none|description|\?*)\W*",
    re.IGNORECASE | re.DOTALL,
)
_KEYS = ("usage", "purpose", "limitations", "authoritativeDefinitions", "customProperties")


@of_contract("TRL501")
def the_contract_says_what_it_is_for(subject: Subject) -> Iterator[Complaint]:
    if not (subject.data.get("description") or {}).get("purpose"):
        fix = "add `description: {purpose: …}`"
        yield Complaint("The contract does not say what the data is for", ("description",), fix)


@of_contract("TRL111")
def the_description_has_known_keys(subject: Subject) -> Iterator[Complaint]:
    """The schema leaves this one object open, so `purpos` would be dropped in silence."""
    for key in subject.data.get("description") or {}:
        if key not in _KEYS:
            fix = suggestion(key, _KEYS, otherwise="remove it")
            yield Complaint(f"Unknown key `{key[:40]}` in `description`", ("description", key), fix)


@of_contract("TRL502")
def the_table_is_described(subject: Subject) -> Iterator[Complaint]:
    if subject.tables and not subject.table.get("description"):
        message = f"`{subject.table.get('name')}` does not say what one row is"
        yield Complaint(message, ("schema", 0, "name"), "add `description: One row per …`")


@of_each_field("TRL503")
def a_column_is_described(field: Field) -> Iterator[Complaint]:
    if "name" in field.data and not field.data.get("description"):
        yield field.complain(f"`{field.label}` is not described", "name", fix="add `description: …`, with its unit")


@of_contract("TRL504", "TRL505", "TRL506", "TRL507")
def somebody_answers_for_it(subject: Subject) -> Iterator[Complaint]:
    yield from people_checks(subject.data, "contract")


def people_checks(data: Mapping[str, Any], what: str) -> Iterator[Complaint]:
    """Yield what is wrong with the team and the support of a contract or a product."""
    if not owners_of(data):
        fix = "add `team: {name: …, members: [{username: …, role: owner}]}`"
        yield Complaint(f"Nobody owns the {what}", ("team",), fix, code="TRL504")
    team = data.get("team")
    if isinstance(team, dict) and not team.get("name"):
        yield Complaint("The team has no name", ("team",), "add `name: …`", code="TRL505")
    if not data.get("support"):
        fix = "add `support: [{channel: …, url: mailto:…}]`"
        yield Complaint("Nothing says where to ask", ("support",), fix, code="TRL506")
    yield from _members(data)


def _members(data: Mapping[str, Any]) -> Iterator[Complaint]:
    seen: set[str] = set()
    for path, member in members_of(data):
        name = str(member.get("username"))
        if name in seen:
            yield Complaint(f"`{name[:60]}` is listed twice", (*path, "username"), "keep one entry", code="TRL507")
        seen.add(name)
        if (
            member.get("dateOut")
            and str(member.get("role")).lower() == "owner"
            and not member.get("replacedByUsername")
        ):
            fix = "add `replacedByUsername`, or name another owner"
            yield Complaint(f"The owner `{name[:60]}` has left", (*path, "dateOut"), fix, code="TRL507")


@of_contract("TRL508")
def a_description_says_something(subject: Subject) -> Iterator[Complaint]:
    for text, path in _descriptions(subject):
        if isinstance(text, str) and text and _STAND_IN.fullmatch(text):
            yield Complaint(f"`{text.strip()[:40]}` describes nothing", path, "say what a reader needs to know")


def _descriptions(subject: Subject) -> Iterator[tuple[Any, tuple[str | int, ...]]]:
    about: Mapping[str, Any] = subject.data.get("description") or {}
    yield about.get("purpose"), ("description", "purpose")
    yield subject.table.get("description"), ("schema", 0, "description")
    for field in subject.fields:
        yield field.data.get("description"), field.at("description")


DOCUMENTATION = (
    the_contract_says_what_it_is_for,
    the_description_has_known_keys,
    the_table_is_described,
    a_column_is_described,
    somebody_answers_for_it,
    a_description_says_something,
)
