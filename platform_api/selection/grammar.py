r"""dbt's selection grammar, read strictly: a space is a union, a comma an intersection, `+` and `@` follow the graph.

    selection    = intersection { " " intersection }
    intersection = term { "," term }
    term         = [ "@" | [ number ] "+" ] [ method ":" ] value [ "+" [ number ] ]

A value with a space, a comma, a `+` or a `"` in it stands in double quotes, with `\` before a quote or a backslash.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from governance.documents.words import closest
from governance.errors import Invalid

__all__ = ["METHODS", "MOST_TERMS", "Selector", "Term", "parse_terms"]

METHODS = {
    "name": "a product's name, the same as no method at all",
    "domain": "the domain",
    "tag": "a tag",
    "kind": "source-aligned, aggregate, consumer-aligned, feature or model",
    "team": "the owning team",
    "status": "the descriptor's status",
    "path": "the product's folder, or one above it",
    "port": "an output port that it serves",
    "source": "a source that it reads, by name",
    "input": "a port that it reads",
    "state": "new, modified or unmodified: the local folder against what is published",
    "result": "published, failed, abandoned, running or none: the last run",
    "schedule": "any, none or paused",
}
"""The methods and what their values are."""

MOST_TERMS = 20_000
_MOST_STEPS = 10_000
_PLAIN = re.compile(r'[^\s,+"@]+')
_NUMBER = re.compile(r"[0-9]+")
_METHOD = re.compile(r"([A-Za-z_][\w.-]*):")


@dataclass(frozen=True, kw_only=True)
class Term:
    """One criterion: products by `method` and `value`, and how far up and down the graph; None is all the way, 0 not at all.

    `builders` is `@`: with all that is downstream, and everything that those are made of.
    """

    method: str = "name"
    value: str
    up: int | None = 0
    down: int | None = 0
    builders: bool = False

    def __str__(self) -> str:
        before = "@" if self.builders else _steps(self.up) + "+" if self.up != 0 else ""
        after = "+" + _steps(self.down) if self.down != 0 else ""
        return before + self.core + after

    @property
    def core(self) -> str:
        """The criterion without the ways along the graph."""
        method = "" if self.method == "name" else f"{self.method}:"
        is_read_otherwise = _NUMBER.fullmatch(self.value) or (not method and _METHOD.match(self.value))
        is_plain = _PLAIN.fullmatch(self.value) and not is_read_otherwise
        escaped = self.value.replace("\\", "\\\\").replace('"', '\\"')
        return method + (self.value if is_plain else f'"{escaped}"')


@dataclass(frozen=True)
class Selector:
    """Terms that all have to fit."""

    terms: tuple[Term, ...]

    def __str__(self) -> str:
        return ",".join(map(str, self.terms))


def _steps(number: int | None) -> str:
    return "" if number is None else str(number)


def parse_terms(texts: Iterable[str]) -> tuple[Selector, ...]:
    """Return the selectors of one option's values, each of which may hold several.

    Raises `Invalid` with the place, what is expected there, and the name that was probably meant.
    """
    found: list[Selector] = []
    count = 0
    for text in texts:
        for selector in _Reader(text).selectors():
            count += len(selector.terms)
            if count > MOST_TERMS:
                raise Invalid(f"The selection has more than {MOST_TERMS:,} terms", hint="select by `tag:` or `domain:`")
            found.append(selector)
    return tuple(found)


class _Reader:
    """Reads one text from left to right; `at` is where it stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def selectors(self) -> Iterator[Selector]:
        self._blanks()
        if self.at == len(self.text):
            raise self._fault("a selection", "name a product, as in `planning/punctuality`")
        while self.at < len(self.text):
            yield self._selector()
            self._blanks()

    def _selector(self) -> Selector:
        terms = [self._term()]
        while self._take(","):
            terms.append(self._term())
        if self.at < len(self.text) and not self.text[self.at].isspace():
            raise self._fault("a space, a comma or the end", 'put a value with such a character in quotes: path:"a+b"')
        return Selector(tuple(terms))

    def _term(self) -> Term:
        builders, up = self._take("@"), self._up()
        if builders and up != 0:
            raise self._fault("a product after `@`", "`@x` goes all the way up already: leave out the `+`")
        method = self._method()
        value = self._value()
        down = self._number() if self._take("+") else 0
        if builders and down != 0:
            raise self._fault("no `+` after `@`", "`@x` goes all the way down already: leave out the `+`")
        return Term(method=method, value=value, up=up, down=down, builders=builders)

    def _up(self) -> int | None:
        match = re.compile(r"([0-9]*)\+").match(self.text, self.at)
        if match is None:
            return 0
        number = self._count(match[1])
        self.at = match.end()
        return number

    def _number(self) -> int | None:
        match = re.compile(r"[0-9]*").match(self.text, self.at)
        digits = match[0] if match else ""
        number = self._count(digits)
        self.at += len(digits)
        return number

    def _count(self, digits: str) -> int | None:
        if digits and not 1 <= int(digits[:9]) <= _MOST_STEPS:
            raise self._fault(f"a number of steps from 1 to {_MOST_STEPS:,}", "leave the number out to go all the way")
        return int(digits) if digits else None

    def _method(self) -> str:
        match = _METHOD.match(self.text, self.at)
        if match is None:
            return "name"
        name = match[1]
        if name not in METHODS:
            near = closest(name, METHODS)
            known = ", ".join(f"`{one}:`" for one in METHODS)
            raise self._fault(
                f"a method, and `{name[:40]}` is none", f"write `{near}:`" if near else f"write one of {known}"
            )
        self.at = match.end()
        return name

    def _value(self) -> str:
        if self.text[self.at : self.at + 1] == '"':
            return self._quoted()
        match = _PLAIN.match(self.text, self.at)
        if match is None:
            raise self._fault("a name", "name a product, as in `planning/punctuality`, or a method such as `tag:daily`")
        self.at = match.end()
        return match[0]

    def _quoted(self) -> str:
        match = re.compile(r'"((?:[^"\\]|\\["\\])+)"').match(self.text, self.at)
        if match is None:
            raise self._fault("a quoted value that ends", 'close it with `"`')
        self.at = match.end()
        return re.sub(r"\\(.)", r"\1", match[1])

    def _blanks(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def _take(self, letter: str) -> bool:
        taken = self.text.startswith(letter, self.at)
        self.at += taken
        return taken

    def _fault(self, expected: str, hint: str) -> Invalid:
        near = self.text[max(self.at - 20, 0) : self.at + 20]
        return Invalid(
            f"The selection `{near}` does not fit at character {self.at + 1}: expected {expected}",
            hint=hint,
            slug="bad-selection",
            position=self.at + 1,
        )
