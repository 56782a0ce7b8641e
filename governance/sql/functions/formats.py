"""Date patterns: MySQL's (`date_format`) and Joda's (`format_datetime`), as DuckDB's strftime has them."""

import re

from governance.errors import Invalid

__all__ = ["from_joda", "from_mysql", "from_printf"]

_MYSQL = {
    "a": "%a", "b": "%b", "c": "%-m", "d": "%d", "e": "%-d", "f": "%f", "H": "%H", "h": "%I", "I": "%I", "i": "%M",
    "j": "%j", "k": "%-H", "l": "%-I", "M": "%B", "m": "%m", "p": "%p", "r": "%I:%M:%S %p", "S": "%S", "s": "%S",
    "T": "%H:%M:%S", "v": "%V", "W": "%A", "x": "%G", "Y": "%Y", "y": "%y", "%": "%%",
}  # fmt: skip
_JODA = {
    "y": "%Y", "yy": "%y", "yyyy": "%Y", "Y": "%Y", "YY": "%y", "YYYY": "%Y", "x": "%G", "xxxx": "%G", "w": "%-V",
    "ww": "%V", "e": "%u", "E": "%a", "EE": "%a", "EEE": "%a", "EEEE": "%A", "D": "%-j", "DDD": "%j", "M": "%-m",
    "MM": "%m", "MMM": "%b", "MMMM": "%B", "d": "%-d", "dd": "%d", "a": "%p", "h": "%-I", "hh": "%I", "H": "%-H",
    "HH": "%H", "m": "%-M", "mm": "%M", "s": "%-S", "ss": "%S", "SSS": "%g", "SSSSSS": "%f",
}  # fmt: skip
_JODA_PARTS = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']", re.DOTALL)
_PRINTF = re.compile(r"%(%|(?:[-0,+ ]*)(?:[1-9]\d?)?(?:\.\d\d?)?[sdfxXe])")


def from_mysql(pattern: str) -> str:
    """Translate `%Y-%m-%d %H:%i`; raise `Invalid` for a letter that Trino or DuckDB does not know."""
    found, letters = [], iter(pattern)
    for letter in letters:
        if letter != "%":
            found.append(letter)
            continue
        letter = next(letters, "")  # noqa: PLW2901 - a `%` and its letter are one sign
        if letter not in _MYSQL:
            raise _unknown(f"%{letter}", "`%Y`, `%m`, `%d`, `%H`, `%i` and `%s` are the usual ones")
        found.append(_MYSQL[letter])
    return "".join(found)


def from_joda(pattern: str) -> str:
    """Translate `yyyy-MM-dd HH:mm`; raise `Invalid` for letters that DuckDB has nothing for."""
    found, at = [], 0
    for part in _JODA_PARTS.finditer(pattern):
        at = part.end()
        text = part[0]
        if text.startswith("'"):
            found.append((part[1] or "'").replace("''", "'").replace("%", "%%"))
        elif text[0].isalpha():
            if text not in _JODA:
                raise _unknown(text, "`yyyy`, `MM`, `dd`, `HH`, `mm` and `ss` are the usual ones")
            found.append(_JODA[text])
        else:
            found.append("%%" if text == "%" else text)
    if at != len(pattern):
        raise _unknown("'", "close the quote")
    return "".join(found)


def from_printf(pattern: str, count: int) -> str:
    """Check a `format` pattern for `count` values; raise `Invalid` for what DuckDB's printf has nothing for."""
    signs = [sign for sign in _PRINTF.findall(pattern) if sign != "%"]
    if "%" in _PRINTF.sub("", pattern):
        raise _unknown("%", "`%s`, `%d` and `%.2f` are the usual ones")
    if len(signs) != count:
        raise Invalid(
            f"The pattern of `format` has {len(signs)} places for {count} values",
            hint="give as many values as there are `%` signs",
            slug="sql-argument",
        )
    return pattern


def _unknown(sign: str, hint: str) -> Invalid:
    return Invalid(f"A pattern cannot hold `{sign}`", hint=hint, slug="sql-argument")
