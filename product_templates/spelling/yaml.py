"""Values as YAML that versions 1.1 and 1.2 read alike."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["yaml", "yaml_block"]

_WIDTH = 116
_PLAIN = re.compile(r"[^\W\d_][^\t\r\n]*\Z")
_SPECIAL = re.compile(r":(\s|\Z)|\s#|\s\Z|\s\s")
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan", "inf"})
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


def yaml(value: Any, indent: int = 0) -> str:
    """Return a scalar, or a list or mapping in flow style, for a place inside a block mapping.

    Texts longer than a line are folded at single blanks; the lines after the first begin with `indent` blanks.
    """
    if isinstance(value, str):
        return _folded(_scalar(value), indent)
    return _flow(value)


def yaml_block(value: Any, indent: int = 0) -> str:
    """Return a list or mapping as block lines, each indented by `indent` blanks; empty ones in flow style."""
    lines = _block(value, indent)
    return "\n".join(lines)


def _block(value: Any, indent: int) -> Iterator[str]:
    pad = " " * indent
    for key, inner in value.items() if isinstance(value, Mapping) else ((None, item) for item in value):
        head = pad + ("-" if key is None else f"{_scalar(str(key))}:")
        if isinstance(inner, Mapping | list | tuple) and inner:
            lines = list(_block(inner, indent + 2))
            if key is None:
                yield f"{head} {lines.pop(0).lstrip()}"
            else:
                yield head
            yield from lines
        else:
            yield f"{head} {yaml(inner, indent + 4)}"


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_quoted(str(key))}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _quoted(value) if isinstance(value, str) else json.dumps(value, allow_nan=False, default=str)


def _scalar(text: str) -> str:
    is_plain = _PLAIN.match(text) and not _SPECIAL.search(text) and text.lower() not in _WORDS
    return text if is_plain and not any(map(_is_invisible, text)) else _quoted(text)


def _quoted(text: str) -> str:
    """JSON's quotes are YAML's; what cannot be seen is escaped, beyond what JSON asks for."""
    return "".join(_escaped(c) if _is_invisible(c) else c for c in json.dumps(text, ensure_ascii=False))


def _escaped(character: str) -> str:
    return f"\\U{ord(character):08x}" if ord(character) > 0xFFFF else f"\\u{ord(character):04x}"


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in _INVISIBLE


def _folded(scalar: str, indent: int) -> str:
    """Break a long scalar at single blanks between words, which readers join again with one blank."""
    lines = [""]
    for word in scalar.split(" "):
        fits = len(lines[-1]) + len(word) < _WIDTH - indent
        breakable = lines[-1] and not lines[-1].endswith(" ") and word[:1].isalnum()
        if fits or not breakable:
            lines[-1] += f" {word}" if lines[-1] or word == "" else word
        else:
            lines.append(word)
    return f"\n{' ' * indent}".join(lines)
