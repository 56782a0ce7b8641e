"""What a plain scalar means: the core schema of YAML 1.2.2, section 10.3.2."""

import math
import re
from typing import Any

__all__ = ["Oversized", "read_elsewhere", "resolve"]

_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NUMERIC_START = frozenset("0123456789+-.")
_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_OTHER_BASE = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z")
_LONGEST = 40  # a decimal(38) with sign and point

_OLD_WORD = re.compile(r"(?:[yY]es|YES|[nN]o|NO|[oO]n|ON|[oO]ff|OFF)\Z")
_OLD_BASE_60 = re.compile(r"[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?\Z")
_OLD_OCTAL = re.compile(r"[-+]?0[0-7]+\Z")
_OLD_GROUPED = re.compile(r"[-+]?[0-9][0-9]*_[0-9_]*\Z")
_NEW_FLOAT = re.compile(r"[-+]?[0-9]+[eE][-+]?[0-9]+\Z")
_NEW_OCTAL = re.compile(r"0o[0-7]+\Z")


class Oversized(ValueError):
    """A number that no column can hold."""


def resolve(text: str) -> Any:
    """Return None, a bool, an int, a float or the text itself; raise `Oversized` for numbers beyond 38 digits."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMERIC_START:
        return text
    if _INTEGER.match(text) or _OTHER_BASE.match(text):
        return _integer(text)
    if _FLOAT.match(text):
        return _float(text)
    if _NOT_FINITE.match(text):
        raise Oversized(f"`{text}` is not a finite number")
    return text


def _integer(text: str) -> int:
    if len(text) > _LONGEST:
        raise Oversized(f"The number `{text[:12]}…` has {len(text)} digits")
    return int(text, 0) if text[:2] in {"0o", "0x"} else int(text)


def _float(text: str) -> float:
    value = float(text) if len(text) <= _LONGEST else math.inf
    if math.isinf(value):
        raise Oversized(f"The number `{text[:12]}{'…' if len(text) > 12 else ''}` does not fit a 64-bit float")
    return value


def read_elsewhere(text: str) -> str:
    """Say what a YAML 1.1 reader (PyYAML, and so most tools) makes of a plain scalar, or "" when it agrees.

    Dates are left out: contracts are full of them, and readers of contracts expect them.
    """
    if len(text) <= 3 and _OLD_WORD.match(text):
        return "true" if text.lower() in {"yes", "on"} else "false"
    if text[:1] not in _NUMERIC_START:
        return ""
    if _OLD_OCTAL.match(text):
        return f"the number {int(text, 8)}"
    if _OLD_BASE_60.match(text):
        return "a number in base 60"
    if _OLD_GROUPED.match(text):
        return f"the number {text.replace('_', '')}"
    return "text" if _NEW_FLOAT.match(text) or _NEW_OCTAL.match(text) else ""
