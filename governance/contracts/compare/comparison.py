"""Puts the families of changes together."""

from governance.contracts.compare.change import Change, Comparison, Grade
from governance.contracts.compare.columns import column_changes
from governance.contracts.compare.promises import promise_changes
from governance.contracts.compare.protection import protection_changes
from governance.contracts.compare.quality import quality_changes
from governance.contracts.compare.table import table_changes
from governance.contracts.compare.terms import term_changes
from governance.contracts.compare.words import word_changes
from governance.contracts.model import Contract

__all__ = ["compare"]


def compare(old: Contract, new: Contract) -> Comparison:
    """Return every change from `old` to `new`, graded for those who rely on `old`; the version itself is none."""
    changes: list[Change] = [
        *column_changes(old.table.columns, new.table.columns),
        *table_changes(old, new),
        *quality_changes(old, new),
        *promise_changes(old, new),
        *protection_changes(old, new),
        *term_changes(old, new),
        *word_changes(old, new),
    ]
    ranks = list(Grade)
    changes.sort(key=lambda change: ranks.index(change.grade))
    return Comparison(changes=tuple(changes), rewritten=old.digest != new.digest)
