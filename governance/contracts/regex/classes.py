r"""Single characters of a regular expression: escapes, `[classes]`, `\p{categories}`, and how flags change them."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

from governance.contracts.regex.nodes import Anchor, Letter, Node

__all__ = ["BadPattern", "Cursor", "Flags", "escaped", "letter_class"]

Test = Callable[[str], bool]


class BadPattern(ValueError):
    """What is wrong with a pattern, at which offset, and what to write instead."""

    def __init__(self, problem: str, at: int, fix: str = "") -> None:
        super().__init__(problem)
        self.problem, self.at, self.fix = problem, at, fix


@dataclass
class Cursor:
    """A place in the pattern."""

    text: str
    at: int = 0

    @property
    def done(self) -> bool:
        return self.at >= len(self.text)

    @property
    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self, expected: str) -> bool:
        found = self.text.startswith(expected, self.at)
        self.at += len(expected) if found else 0
        return found

    def take_any(self) -> str:
        character = self.peek
        self.at += 1
        return character


@dataclass(frozen=True)
class Flags:
    """`(?i)`, `(?s)` and `(?m)`."""

    ignore_case: bool = False
    across_lines: bool = False
    lines: bool = False

    def changed(self, *, on: str, off: str) -> "Flags":
        names = {"i": "ignore_case", "s": "across_lines", "m": "lines"}
        values = {names[flag]: flag in on for flag in (*on, *off) if flag in names}
        return replace(self, **values)

    def letter(self, accepts: Test) -> Letter:
        if not self.ignore_case:
            return Letter(accepts)
        return Letter(lambda letter: accepts(letter) or accepts(letter.lower()) or accepts(letter.upper()))

    def literal(self, character: str) -> Letter:
        return self.letter(lambda letter: letter == character)


_DIGITS = frozenset("0123456789")
_SPACES = frozenset(" \t\n\r\f")  # RE2 leaves the vertical tab out
_WORDS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_PERL = {"d": _DIGITS, "s": _SPACES, "w": _WORDS}
_CONTROLS = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_POSIX: dict[str, Test] = {
    "alnum": lambda c: c.isascii() and c.isalnum(),
    "alpha": lambda c: c.isascii() and c.isalpha(),
    "ascii": str.isascii,
    "blank": lambda c: c in " \t",
    "cntrl": lambda c: c < " " or c == "\x7f",
    "digit": _DIGITS.__contains__,
    "graph": lambda c: "!" <= c <= "~",
    "lower": lambda c: "a" <= c <= "z",
    "print": lambda c: " " <= c <= "~",
    "punct": lambda c: "!" <= c <= "~" and not c.isalnum(),
    "space": lambda c: c in " \t\n\r\f\v",
    "upper": lambda c: "A" <= c <= "Z",
    "word": _WORDS.__contains__,
    "xdigit": lambda c: c in "0123456789abcdefABCDEF",
}
_POSIX_NAME = re.compile(r"\[:(\^?)(\w*):\]")
_HEX = re.compile(r"x(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]{1,6})\})")
_OCTAL = re.compile(r"0[0-7]{0,2}|[1-7][0-7]{1,2}")
_CATEGORY = re.compile(r"([pP])(?:([A-Z])|\{(\^?)([A-Za-z_]+)\})")
_CATEGORIES = re.compile(r"(?:C[cfos]?|L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?)\Z")
_ELSEWHERE = {
    "Z": r"write `\z`",
    "h": r"write `[ \t]`",
    "R": r"write `\r?\n`",
    "u": r"write `\x{…}`",
    "G": "remove it",
    "K": "remove it",
    "X": "write `.`",
    "k": "write the group out again",
}


def escaped(cursor: Cursor, flags: Flags) -> Node:
    """Read an escape outside of a class."""
    following = cursor.text[cursor.at + 1 : cursor.at + 2]
    anchors = {"A": Anchor("^"), "z": Anchor("$"), "b": Anchor("b"), "B": Anchor("B")}
    if following in anchors:
        cursor.at += 2
        return anchors[following]
    found = _shared_escape(cursor)
    return flags.literal(found) if isinstance(found, str) else found


def _shared_escape(cursor: Cursor) -> str | Letter:
    """Read an escape that means the same inside and outside of a class: a character, or a set of them."""
    start = cursor.at
    cursor.at += 1
    if category := _CATEGORY.match(cursor.text, cursor.at):
        return _category(cursor, category)
    for form, base in ((_HEX, 16), (_OCTAL, 8)):
        if number := form.match(cursor.text, cursor.at):
            cursor.at = number.end()
            return _character(next(filter(None, number.groups()), number[0]), base, start)
    letter = cursor.take_any()
    if letter.lower() in _PERL:
        members, wanted = _PERL[letter.lower()], letter.islower()
        return Letter(lambda c: (c in members) is wanted)
    if letter in _CONTROLS:
        return _CONTROLS[letter]
    if letter and letter.isascii() and not letter.isalnum():
        return letter
    raise _unknown_escape(letter, start)


def _unknown_escape(letter: str, start: int) -> BadPattern:
    if not letter:
        return BadPattern("it ends with a backslash", start, r"write `\\` for the character")
    if letter.isdigit():
        return BadPattern(f"the back-reference `\\{letter}` does not exist in RE2", start, "write the group out again")
    return BadPattern(
        f"the escape `\\{letter}` does not exist in RE2", start, _ELSEWHERE.get(letter, f"write `{letter}`")
    )


def _character(digits: str, base: int, start: int) -> str:
    code = int(digits, base)
    if code > 0x10FFFF:
        raise BadPattern("the character is beyond U+10FFFF", start)
    return chr(code)


def _category(cursor: Cursor, found: re.Match[str]) -> Letter:
    name = found[2] or found[4]
    cursor.at = found.end()
    wanted = (found[1] == "p") is not bool(found[3])
    if name == "Any":
        return Letter(lambda _: wanted)
    if _CATEGORIES.match(name):
        return Letter(lambda c: unicodedata.category(c).startswith(name) is wanted)
    if len(name) < 3:
        fix = r"use one such as `\p{L}` or `\p{Greek}`"
        raise BadPattern(f"the category `{name}` does not exist", found.start() - 1, fix)
    return Letter(None)


def letter_class(cursor: Cursor, flags: Flags) -> Letter:
    """Read `[…]`."""
    opened = cursor.at
    cursor.at += 1
    inverted = cursor.take("^")
    tests: list[Test | None] = []
    first = True
    while first or cursor.peek != "]":
        if cursor.done:
            raise BadPattern("a `[` is not closed", opened, r"add `]`, or write `\[` for the character")
        first = False
        tests.append(_member(cursor))
    cursor.at += 1
    known = [test for test in tests if test is not None]
    if len(known) < len(tests):
        return Letter(None)
    inside = flags.letter(lambda c: any(test(c) for test in known)).accepts
    return Letter(lambda c: bool(inside and inside(c)) is not inverted)


def _member(cursor: Cursor) -> Test | None:
    start = cursor.at
    if posix := _POSIX_NAME.match(cursor.text, cursor.at):
        return _posix(cursor, posix)
    low = _one(cursor)
    if isinstance(low, Letter):
        return low.accepts
    if cursor.peek != "-" or cursor.text[cursor.at + 1 : cursor.at + 2] in {"]", ""}:
        return low.__eq__
    cursor.at += 1
    high = _one(cursor)
    if isinstance(high, Letter) or high < low:
        fix = r"put the smaller character first, or write `\-` for the sign"
        raise BadPattern(f"the range `{cursor.text[start : cursor.at]}` is empty", start, fix)
    return lambda c: low <= c <= high


def _posix(cursor: Cursor, found: re.Match[str]) -> Test:
    if found[2] not in _POSIX:
        raise BadPattern(f"the class `{found[0]}` does not exist", found.start(), "use one such as `[:alpha:]`")
    cursor.at = found.end()
    test, inverted = _POSIX[found[2]], bool(found[1])
    return lambda c: test(c) is not inverted


def _one(cursor: Cursor) -> str | Letter:
    return _shared_escape(cursor) if cursor.peek == "\\" else cursor.take_any()
