"""A trap in Rego that no other tool points at: a negation that is silent when what it asks about is missing.

`not startswith(input.purpose, "x")` is not true when there is no `input.purpose`; it is undefined, so a denial guarded
by it does not fire. OPA evaluates the arguments of a negated call outside the negation. Safe is `not rule`, and
`not f(x)` where `x` is a plain variable.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Pitfall", "pitfalls"]

_NEGATION = re.compile(r"\bnot\s+([^#{}]+)")
_RULE = re.compile(r"[a-zA-Z_][\w.]*(\[\w+\])?\Z")
_PLAIN_CALL = re.compile(r"[a-zA-Z_][\w.]*\(\s*[a-zA-Z_]\w*(\s*,\s*[a-zA-Z_]\w*)*\s*\)\Z")
_PLAIN_MEMBER = re.compile(r"([a-zA-Z_]\w*|\"[^\"]*\")\s+in\s+[a-zA-Z_]\w*\Z")
_STRINGS = re.compile(r"\"(\\.|[^\"\\])*\"|`[^`]*`")


@dataclass(frozen=True, kw_only=True)
class Pitfall:
    """A negation that may say nothing where it should say yes."""

    file: str
    line: int
    text: str


def pitfalls(file: str, text: str) -> Iterator[Pitfall]:
    """Yield the negations of `text` that are silent when something is missing; tests are not looked at."""
    if file.endswith("_test.rego"):
        return
    for number, line in enumerate(text.splitlines(), start=1):
        code = _STRINGS.sub('""', line)
        for found in _NEGATION.finditer(code.partition("#")[0]):
            negated = found[1].strip()
            if not any(form.match(negated) for form in (_RULE, _PLAIN_CALL, _PLAIN_MEMBER)):
                yield Pitfall(file=file, line=number, text=f"not {negated}")
