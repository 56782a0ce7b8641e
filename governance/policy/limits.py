"""How much one decision, or one command of those who write policies, may use before it counts as undecided."""

from dataclasses import dataclass

__all__ = ["AUTHORING", "REFERENCE", "Limits"]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Wasm instructions (about 5 a nanosecond), bytes of memory, bytes of a document, and how deep it may be nested.

    The largest contract foreseen, 5,000 columns, takes about a tenth of each. `seconds` are those of the clock on the
    wall, where OPA itself runs.
    """

    fuel: int = 2_000_000_000
    memory: int = 256 << 20
    document: int = 4 << 20
    depth: int = 64
    seconds: float = 10.0


REFERENCE = Limits(fuel=20_000_000_000, memory=512 << 20)
"""For one decision by OPA's own evaluator, which takes some four million instructions for a usual one."""

AUTHORING = Limits(fuel=200_000_000_000, memory=1 << 30, document=64 << 20, seconds=120.0)
"""For checking, testing or compiling policies; the stock policies' tests with coverage take a fifteenth of it."""
