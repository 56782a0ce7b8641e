"""Which inputs a transform reads, told from its text; nothing is rendered or run."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

__all__ = ["Read", "Transform", "TransformFault", "reads_of"]

_BLOCK = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}", re.DOTALL)
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_CALL = re.compile(r"\b(input|source)\s*\(\s*(?:(['\"])(.*?)\2\s*\)|([^)]*))")


@dataclass(frozen=True, kw_only=True)
class Transform:
    """The file that makes the output: `kind` is its language, `file` its path inside the product's folder."""

    kind: Literal["sql", "python"]
    text: str
    file: str


@dataclass(frozen=True)
class Read:
    """One use of an input: `how` is `input`, `source` or `argument` (of a Python transform)."""

    how: str
    name: str
    line: int
    column: int


class TransformFault(ValueError):
    """A transform whose inputs cannot be told, and where."""

    def __init__(self, message: str, fix: str, *, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.message, self.fix, self.line, self.column = message, fix, line, column


def reads_of(transform: Transform) -> list[Read]:
    """Return what a transform reads, in the order of its text; raise `TransformFault` when that cannot be told."""
    return list(_reads_of_sql(transform.text) if transform.kind == "sql" else _reads_of_python(transform.text))


def _reads_of_sql(text: str) -> Iterator[Read]:
    plain = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    for block in _BLOCK.finditer(plain):
        for call in _CALL.finditer(block[0]):
            at = block.start() + call.start()
            line, column = plain.count("\n", 0, at) + 1, at - plain.rfind("\n", 0, at)
            if call[3] is None:
                fix = f"write `{call[1]}('…')` with the name in quotes"
                raise TransformFault(f"`{call[1]}` is called without a name in quotes", fix, line=line, column=column)
            yield Read(call[1], call[3], line, column)


def _reads_of_python(text: str) -> Iterator[Read]:
    try:
        tree = ast.parse(text)
    except SyntaxError as fault:
        message = f"The transform is not Python: {fault.msg}"
        raise TransformFault(message, "correct it", line=fault.lineno or 1, column=fault.offset or 1) from fault
    except (ValueError, RecursionError, MemoryError) as fault:
        raise TransformFault("The transform is not Python that can be read", "simplify it") from fault
    made = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "transform"]
    if not made:
        raise TransformFault("The file has no function `transform`", "add `def transform(<input>, …):`")
    given = made[-1].args
    for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs):
        yield Read("argument", argument.arg, argument.lineno, argument.col_offset + 1)
    if given.vararg or given.kwarg:
        raise TransformFault("`transform` takes its inputs by name", "list them as arguments", line=made[-1].lineno)
