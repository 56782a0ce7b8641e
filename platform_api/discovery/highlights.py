"""Where what was asked for stands in what was found: pieces of plain text with places, never markup."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from platform_api.discovery.words import folded

__all__ = ["Piece", "pieces"]

Mark = tuple[int, int]
_ITEMS, _WIDTH = 8, 200


class Piece(NamedTuple):
    """A piece of a field; each mark is where a word begins and ends in `text`, counted in characters."""

    field: str
    text: str
    marks: list[Mark]


def pieces(fields: dict[str, str], words: Sequence[str]) -> list[Piece]:
    """Return what of the fields has the words: of a list its items, of prose the first line, cut around them.

    A field's text is lines: the items of a list, or the paragraphs of prose.
    """
    if not words:
        return []
    pattern = re.compile(rf"(?<![^\W_])(?:{'|'.join(re.escape(folded(word)) for word in words)})[^\W_]*")
    return [piece for field, text in fields.items() for piece in _of_field(field, text.split("\n"), pattern)]


def _of_field(field: str, lines: Sequence[str], pattern: re.Pattern[str]) -> Iterator[Piece]:
    found = ((line, _marks(line, pattern)) for line in lines)
    hits = [(line, marks) for line, marks in found if marks]
    if field == "description":
        hits = [_cut(line, marks) for line, marks in hits[:1]]
    yield from (Piece(field, line, marks) for line, marks in hits[:_ITEMS])


def _marks(line: str, pattern: re.Pattern[str]) -> list[Mark]:
    return [match.span() for match in pattern.finditer(folded(line))]


def _cut(line: str, marks: list[Mark]) -> tuple[str, list[Mark]]:
    """Cut a long line to the part around its first mark, at blanks where there are some near."""
    if len(line) <= _WIDTH:
        return line, marks
    start = max(0, marks[0][0] - _WIDTH // 4)
    start = line.find(" ", start, marks[0][0]) + 1 if start and " " in line[start : marks[0][0]] else start
    end = min(len(line), start + _WIDTH)
    before, after = "…" if start else "", "…" if end < len(line) else ""
    shift = len(before) - start
    kept = [(begin + shift, min(stop, end) + shift) for begin, stop in marks if begin < end]
    return f"{before}{line[start:end]}{after}", kept
