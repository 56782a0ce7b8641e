"""Every function that a query may call, by its Trino name; what is not here does not run."""

from collections.abc import Mapping

from governance.sql.functions.aggregates import AGGREGATES, WINDOWS
from governance.sql.functions.collections import COLLECTIONS
from governance.sql.functions.dates import DATES
from governance.sql.functions.json import JSONS
from governance.sql.functions.logic import LOGIC
from governance.sql.functions.model import Function
from governance.sql.functions.numbers import NUMBERS
from governance.sql.functions.text import TEXT

__all__ = ["FUNCTIONS", "REFUSED"]

FUNCTIONS: Mapping[str, tuple[Function, ...]] = {
    **TEXT,
    **NUMBERS,
    **DATES,
    **LOGIC,
    **COLLECTIONS,
    **JSONS,
    **AGGREGATES,
    **WINDOWS,
}
"""The forms of each function, tried in order."""

REFUSED: Mapping[str, str] = {
    **dict.fromkeys(("rand", "random", "uuid", "shuffle"), "the same query must give the same answer; order by a key"),
    **dict.fromkeys(("current_user", "current_groups"), "rows are filtered for you; name a column"),
    "version": "ask the platform with `trellis --version`",
    "fail": "use CASE to mark a row",
    **dict.fromkeys(("current_setting", "query", "query_table", "getvariable"), "a query cannot see the engine"),
    **dict.fromkeys(
        ("read_csv", "read_parquet", "read_json", "read_text", "read_blob", "glob"), "query a port's table"
    ),
}
"""Why some well-known ones are not, and what to do instead."""
