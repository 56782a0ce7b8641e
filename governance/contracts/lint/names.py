"""Names of columns and tables: what SQL, and three engines at once, can carry."""

import re
from collections.abc import Iterator

from governance.contracts.lint.check import of_contract, of_each_field
from governance.contracts.lint.subject import Complaint, Field, Subject
from governance.names import is_kept

__all__ = ["NAMES"]

_NAME = re.compile(r"[a-z_][a-z0-9_]*\Z")
_LONGEST = 63
_OURS = ("_trellis", "__")

_RESERVED = """
all alter and any as asc between both by case cast check collate column constraint create cross current_date
current_time current_timestamp current_user cube deallocate default delete desc describe distinct drop else end escape
except execute exists extract false fetch for foreign from full grant group grouping having in inner insert intersect
into is join lateral left like limit localtime localtimestamp natural normalize not null offset on or order outer
prepare primary qualify recursive references right rollup select skip some table then to trailing true uescape union
unique unnest using values when where window with
"""
RESERVED = frozenset(_RESERVED.split())
"""What Trino or DuckDB reserves: usable as a name only in double quotes."""


@of_contract("TRL201")
def no_column_is_named_twice(subject: Subject) -> Iterator[Complaint]:
    seen: dict[str, str] = {}
    for field in subject.fields:
        if field.label.lower() in seen:
            other = seen[field.label.lower()]
            case = "" if other == field.label else f" as `{other}`, which no engine tells apart"
            yield field.complain(f"`{field.label}` is already there{case}", "name", fix="rename or remove one of them")
        seen.setdefault(field.label.lower(), field.label)


@of_each_field("TRL202")
def a_name_can_be_written_in_sql(field: Field) -> Iterator[Complaint]:
    name = field.data.get("name")
    kept = name is not None and (name.startswith(_OURS) or is_kept(name))
    if name is None or (_NAME.match(name) and len(name) <= _LONGEST and not kept):
        return
    if kept:
        reason, fix = "is kept for columns that Trellis adds", f"write `{name.strip('_') or 'value'}`"
    else:
        reason = "is not lower case letters, digits and underscores, 63 at most"
        fix = f"write `{_sayable(name)}`; the transform can rename it"
    yield field.complain(f"The name `{name[:63]}` {reason}", "name", fix=fix)


def _sayable(name: str) -> str:
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    plain = re.sub(r"[^a-z0-9]+", "_", snake.lower()).strip("_")[:_LONGEST]
    return plain if _NAME.match(plain) else f"column_{plain}".rstrip("_")


@of_each_field("TRL203")
def a_name_needs_no_quotes(field: Field) -> Iterator[Complaint]:
    name = field.data.get("name")
    if name in RESERVED:
        fix = f"write `{name}_` followed by what it is, as in `{name}_code`"
        yield field.complain(
            f"`{name}` is a reserved word; every query has to write it in double quotes", "name", fix=fix
        )


@of_each_field("TRL202")
def a_physical_name_is_the_name(field: Field) -> Iterator[Complaint]:
    physical = field.data.get("physicalName")
    if physical is not None and physical != field.data.get("name"):
        message = f"The table's column is called `{field.data.get('name')}`, not `{physical[:63]}`"
        yield field.complain(message, "physicalName", fix="remove `physicalName`, or rename the column")


NAMES = (no_column_is_named_twice, a_name_can_be_written_in_sql, a_name_needs_no_quotes, a_physical_name_is_the_name)
