"""A policy's answer as findings, each in the document that it is about."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from governance.contracts.model import Contract
from governance.descriptors.model import Descriptor
from governance.documents import read_document
from governance.documents.paths import path_of
from governance.findings import Finding, ordered, severity_of

if TYPE_CHECKING:
    from governance.policy.decision import Denial, Verdict

__all__ = ["verdict_findings"]


def verdict_findings(verdict: "Verdict", descriptor: Descriptor, contracts: Sequence[Contract]) -> list[Finding]:
    """Return denials as TRL401 and warnings as TRL402, placed by their paths: `product.…` leads into the descriptor,
    `contracts[1].…` into the second of `contracts`; any other path stays with the descriptor as a whole.
    """
    found = [_finding("TRL401", one, descriptor, contracts) for one in verdict.denials]
    found += [_finding("TRL402", one, descriptor, contracts) for one in verdict.warnings]
    return ordered(found)


def _finding(code: str, denial: "Denial", descriptor: Descriptor, contracts: Sequence[Contract]) -> Finding:
    first, *rest = path_of(denial.path) or ("",)
    about: Descriptor | Contract = descriptor
    if first == "contracts" and rest and isinstance(rest[0], int) and rest[0] < len(contracts):
        about, rest = contracts[rest[0]], rest[1:]
    message = f"{denial.message} (policy `{denial.policy}`)"
    document = read_document(about.text, about.file).document
    if document is None:
        return Finding(code=code, message=message, fix=denial.fix, severity=severity_of(code), file=about.file)
    known = tuple(rest) if first in {"product", "contracts"} else ()
    return document.finding(code, message, known, fix=denial.fix)
