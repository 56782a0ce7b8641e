"""What a conversion is: SQL, and whether it can fail."""

from dataclasses import dataclass

from governance.checks.duck_types import DuckType

__all__ = ["Converted", "nothing", "there_and_back"]


@dataclass(frozen=True)
class Converted:
    """SQL that is the value in the contract's type, or NULL; `always` when only NULL gives NULL."""

    sql: str
    always: bool = False


def nothing(target: DuckType) -> Converted:
    """The answer for a source that no value converts from."""
    return Converted(f"CAST(NULL AS {target})")


def there_and_back(expr: str, source: DuckType, target: DuckType) -> str:
    """Return the cast of `expr`, or NULL when casting it back does not give `expr` again."""
    there = f"TRY_CAST({expr} AS {target})"
    return f"CASE WHEN TRY_CAST({there} AS {source}) = {expr} THEN {there} END"
