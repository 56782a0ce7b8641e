"""Runs the checks over a document."""

from collections.abc import Iterator

from governance.contracts.lint.bounds import BOUNDS_CHECKS
from governance.contracts.lint.check import Check
from governance.contracts.lint.custom import CUSTOM
from governance.contracts.lint.deprecated import DEPRECATED
from governance.contracts.lint.documentation import DOCUMENTATION
from governance.contracts.lint.identity import IDENTITY
from governance.contracts.lint.keys import KEYS
from governance.contracts.lint.lifecycle import LIFECYCLE
from governance.contracts.lint.names import NAMES, no_column_is_named_twice
from governance.contracts.lint.privacy import PRIVACY
from governance.contracts.lint.quality import QUALITY
from governance.contracts.lint.relationships import RELATIONSHIPS
from governance.contracts.lint.service_levels import EXPECTED_LEVELS, SERVICE_LEVELS
from governance.contracts.lint.sql import SQL
from governance.contracts.lint.subject import Subject
from governance.contracts.lint.texts import TEXTS
from governance.contracts.lint.types import EXPECTED_TYPES, TYPES
from governance.contracts.lint.values import VALUES
from governance.findings import Finding

__all__ = ["CONTRACT_CHECKS", "EXPECTATION_CHECKS", "lint"]

_MOST_FINDINGS = 500
_VALUES = (*BOUNDS_CHECKS, *TEXTS, *VALUES)

CONTRACT_CHECKS: tuple[Check, ...] = (
    *DEPRECATED,
    *IDENTITY,
    *NAMES,
    *TYPES,
    *_VALUES,
    *KEYS,
    *RELATIONSHIPS,
    *QUALITY,
    *SQL,
    *PRIVACY,
    *CUSTOM,
    *LIFECYCLE,
    *DOCUMENTATION,
    *SERVICE_LEVELS,
)

EXPECTATION_CHECKS: tuple[Check, ...] = (
    *IDENTITY,
    no_column_is_named_twice,
    *EXPECTED_TYPES,
    *_VALUES,
    *QUALITY,
    *SQL,
    *EXPECTED_LEVELS,
)
"""What also holds for what a consumer expects; names, keys, privacy and ownership are the producer's to declare."""


def lint(subject: Subject, checks: tuple[Check, ...] = CONTRACT_CHECKS) -> Iterator[Finding]:
    """Yield what the checks find, each finding at its place in the document; after 500 an error says that there is more,
    as what was not looked for must not pass for fine.
    """
    found = ((complaint, check) for check in checks for complaint in check.run(subject))
    for number, (complaint, check) in enumerate(found):
        if number == _MOST_FINDINGS:
            message = f"There are more than {_MOST_FINDINGS} findings; the rest was not looked for"
            yield subject.document.finding("TRL102", message, fix="correct these first")
            return
        code = complaint.code or check.codes[0]
        of_key = code == "TRL111"
        yield subject.document.finding(code, complaint.message, complaint.path, fix=complaint.fix, of_key=of_key)
