"""Which contract this is: id, version, status, domain, and the one table it is about."""

import re
from collections.abc import Iterator
from typing import Any

from governance.contracts.lint.check import of_contract
from governance.contracts.lint.subject import Complaint, Subject
from governance.contracts.version import Version
from governance.documents import Path, suggestion
from governance.errors import Invalid
from governance.names import check_name

__all__ = ["IDENTITY", "STATUSES"]

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
    try:
        Version.parse(str(subject.data.get("version")))
    except Invalid as fault:
        yield Complaint(fault.message, ("version",), fault.hint)


@of_contract("TRL207")
def the_status_is_known(subject: Subject) -> Iterator[Complaint]:
    status = subject.data.get("status")
    if status is not None and status not in STATUSES:
        fix = suggestion(status, STATUSES)
        yield Complaint(f"The status `{status[:40]}` is unknown", ("status",), fix)


@of_contract("TRL208")
def the_id_can_be_typed(subject: Subject) -> Iterator[Complaint]:
    if not _ID.match(str(subject.data.get("id"))):
        fix = "use letters, digits, `.`, `-`, `_`; by convention `domain.port`"
        yield Complaint("The id cannot be typed in a command or an address", ("id",), fix)


@of_contract("TRL209")
def domain_and_table_have_usable_names(subject: Subject) -> Iterator[Complaint]:
    named: list[tuple[str, Any, Path]] = [("domain", subject.data.get("domain"), ("domain",))]
    named += [("port", table.get("name"), ("schema", at, "name")) for at, table in enumerate(subject.tables)]
    for what, name, path in named:
        if name is not None:
            yield from _bad_name(what, str(name), path)


def _bad_name(what: str, name: str, path: Path) -> Iterator[Complaint]:
    try:
        check_name(name, what)
    except Invalid as fault:
        yield Complaint(fault.message, path, fault.hint)


IDENTITY = (
    there_is_one_table,
    the_table_has_columns,
    the_version_is_semantic,
    the_status_is_known,
    the_id_can_be_typed,
    domain_and_table_have_usable_names,
)
