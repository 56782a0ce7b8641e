"""How much one decision may use before it counts as undecided."""

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Wasm instructions (about 5 a nanosecond), bytes of memory, bytes of a document, and how deep it may be nested.

    The largest contract foreseen, 5,000 columns, takes about a tenth of each.
    """

    fuel: int = 2_000_000_000
    memory: int = 256 << 20
    document: int = 4 << 20
    depth: int = 64
