"""`python.md`: the Python client, read from its source so that signatures stand as they were written."""

import ast
import inspect
from collections.abc import Iterator
from typing import Any

from platform_api.client import Mesh, connect
from tests.docs.pages.markdown import document

__all__ = ["page"]

_INTRO = """\
`from platform_api.client import connect`; [the guide](../how-to/use-from-python.md) shows it at work. Failures are the five
kinds of `governance.errors`, with `message`, `hint`, `case` (the slug) and `context`."""


def page() -> str:
    """Return the page."""
    found = _functions(inspect.getsource(Mesh))
    methods = [_section(f"mesh.{one.name}", one) for one in found if not one.name.startswith("_")]
    return document(
        "Python client", _INTRO, *(_section(one.name, one) for one in _functions(inspect.getsource(connect))), *methods
    )


def _functions(source: str) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            yield node


def _section(name: str, function: ast.FunctionDef) -> str:
    arguments: Any = function.args
    own = arguments.args[:1]
    if own and own[0].arg == "self":
        arguments.args = arguments.args[1:]
    returns = ast.unparse(function.returns).strip("'\"") if function.returns else "None"
    call = f"{name}({ast.unparse(arguments)}) -> {returns}"
    return f"## `{name}`\n\n```python\n{call}\n```\n\n{inspect.cleandoc(ast.get_docstring(function) or '')}"
