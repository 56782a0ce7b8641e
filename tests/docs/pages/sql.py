"""`sql.md`: what a query may hold, read from the tables that the binder goes by."""

from collections.abc import Mapping, Sequence

from governance.sql.functions import FUNCTIONS, REFUSED
from governance.sql.functions.aggregates import AGGREGATES, WINDOWS
from governance.sql.functions.collections import COLLECTIONS
from governance.sql.functions.dates import DATES
from governance.sql.functions.json import JSONS
from governance.sql.functions.logic import LOGIC
from governance.sql.functions.model import Function
from governance.sql.functions.numbers import NUMBERS
from governance.sql.functions.text import TEXT
from tests.docs.pages.markdown import document, table

__all__ = ["FAMILIES", "page"]

FAMILIES: dict[str, Mapping[str, Sequence[Function]]] = {
    "Texts and bytes": TEXT,
    "Numbers": NUMBERS,
    "Dates and times": DATES,
    "Choices": LOGIC,
    "Arrays, maps and rows": COLLECTIONS,
    "JSON": JSONS,
    "Aggregates": AGGREGATES,
    "Window functions": WINDOWS,
}
_INTRO = f"""\
Queries, transforms and SQL rules are written in Trino's SQL. What is allowed is a list, and what is not on it is refused
with what to write instead: a query is one `SELECT` over `domain.port` tables, with `WITH`, joins, subqueries, set
operations, grouping sets, windows, lambdas and `UNNEST`, and the {len(FUNCTIONS)} functions below. Nothing a reader
writes reaches an engine: the text is made anew for DuckDB
([how](../explanation/governed-queries.md)).

Every answer is as Trino would give it: `1 / 2` is 0, `NULL` sorts last, an integer that overflows is an error."""
_LETTERS = {
    "s": "text",
    "j": "text or JSON",
    "y": "bytes",
    "i": "integer",
    "n": "number",
    "b": "boolean",
    "d": "date or timestamp",
    "w": "timestamp",
    "t": "date or time",
    "v": "interval",
    "a": "array",
    "m": "map",
    "k": "'constant'",
    "u": "'unit'",
    "l": "lambda",
    "x": "value",
}


def page() -> str:
    """Return the page."""
    parts = [_INTRO]
    for family, functions in FAMILIES.items():
        rows = [(f"`{name}`", " · ".join(_form(form) for form in forms)) for name, forms in sorted(functions.items())]
        parts += [f"## {family}", table(("function", "arguments"), rows)]
    refused = [(f"`{name}`", why) for name, why in sorted(REFUSED.items())]
    return document("SQL", *parts, "## Not available, and why", table(("function", "instead"), refused))


def _form(form: Function) -> str:
    words = [_LETTERS[letter] for letter in form.takes.rstrip("*")]
    return f"({', '.join(words)}{', …' if form.takes.endswith('*') else ''})"
