"""What the policies are told, as plain values: whoever builds a question cannot misspell a key of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

__all__ = [
    "ChangeFacts",
    "ColumnFacts",
    "ConsumerFacts",
    "FilterRule",
    "Grant",
    "Known",
    "PortFacts",
    "Resource",
    "Subject",
]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Whoever asks. A product acts under its own name (`planning/delay_causes`) and with the team that owns it."""

    id: str
    kind: Literal["user", "product", "service"]
    teams: Sequence[str] = ()
    roles: Sequence[str] = ()
    attributes: Mapping[str, Sequence[str | int | float | bool]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What an owner lets someone read. `*` in `columns` is every column; `clear` lists by name those without a mask.

    It counts from `starts` up to and without `expires`, both in seconds since 1970.
    """

    id: str
    grantee_kind: Literal["user", "team", "product", "service"]
    grantee: str
    purposes: Sequence[str]
    columns: Sequence[str]
    starts: int
    expires: int
    clear: Sequence[str] = ()
    all_rows: bool = False
    revoked: bool = False


@dataclass(frozen=True, kw_only=True)
class ColumnFacts:
    """A top-level column as a policy sees it; a contract that names no mask means `redact`."""

    name: str
    classification: str
    mask: str = ""


@dataclass(frozen=True, kw_only=True)
class FilterRule:
    """Readers see the rows whose `column` is among the values of their own `attribute`."""

    column: str
    attribute: str


@dataclass(frozen=True, kw_only=True)
class PortFacts:
    """An output port under the contract in force, with all of its columns. No `purposes` means any purpose."""

    name: str
    domain: str
    product: str
    version: str
    status: str
    team: str
    columns: Sequence[ColumnFacts]
    contact: str = ""
    purposes: Sequence[str] = ()
    row_filters: Sequence[FilterRule] = ()


@dataclass(frozen=True, kw_only=True)
class Resource:
    """What an act is done to, and who answers for it."""

    kind: Literal["product", "port", "domain", "team", "mesh", "subject"]
    name: str
    domain: str = ""
    team: str = ""
    owners: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the mesh knows already: the team of each domain, the teams, and the port that each contract id belongs to."""

    domains: Mapping[str, str]
    teams: Sequence[str]
    ids: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class ChangeFacts:
    """One difference between two contracts; `column` is the top-level column it is about, or "" for the whole port."""

    kind: str
    path: str
    grade: Literal["safe", "warning", "breaking"]
    message: str
    column: str = ""


@dataclass(frozen=True, kw_only=True)
class ConsumerFacts:
    """A product that reads the port, and the columns it reads; none named means that nobody knows which."""

    product: str
    columns: Sequence[str] = ()
