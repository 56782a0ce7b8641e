"""Which contract this is: id, version, status, domain, and the one table it is about."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from governance.contracts.lint.check import of_contract
from governance.contracts.lint.subject import Complaint, Subject
from governance.contracts.version import Version
from governance.documents import Path, shown, suggestion
from governance.errors import Invalid
from governance.names import check_name

__all__ = ["IDENTITY", "STATUSES", "bad_id", "bad_name", "bad_status", "bad_version"]

STATUSES = ("proposed", "draft", "active", "deprecated", "retired")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}\Z")


@of_contract("TRL204")
def there_is_one_table(subject: Subject) -> Iterator[Complaint]:
    count = len(subject.tables)
    if count != 1:
        fix = "add `schema: [{name: …, properties: […]}]`" if count == 0 else "give each table a contract of its own"
        path = ("schema",) if count == 0 else ("schema", 1)
        yield Complaint(f"A contract is about one table, and this one has {count or 'none'}", path, fix)


@of_contract("TRL205")
def the_table_has_columns(subject: Subject) -> Iterator[Complaint]:
    if subject.tables and not subject.columns:
        fix = "add `properties: [{name: …, logicalType: …}]`"
        yield Complaint(f"`{subject.table.get('name')}` has no columns", ("schema", 0), fix)


@of_contract("TRL206")
def the_version_is_semantic(subject: Subject) -> Iterator[Complaint]:
    yield from bad_version(str(subject.data.get("version")), ("version",))


@of_contract("TRL207")
def the_status_is_known(subject: Subject) -> Iterator[Complaint]:
    yield from bad_status(subject.data)


@of_contract("TRL208")
def the_id_can_be_typed(subject: Subject) -> Iterator[Complaint]:
    yield from bad_id(subject.data)


@of_contract("TRL209")
def domain_and_table_have_usable_names(subject: Subject) -> Iterator[Complaint]:
    if subject.data.get("domain") is not None:
        yield from bad_name("domain", subject.data["domain"], ("domain",))
    for at, table in enumerate(subject.tables):
        yield from bad_name("port", table["name"], ("schema", at, "name"))


def bad_version(text: str, path: Path) -> Iterator[Complaint]:
    """Yield a complaint unless `text` is a semantic version."""
    try:
        Version.parse(text)
    except Invalid as fault:
        yield Complaint(fault.message, path, fault.hint, code="TRL206")


def bad_status(data: Mapping[str, Any]) -> Iterator[Complaint]:
    """Yield a complaint unless the document's status is one of five, or not given."""
    status = data.get("status")
    if status is not None and status not in STATUSES:
        message = f"The status {shown(status)} is unknown"
        yield Complaint(message, ("status",), suggestion(status, STATUSES), code="TRL207")


def bad_id(data: Mapping[str, Any]) -> Iterator[Complaint]:
    """Yield a complaint unless the document's id is one that people can type."""
    if not _ID.match(str(data.get("id"))):
        fix = "use letters, digits, `.`, `-`, `_`; by convention `domain.name`"
        yield Complaint("The id cannot be typed in a command or an address", ("id",), fix, code="TRL208")


def bad_name(what: str, name: str, path: Path) -> Iterator[Complaint]:
    """Yield a complaint unless `name` can name a domain, product or port."""
    try:
        check_name(name, what)
    except Invalid as fault:
        yield Complaint(fault.message, path, fault.hint, code="TRL209")


IDENTITY = (
    there_is_one_table,
    the_table_has_columns,
    the_version_is_semantic,
    the_status_is_known,
    the_id_can_be_typed,
    domain_and_table_have_usable_names,
)
