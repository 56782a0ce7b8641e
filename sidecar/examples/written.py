"""The values of a document as texts that convert the way a source's do."""

import json
import re
from typing import Any

from governance.documents import Document, Path

__all__ = ["Written"]

_NUMERAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")


class Written:
    """Hands out values of one document as JSON texts, in which a number is the text of its digits.

    So `1.10` stays `1.10` where a text is wanted, and no digit of a decimal is lost to a float.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._lines = document.text.split("\n")

    def row(self, path: Path) -> dict[str, str | None]:
        """Return the values of the mapping at `path`; a missing one is None, and so is an empty one."""
        given = self._document.value(path) or {}
        made = {name: self._plain((*path, name), value) for name, value in given.items()}
        return {name: None if value is None else json.dumps(value) for name, value in made.items()}

    def _plain(self, path: Path, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._plain((*path, name), inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self._plain((*path, at), inner) for at, inner in enumerate(value)]
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        return self._digits(path, value)

    def _digits(self, path: Path, value: float) -> str:
        line, column = self._document.place(path)
        found = _NUMERAL.match(self._lines[line - 1], column - 1)
        same = found is not None and float(found[0]) == value  # not so of `0x1F`
        return found[0] if found is not None and same else json.dumps(value)
