"""What a publish hands to the registry: a product's version as it was judged, with everything it is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from governance.names import PortName
from governance.policy.decision import Verdict

if TYPE_CHECKING:
    from governance.contracts.model import Contract
    from governance.descriptors.model import Descriptor

__all__ = ["Evidence", "InputPublication", "OutputPublication", "Publication"]


@dataclass(frozen=True, kw_only=True)
class OutputPublication:
    """An output port with the contract that it is served under from now on."""

    port: PortName
    contract: "Contract"
    description: str = ""
    status: str = "active"


@dataclass(frozen=True, kw_only=True)
class InputPublication:
    """An input port: `upstream` names the port it reads (`domain.port`), "" for a source; `columns` are relied on."""

    name: str
    contract_id: str
    upstream: str = ""
    version: str = ""
    expectations: str = ""
    columns: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The law's verdict on the publication and what it was given on: findings, changes, who is affected."""

    verdict: Verdict
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Publication:
    """One version of a product. `files` are the texts of its folder by path, the descriptor and contracts included;

    `expectations` of an input is the path of its file in `files`, or "".
    """

    descriptor: "Descriptor"
    outputs: Sequence[OutputPublication]
    inputs: Sequence[InputPublication]
    files: Mapping[str, str]
    evidence: Evidence
    by: str
