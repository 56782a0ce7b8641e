"""A document that was read: plain data, the text it came from, and the place of everything in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from governance.findings import Finding, severity_of

__all__ = ["Document", "Node", "Path"]

Path = tuple[str | int, ...]
"""The way into a document: keys and positions (`("schema", 0, "name")`)."""


@dataclass(slots=True)
class Node:
    """Where a value stands (`line` and `column` from 1), and its children with the places of their keys."""

    line: int
    column: int
    children: "dict[str, Node] | list[Node] | None" = None
    keys: dict[str, tuple[int, int]] | None = None

    def child(self, step: str | int | None) -> "Node | None":
        """The node one step further, or None when there is none."""
        if isinstance(self.children, dict):
            return self.children.get(step) if isinstance(step, str) else None
        if isinstance(self.children, list) and isinstance(step, int) and 0 <= step < len(self.children):
            return self.children[step]
        return None


@dataclass(frozen=True, kw_only=True)
class Document:
    """A YAML or JSON mapping as plain data (`str`, `int`, `float`, `bool`, None, `list`, `dict`).

    `text` is what was read, byte for byte, and `digest` its sha256.
    """

    data: dict[str, Any]
    text: str
    file: str
    digest: str
    root: Node

    def value(self, path: Sequence[str | int]) -> Any:
        """Return what stands at `path`, or None when nothing does."""
        found: Any = self.data
        for step in path:
            try:
                found = found[step]
            except (KeyError, IndexError, TypeError):
                return None
        return found

    def place(self, path: Sequence[str | int], *, of_key: bool = False) -> tuple[int, int]:
        """Return line and column, from 1, of the value at `path`, or of its key.

        What is missing from the document stands where its closest ancestor is named, and so does a list or mapping that
        begins below its key.
        """
        walked = list(self._walk(path))
        complete = len(walked) == len(path) + 1
        steps = path if complete else path[: len(walked) - 1]
        key = self._key_place(walked, steps)
        if not complete or of_key or (walked[-1].children is not None and walked[-1].line != key[0]):
            return key
        return walked[-1].line, walked[-1].column

    def _walk(self, path: Sequence[str | int]) -> Iterator[Node]:
        node: Node | None = self.root
        for step in (*path, None):
            if node is None:
                return
            yield node
            node = node.child(step)

    @staticmethod
    def _key_place(walked: Sequence[Node], steps: Sequence[str | int]) -> tuple[int, int]:
        last = steps[-1] if steps else None
        if isinstance(last, str):
            return (walked[len(steps) - 1].keys or {})[last]
        node = walked[len(steps)]
        return node.line, node.column

    def finding(
        self, code: str, message: str, path: Sequence[str | int] = (), *, fix: str = "", of_key: bool = False
    ) -> Finding:
        """Return a finding at `path`, as heavy as the catalogue says it is."""
        line, column = self.place(path, of_key=of_key)
        return Finding(
            code=code,
            message=message,
            fix=fix,
            severity=severity_of(code),
            file=self.file,
            line=line,
            column=column,
            path=tuple(path),
        )
