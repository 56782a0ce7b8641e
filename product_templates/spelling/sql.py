"""Names and texts in a transform, which is SQL inside a Jinja template: both must leave them alone."""

import re

from governance.contracts.lint.names import RESERVED
from governance.sql.quoting import identifier, string

__all__ = ["sql_comment", "sql_name", "sql_text"]

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*\Z")
_OPENING = re.compile(r"\{(?=[{%#])")


def sql_name(name: str) -> str:
    """Return a name, in double quotes where it needs them; raise `Invalid` for one that no engine can hold."""
    return name if _PLAIN.match(name) and name not in RESERVED else _inert(identifier(name))


def sql_text(text: str) -> str:
    """Return a text literal."""
    return _inert(string(text))


def sql_comment(text: str) -> str:
    """Return what can stand behind `-- ` on one line."""
    return _inert(" ".join(text.split()))


def _inert(text: str) -> str:
    """Jinja reads `{{`, `{%` and `{#` even in a comment, so each opening brace is put in by an expression."""
    return _OPENING.sub("{{ '{' }}", text)
