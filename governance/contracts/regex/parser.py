"""Reads RE2's syntax (github.com/google/re2/wiki/Syntax) and says what to write instead of what it lacks."""

import re
from collections.abc import Callable

from governance.contracts.regex.classes import BadPattern, Cursor, Flags, escaped, letter_class
from governance.contracts.regex.nodes import Anchor, Choice, Letter, Node, Repeat, Sequence

__all__ = ["BadPattern", "is_anchored", "parse"]

_LONGEST = 2_000
_DEEPEST = 100
_MOST_REPEATS = 1_000  # RE2 refuses more, counting nested repetitions together
_COUNT = re.compile(r"\{(\d+)(?:(,)(\d*))?\}")
_FLAGS = re.compile(r"\?([imsU]*)(?:-([imsU]+))?([:)])")
_NAMED = re.compile(r"\?P<(\w+)>")
_LACKING = (
    ("?=", "look-ahead", "say what follows as part of the pattern"),
    ("?!", "negative look-ahead", "list what is allowed, or use an SQL rule"),
    ("?<=", "look-behind", "say what comes before as part of the pattern"),
    ("?<!", "negative look-behind", "list what is allowed, or use an SQL rule"),
    ("?>", "atomic groups", "use a plain group `(?:…)`"),
    ("?#", "comments", "remove the comment"),
    ("?(", "conditional groups", "write both cases with `|`"),
    ("?<", "groups named `(?<name>…)`", "write `(?P<name>…)`"),
)


def parse(pattern: str) -> Node:
    """Return the pattern's tree; raise `BadPattern` with the offset, the fault and what to write instead."""
    if len(pattern) > _LONGEST:
        raise BadPattern(f"it has {len(pattern):,} characters; {_LONGEST:,} is the limit", _LONGEST)
    parser = _Parser(pattern)
    tree = parser.choice()
    if not parser.cursor.done:
        raise BadPattern("a `)` closes nothing", parser.cursor.at, r"write `\)` for the character")
    if _repeats(tree) > _MOST_REPEATS:
        raise BadPattern(f"nested repetitions multiply beyond {_MOST_REPEATS:,}", 0, "use smaller counts")
    return tree


def is_anchored(tree: Node) -> bool:
    """Tell whether every branch of the pattern has to span the whole text."""
    if isinstance(tree, Choice):
        return all(is_anchored(branch) for branch in tree.branches)
    if not isinstance(tree, Sequence) or not tree.parts:
        return False
    first, last = tree.parts[0], tree.parts[-1]
    if len(tree.parts) == 1:
        return is_anchored(first)
    return isinstance(first, Anchor) and first.kind == "^" and isinstance(last, Anchor) and last.kind == "$"


class _Parser:
    """Recursive descent; `flags` are those in force where the cursor stands."""

    def __init__(self, pattern: str) -> None:
        self.cursor = Cursor(pattern)
        self.flags = Flags()
        self.names: set[str] = set()
        self.depth = 0

    def choice(self) -> Node:
        branches = [self._sequence()]
        while self.cursor.take("|"):
            branches.append(self._sequence())
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _sequence(self) -> Node:
        parts: list[Node] = []
        while not self.cursor.done and self.cursor.peek not in "|)":
            parts.extend(self._repeated(self._atoms()))
        return Sequence(tuple(parts))

    def _repeated(self, atoms: list[Node]) -> list[Node]:
        """Return the atoms with what repeats the last of them."""
        start = self.cursor.at
        bounds = self._bounds()
        if bounds is None:
            return atoms
        if not atoms:
            raise BadPattern("nothing stands before the repetition", start, "escape it with a backslash")
        self.cursor.take("?")
        again = self.cursor.at
        if self._bounds() is not None:
            fix = "use one repetition; possessive ones (`a++`) and `a**` are not read"
            raise BadPattern("two repetitions stand side by side", again, fix)
        return [*atoms[:-1], Repeat(atoms[-1], *bounds)]

    def _bounds(self) -> tuple[int, int | None] | None:
        for sign, bounds in (("*", (0, None)), ("+", (1, None)), ("?", (0, 1))):
            if self.cursor.take(sign):
                return bounds
        found = _COUNT.match(self.cursor.text, self.cursor.at)
        if not found:
            return None
        least = int(found[1][:5])
        most = int(found[3][:5]) if found[3] else (None if found[2] else least)
        if max(least, most or 0) > _MOST_REPEATS or (most is not None and least > most):
            raise BadPattern(f"the repetition `{found[0]}` is out of bounds", self.cursor.at, "use 0 to 1000, in order")
        self.cursor.at = found.end()
        return least, most

    def _atoms(self) -> list[Node]:
        r"""Return what stands at the cursor: usually one node, several for `\\Q…\\E`, none for `(?i)` and empties."""
        if self.cursor.text.startswith(r"\Q", self.cursor.at):
            return self._quotation()
        character = self.cursor.peek
        special: dict[str, Callable[[], list[Node]]] = {
            "(": self._group,
            "[": lambda: [letter_class(self.cursor, self.flags)],
            "\\": lambda: [escaped(self.cursor, self.flags)],
        }
        if character in special:
            return special[character]()
        if character in "*+?" or _COUNT.match(self.cursor.text, self.cursor.at):
            raise BadPattern("nothing stands before the repetition", self.cursor.at, "escape it with a backslash")
        self.cursor.at += 1
        if character in "^$":
            return [Anchor(character, self.flags.lines)]
        if character == ".":
            across = self.flags.across_lines
            return [Letter(lambda letter: across or letter != "\n")]
        return [self.flags.literal(character)]

    def _quotation(self) -> list[Node]:
        end = self.cursor.text.find(r"\E", self.cursor.at)
        quoted = self.cursor.text[self.cursor.at + 2 : end if end >= 0 else None]
        self.cursor.at = end + 2 if end >= 0 else len(self.cursor.text)
        return [self.flags.literal(character) for character in quoted]

    def _group(self) -> list[Node]:
        opened, outside = self.cursor.at, self.flags
        self.cursor.at += 1
        if self._only_flags():
            return []
        self.depth += 1
        if self.depth > _DEEPEST:
            raise BadPattern(f"groups nest deeper than {_DEEPEST}", opened)
        inner = self.choice()
        if not self.cursor.take(")"):
            raise BadPattern("a `(` is not closed", opened, r"add `)`, or write `\(` for the character")
        self.depth -= 1
        self.flags = outside
        return [Sequence((inner,))]

    def _only_flags(self) -> bool:
        """Read what follows `(`; return whether it was flags for the rest of the enclosing group."""
        if self.cursor.peek != "?":
            return False
        text, at = self.cursor.text, self.cursor.at
        if named := _NAMED.match(text, at):
            if named[1] in self.names:
                raise BadPattern(f"two groups are named `{named[1]}`", at, "give each its own name")
            self.names.add(named[1])
            self.cursor.at = named.end()
            return False
        if flags := _FLAGS.match(text, at):
            self.flags = self.flags.changed(on=flags[1], off=flags[2] or "")
            self.cursor.at = flags.end()
            return flags[3] == ")"
        for sign, what, fix in _LACKING:
            if text.startswith(sign, at):
                raise BadPattern(
                    f"{what} do not exist in RE2" if what.endswith("s") else f"{what} is not in RE2", at, fix
                )
        raise BadPattern("`(?` begins no group that RE2 knows", at, "use `(?:…)`")


def _repeats(node: Node) -> int:
    """Return the largest product of nested repetition counts."""
    match node:
        case Repeat(part, least, most):
            return max(most or least, 1) * _repeats(part)
        case Sequence(parts):
            return max(map(_repeats, parts), default=1)
        case Choice(branches):
            return max(map(_repeats, branches))
        case _:
            return 1
