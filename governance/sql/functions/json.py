"""JSON held as text. A path is a constant of names and positions; text that is not JSON gives null."""

import re
from collections.abc import Sequence

from governance.errors import Invalid
from governance.sql.bound import Bound
from governance.sql.functions.model import Builder, Function, scalar
from governance.sql.quoting import string
from governance.sql.types import BIGINT, BOOLEAN, JSON, VARCHAR

__all__ = ["JSONS"]

_STEP = re.compile(r"\.([A-Za-z_][A-Za-z0-9_]*)|\[(\d{1,6})\]|\[\"([^\"\\]{1,200})\"\]|\['([^'\\]{1,200})'\]")


def _path(argument: Bound) -> str:
    """The path in DuckDB's spelling, as a literal."""
    text = (argument.constant or "").removeprefix("lax ").strip()
    at, steps = 1, ["$"]
    while text.startswith("$") and at < len(text):
        step = _STEP.match(text, at)
        if not step:
            break
        name = step[1] or step[3] or step[4]
        steps.append(f"[{step[2]}]" if step[2] else '."' + name.replace('"', "") + '"')
        at = step.end()
    if not text.startswith("$") or at != len(text):
        raise Invalid(
            f"`{text[:60]}` is not a JSON path that can be followed",
            hint="write it as in `$.name[0].other`",
            slug="sql-argument",
        )
    return string("".join(steps))


def _along(template: str) -> Builder:
    def text(arguments: Sequence[Bound]) -> str:
        return template.format(arguments[0].sql, _path(arguments[1]))

    return text


def _at(template: str, kind: type | object) -> tuple[Function]:
    return (scalar("jk", _along(template), kind, total=True),)  # type: ignore[arg-type]


_SCALAR = "TRY(json_extract_string(json_value({0}, {1}), '$'))"

JSONS: dict[str, tuple[Function, ...]] = {
    "json_extract_scalar": _at(_SCALAR, VARCHAR),
    "json_value": _at(_SCALAR, VARCHAR),
    "json_extract": _at("TRY(json_extract({0}, {1}))", JSON),
    "json_query": _at("CAST(TRY(json_extract({0}, {1})) AS VARCHAR)", VARCHAR),
    "json_exists": _at("coalesce(TRY(json_exists({0}, {1})), false)", BOOLEAN),
    "json_size": _at(
        "CAST(TRY(CASE json_type({0}, {1}) WHEN 'ARRAY' THEN json_array_length({0}, {1}) "
        "WHEN 'OBJECT' THEN len(json_keys({0}, {1})) ELSE 0 END) AS BIGINT)",
        BIGINT,
    ),
    "json_array_length": (
        scalar(
            "j",
            "TRY(CASE WHEN json_type({0}) = 'ARRAY' THEN CAST(json_array_length({0}) AS BIGINT) END)",
            BIGINT,
            total=True,
        ),
    ),
    "json_array_contains": (scalar("jx", "TRY(json_contains({0}, to_json({1})))", BOOLEAN),),
    "json_array_get": (scalar("ji", "TRY(json_extract({0}, CAST({1} AS INTEGER)))", JSON),),
    "json_parse": (scalar("s", "CAST({0} AS JSON)", JSON),),
    "json_format": (scalar("j", "CAST(json({0}) AS VARCHAR)", VARCHAR),),
    "is_json_scalar": (scalar("j", "(json_type({0}) NOT IN ('ARRAY', 'OBJECT'))", BOOLEAN),),
}
