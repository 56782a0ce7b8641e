"""Mutants that no test can tell from the original, and why."""

from collections.abc import Mapping

__all__ = ["EQUIVALENT", "reason_for"]

EQUIVALENT: Mapping[str, str] = {
    "governance/documents/scalars.py read_elsewhere: never `text[:1] not in _NUMERIC_START`": "a short cut that is not taken",
    "governance/documents/scalars.py resolve: never `text[0] not in _NUMERIC_START`": "a short cut that is not taken",
    "governance/documents/scanner.py EventStream._blanks_end: always `found`": "the pattern matches no blank as well",
    'governance/documents/scanner.py EventStream._ends_at: never `self.buffer[end] == ":"`': "a short cut that is not taken",
    "governance/documents/scanner.py EventStream._skip_blanks: shifts `newline >= 0`": "it is not called at the very first",
    "governance/documents/scanner.py EventStream.check_token: without `bool(self.tokens)`": "nobody asks after the end",
    "governance/documents/scanner.py EventStream.need_more_tokens: never `not self.possible_simple_keys`": (
        "a short cut that is not taken"
    ),
    "governance/documents/scanner.py EventStream.need_more_tokens: never `self.done`": "nobody asks after the end",
    "governance/policy/combine.py stricter: shifts `{one, other} <= set(MASKS)`": "two kinds are never all five",
    "governance/sql/filters.py _condition: always `len(literals) == 1 or not plain`": "the same rows, more slowly",
    "governance/sql/filters.py _condition: never `plain`": "the same rows, and no statistics of files to skip any by",
    "governance/sql/filters.py _literal: without `-(2**63) <= int(text) < 2**63`": "no value of the column equals it anyway",
    "platform_api/auth/service.py sign_in: shifts `len(headers[0]) <= LONGEST + 16`": "the token alone is measured again",
    "platform_api/auth/service.py sign_in: without `len(headers[0]) <= LONGEST + 16`": "the token alone is measured again",
    "platform_api/auth/tokens.py verify_token: without `type(audience) is not str`": "what is no text is no audience either",
    "platform_api/gate/catalog.py Gate._swap: unfiltered `update(IcebergTable) .where(col(IcebergTable.namespace) == "
    "namespace, col(IcebergTable....` #2": "a metadata file is of one table, so that its place names the row as well",
    "platform_api/gate/catalog.py Gate._write: always `m.added_snapshot_id == snapshot.snapshot_id`": (
        "what is on the disk already is forced there again"
    ),
    "platform_api/guard.py Kept.__init__: skips `super().__init__(failure, keep)`": "Python keeps what it is made of itself",
    "platform_api/guard.py admit: without `access.resource is None`": "`permission` always takes a resource",
    "platform_api/guard.py record_judged: without `admission.verdict is not None`": "it is there where the document is",
    "platform_api/principals/service.py subject_resource: always `teams`": "a product is always in a team",
    "platform_api/routing.py _conclude: skips `session.flush()`": "the commit writes what is left as well",
    "platform_api/home.py Home.secret: always `not path.exists()`": "what is there stays, and is only written in vain",
}
"""The reason by the mutant's name."""


def reason_for(name: str) -> str:
    """Return why a mutant is no other program, "" if nobody has said so."""
    return EQUIVALENT.get(name, "")
