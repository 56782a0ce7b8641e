"""Strings and bytes."""

from collections.abc import Sequence

from governance.errors import Invalid
from governance.sql.bound import Bound
from governance.sql.functions.model import Function, scalar
from governance.sql.quoting import string
from governance.sql.types import BIGINT, BOOLEAN, VARBINARY, VARCHAR, array_of

__all__ = ["TEXT"]

_WORDS = array_of(VARCHAR)
_BLANKS = "' ' || chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || chr(28) || chr(29) || chr(30) || chr(31)"


def _whole(argument: Bound) -> int | None:
    text = argument.constant
    return int(text) if text is not None and text.lstrip("-").isdigit() else None


def _substring(arguments: Sequence[Bound]) -> str:
    """Trino counts from 1, or from the end when negative; position 0 and beyond either end give ''."""
    text, start = arguments[0].sql, arguments[1].sql
    rest = "".join(f", {argument.sql}" for argument in arguments[2:])
    plain = f"substr({text}, {start}{rest})"
    position = _whole(arguments[1])
    length = _whole(arguments[2]) if len(arguments) > 2 else 1
    if length is None:
        plain = f"substr({text}, {start}, greatest({arguments[2].sql}, 0))"
    elif length < 0:
        return f"CASE WHEN {text} IS NOT NULL THEN '' END"
    if position is not None and position > 0:
        return plain
    return f"CASE WHEN {start} = 0 OR {start} < -length({text}) THEN '' ELSE {plain} END"


def _split_part(arguments: Sequence[Bound]) -> str:
    text, delimiter, index = (argument.sql for argument in arguments)
    position = _whole(arguments[2])
    if position is not None and position < 1:
        raise Invalid("`split_part` counts from 1", hint="give a positive index", slug="sql-argument")
    counted = index if position else f"CASE WHEN {index} > 0 THEN {index} END"
    return f"list_extract(string_split({text}, {delimiter}), {counted})"


def _replacement(arguments: Sequence[Bound]) -> str:
    r"""`$1` is a group in Trino and `\1` in DuckDB; a backslash takes the next character as it stands."""
    text, found, at = arguments[2].constant or "", [], 0
    while at < len(text):
        if text[at] == "\\" and at + 1 < len(text):
            at += 1
            found.append("\\\\" if text[at] == "\\" else text[at])
        elif text[at] == "$" and text[at + 1 : at + 2].isdigit():
            at += 1
            found.append("\\" + text[at])
        elif text[at] == "$":
            raise Invalid("A replacement names no group by `$`", hint="write `$1`, or `\\$`", slug="sql-argument")
        else:
            found.append(text[at])
        at += 1
    return f"regexp_replace({arguments[0].sql}, {arguments[1].sql}, {string(''.join(found))}, 'g')"


def _piped(arguments: Sequence[Bound]) -> str:
    return "(" + " || ".join(argument.sql for argument in arguments) + ")"


def _s(takes: str, sql: str) -> Function:
    return scalar(takes, sql, VARCHAR, total=True)


TEXT: dict[str, tuple[Function, ...]] = {
    "lower": (_s("s", "lower({0})"),),
    "upper": (_s("s", "upper({0})"),),
    "length": (scalar("s", "length({0})", BIGINT, total=True), scalar("y", "octet_length({0})", BIGINT, total=True)),
    "trim": (_s("s", f"trim({{0}}, {_BLANKS})"), _s("ss", "trim({0}, {1})")),
    "ltrim": (_s("s", f"ltrim({{0}}, {_BLANKS})"), _s("ss", "ltrim({0}, {1})")),
    "rtrim": (_s("s", f"rtrim({{0}}, {_BLANKS})"), _s("ss", "rtrim({0}, {1})")),
    "substr": (scalar("si", _substring, VARCHAR), scalar("sii", _substring, VARCHAR)),
    "substring": (scalar("si", _substring, VARCHAR), scalar("sii", _substring, VARCHAR)),
    "concat_ws": (_s("ss*", "concat_ws({all})"), _s("sa", "array_to_string({1}, {0})")),
    "replace": (_s("ss", "replace({0}, {1}, '')"), _s("sss", "replace({0}, {1}, {2})")),
    "translate": (_s("sss", "translate({0}, {1}, {2})"),),
    "lpad": (scalar("sis", "lpad({0}, CAST({1} AS INTEGER), {2})", VARCHAR),),
    "rpad": (scalar("sis", "rpad({0}, CAST({1} AS INTEGER), {2})", VARCHAR),),
    "chr": (scalar("i", "chr(CAST({0} AS INTEGER))", VARCHAR),),
    "codepoint": (scalar("s", "unicode({0})", BIGINT, total=True),),
    "split": (scalar("ss", "string_split({0}, {1})", _WORDS, total=True),),
    "split_part": (scalar("ssi", _split_part, VARCHAR, total=True),),
    "strpos": (scalar("ss", "strpos({0}, {1})", BIGINT, total=True),),
    "starts_with": (scalar("ss", "starts_with({0}, {1})", BOOLEAN, total=True),),
    "levenshtein_distance": (scalar("ss", "levenshtein({0}, {1})", BIGINT, total=True),),
    "hamming_distance": (scalar("ss", "hamming({0}, {1})", BIGINT),),
    "normalize": (_s("s", "nfc_normalize({0})"),),
    "regexp_like": (scalar("sk", "regexp_matches({0}, {1})", BOOLEAN, total=True),),
    "regexp_extract": (
        scalar("sk", "list_extract(regexp_extract_all({0}, {1}), 1)", VARCHAR, total=True),
        scalar("ski", "list_extract(regexp_extract_all({0}, {1}, {2}), 1)", VARCHAR),
    ),
    "regexp_extract_all": (
        scalar("sk", "regexp_extract_all({0}, {1})", _WORDS, total=True),
        scalar("ski", "regexp_extract_all({0}, {1}, {2})", _WORDS),
    ),
    "regexp_replace": (
        scalar("sk", "regexp_replace({0}, {1}, '', 'g')", VARCHAR, total=True),
        scalar("skk", _replacement, VARCHAR, total=True),
    ),
    "regexp_split": (scalar("sk", "regexp_split_to_array({0}, {1})", _WORDS, total=True),),
    "regexp_count": (scalar("sk", "len(regexp_extract_all({0}, {1}))", BIGINT, total=True),),
    "url_encode": (_s("s", "replace(replace(replace(url_encode({0}), '%20', '+'), '~', '%7E'), '%2A', '*')"),),
    "url_decode": (scalar("s", "url_decode(replace({0}, '+', ' '))", VARCHAR),),
    "to_utf8": (scalar("s", "encode({0})", VARBINARY, total=True),),
    "from_utf8": (scalar("y", "decode({0})", VARCHAR),),
    "to_hex": (scalar("y", "hex({0})", VARCHAR, total=True),),
    "from_hex": (scalar("s", "unhex({0})", VARBINARY),),
    "to_base64": (scalar("y", "base64({0})", VARCHAR, total=True),),
    "from_base64": (scalar("s", "from_base64({0})", VARBINARY),),
    "md5": (scalar("y", "unhex(md5({0}))", VARBINARY, total=True),),
    "sha1": (scalar("y", "unhex(sha1({0}))", VARBINARY, total=True),),
    "sha256": (scalar("y", "unhex(sha256({0}))", VARBINARY, total=True),),
}
