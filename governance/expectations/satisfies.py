"""Whether a contract promises what a consumer relies on, told from the two documents alone."""

import re
from collections.abc import Iterator

from governance.contracts.model import Contract
from governance.expectations.columns import column_violations
from governance.expectations.model import Expectations
from governance.expectations.rules import key_violations, promise_violations, quality_violations
from governance.expectations.violation import Violation, as_findings
from governance.findings import Finding, Severity

__all__ = ["satisfies"]


def satisfies(contract: Contract, expectations: Expectations, *, version: str = "") -> list[Finding]:
    """Return what is relied on and not promised, as findings in the expectations; empty when all is promised.

    `version` is what the input port asks for (`1`, `1.2`, `1.2.0`), "" for any.
    """
    violations = [
        *_version_violations(contract, version),
        *column_violations(contract.table.columns, expectations.table.columns),
        *key_violations(contract.table, expectations.table),
        *quality_violations(contract.table, expectations.table),
        *promise_violations(contract, expectations.service_levels),
    ]
    return as_findings(violations, expectations)


def _version_violations(contract: Contract, version: str) -> Iterator[Violation]:
    if contract.status == "retired":
        yield Violation("TRL337", f"`{contract.id}` is retired", ("id",), "read the port that replaces it")
    elif contract.status == "deprecated":
        message = f"`{contract.id}` is on its way out"
        yield Violation("TRL337", message, ("id",), "look in the contract for what replaces it", Severity.WARNING)
    if version and not _serves(contract, version):
        message = f"Version {version} is relied on, and {contract.version} is promised"
        yield Violation(
            "TRL337", message, ("version",), f"read version {contract.version.major}, after a look at what changed"
        )


def _serves(contract: Contract, version: str) -> bool:
    """Tell whether a contract's version has the major that is asked for, and is not older."""
    major, *rest = (int(part) for part in re.findall(r"\d+", version)[:3])
    promised = (contract.version.minor, contract.version.patch)
    return contract.version.major == major and promised[: len(rest)] >= tuple(rest)
