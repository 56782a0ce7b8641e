"""The ways in which a query can end without an answer: a closed list, each with one text that carries no value."""

from collections.abc import Mapping

from governance.errors import Denied, Invalid, TrellisError, Unavailable

__all__ = ["CODES", "failure"]

_NARROW = "select fewer rows or columns, or aggregate"

CODES: Mapping[str, tuple[type[TrellisError], str, str]] = {
    "timeout": (Invalid, "The query took longer than its time limit", "narrow it with WHERE, or join on keys"),
    "out_of_memory": (
        Invalid,
        "The query needs more memory than it may have",
        f"{_NARROW}; whoever runs the mesh can allow more with `TRELLIS_QUERY_MEMORY_BYTES`",
    ),
    "too_large": (Invalid, "The answer is larger than it may be", "add LIMIT, or aggregate"),
    "conversion": (
        Invalid,
        "A value cannot be converted to the type that the query asks for",
        "use TRY_CAST or TRY, which give null instead",
    ),
    "arithmetic": (
        Invalid,
        "A calculation failed: a division by zero, or a number out of range",
        "divide by `nullif(x, 0)`, or cast to double first",
    ),
    "argument": (
        Invalid,
        "A function was given a value that it cannot take",
        "use TRY, or `element_at` for arrays and maps",
    ),
    "not_scalar": (
        Invalid,
        "A subquery that stands for one value gave more than one row",
        "use an aggregate, or IN instead of =",
    ),
    "unsupported": (Invalid, "The engine cannot run this form of query", "write it in another way"),
    "refused": (Denied, "The query did not pass the second gate", "report this query: the first gate let it through"),
    "cancelled": (Unavailable, "The query was cancelled", "ask again"),
    "engine": (Unavailable, "The engine failed while it ran the query", "try again; if it fails again, report it"),
}
"""Code → kind of error, message, hint. A code never says more than that, whatever the engine said."""


def failure(code: str, text: str = "") -> TrellisError:
    """Return the error of a code, `engine` for an unknown one.

    `text` is what the engine says about the same query over empty tables, so that it cannot hold any data.
    """
    kind, message, hint = CODES.get(code, CODES["engine"])
    slug = f"query-{(code if code in CODES else 'engine').replace('_', '-')}"
    return kind(f"{message}: {text}" if text else message, hint=hint, slug=slug)
