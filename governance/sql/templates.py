"""Jinja in transforms: macros, loops and conditions as dbt has them, in a sandbox that cannot run long or large."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment

from governance.errors import Invalid
from governance.sql.dialect import LONGEST
from governance.sql.quoting import identifier

__all__ = ["PREFIX", "Occasion", "render_template"]

PREFIX = "input:"
"""What the name of a relation starts with in rendered text."""

_MOST_STEPS = 20_000  # turns of loops and calls of macros, all together
_LARGEST = 2**63
_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.NSRef, nodes.Const, nodes.List, nodes.Tuple,
    nodes.Dict, nodes.Pair, nodes.If, nodes.For, nodes.Assign, nodes.Macro, nodes.Call, nodes.Filter, nodes.Test,
    nodes.Getattr, nodes.Getitem, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Add, nodes.Sub,
    nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Neg, nodes.Pos, nodes.CondExpr, nodes.Concat, nodes.Keyword,
)  # fmt: skip
_TESTS = ("defined", "undefined", "none", "string", "number", "mapping", "sequence", "even", "odd", "in", "eq", "ne")


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """What a transform is asked for: all rows, or, where `is_incremental`, those to add to what is there.

    `range_start` and `range_end` are SQL literals in the type of the port's range column, "" for a run without a range.
    """

    is_incremental: bool = False
    range_start: str = ""
    range_end: str = ""


def render_template(
    text: str,
    *,
    inputs: Mapping[str, str],
    sources: Mapping[str, str],
    variables: Mapping[str, Any],
    occasion: Occasion = Occasion(),
) -> str:
    """Return `text` with its Jinja carried out: SQL in which `input('x')` and `source('x')` are quoted names.

    `inputs` and `sources` map what an author may write to the relation's name for `compile_transform`; `var('x')`
    gives a value of `variables`, and `occasion` answers `is_incremental()`, `range_start` and `range_end`. Raises `Invalid` with the line for everything that is wrong with the template,
    including one that would run too long or write too much.
    """
    environment = _Environment(inputs, sources, variables, occasion)
    try:
        if len(text) > LONGEST:
            raise _failure("The template is too long", 0, f"keep it under {LONGEST:,} characters")
        return "".join(environment.run(text))
    except TemplateSyntaxError as error:
        raise _failure(error.message or "The template cannot be read", error.lineno, "see Jinja's syntax") from error
    except (TemplateError, SecurityError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        raise _failure(str(error), _line_of(error.__traceback__), "see the line named here") from error
    except RecursionError as error:
        raise _failure("The template calls itself too deep", 0, "end the recursion") from error


def _failure(message: str, line: int, hint: str) -> Invalid:
    where = f"Line {line} of the template: " if line else ""
    return Invalid(where + message.rstrip(".")[:300], hint=hint, slug="template", line=line)


def _line_of(trace: TracebackType | None) -> int:
    line = 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


@dataclass
class _Budget:
    """How much a template may still do."""

    steps: int = _MOST_STEPS
    length: int = LONGEST

    def step(self) -> str:
        self.steps -= 1
        if self.steps < 0:
            raise SecurityError(f"loops and macros take more than {_MOST_STEPS:,} steps")
        return ""

    def counted(self, items: Any) -> Iterator[Any]:
        for item in items:
            self.step()
            yield item

    def checked(self, value: Any) -> Any:
        if isinstance(value, str | list | tuple | dict) and len(value) > self.length:
            raise SecurityError(f"a value is longer than {self.length:,}")
        if isinstance(value, int) and abs(value) >= _LARGEST:
            raise SecurityError("a number is larger than 64 bits")
        return value

    def joined(self, *parts: Any) -> str:
        return str(self.checked("".join(str(self.checked(part)) for part in parts)))


class _Environment(SandboxedEnvironment):
    """Jinja with a closed list of syntax, filters, tests and functions, each bounded."""

    intercepted_binops = frozenset({"+", "*", "%", "-", "/", "//"})

    def __init__(
        self, inputs: Mapping[str, str], sources: Mapping[str, str], variables: Mapping[str, Any], occasion: Occasion
    ) -> None:
        super().__init__(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)
        self._budget = budget = _Budget()
        self.filters = {**_filters(budget)}
        self.tests = {name: self.tests[name] for name in _TESTS if name in self.tests}
        self.globals = {
            "input": _named("input", inputs),
            "source": _named("source", sources),
            "var": _variable(variables),
            "range": _range,
            "is_incremental": lambda: occasion.is_incremental,
            "range_start": occasion.range_start or _no_range(),
            "range_end": occasion.range_end or _no_range(),
            "_counted": budget.counted,
            "_joined": budget.joined,
            "_step": budget.step,
        }

    def run(self, text: str) -> Iterator[str]:
        """Yield the rendered text in parts."""
        for part in self.from_string(_bounded(self.parse(text))).generate():
            self._budget.length -= len(part)
            if self._budget.length < 0:
                raise SecurityError(f"the text grows beyond {LONGEST:,} characters")
            yield part

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "%" and isinstance(left, str):
            raise SecurityError("`%` formats no text here; use `~`")
        if operator == "*" and not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise SecurityError("`*` multiplies numbers only")
        return self._budget.checked(super().call_binop(context, operator, left, right))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        plain = isinstance(obj, dict) or type(obj).__name__ == "LoopContext"
        return plain and super().is_safe_attribute(obj, attr, value) and not (isinstance(obj, dict) and callable(value))


def _named(kind: str, known: Mapping[str, str]) -> Callable[[str], str]:
    def find(name: str) -> str:
        if name not in known:
            names = ", ".join(f"`{one}`" for one in known) or "none"
            raise LookupError(f"there is no {kind} `{str(name)[:80]}`; the {kind}s are {names}")
        return identifier(PREFIX + known[name])

    return find


def _variable(known: Mapping[str, Any]) -> Callable[..., Any]:
    def find(name: str, *default: Any) -> Any:
        if name not in known and not default:
            raise LookupError(f"there is no variable `{str(name)[:80]}`")
        return known[name] if name in known else default[0]

    return find


def _no_range() -> StrictUndefined:
    return StrictUndefined(hint="this run has no range; write `{% if range_start is defined %}` around it")


def _range(*ends: int) -> range:
    numbers = range(*ends)
    if len(numbers) > _MOST_STEPS:
        raise SecurityError(f"`range` counts to {_MOST_STEPS:,} at most")
    return numbers


def _filters(budget: _Budget) -> dict[str, Callable[..., Any]]:
    return {
        "upper": lambda text: str(text).upper(),
        "lower": lambda text: str(text).lower(),
        "trim": lambda text: str(text).strip(),
        "join": lambda items, between="": budget.joined(*_between(list(items), between)),
        "length": len,
        "list": lambda items: budget.checked(list(items)),
        "first": lambda items: next(iter(items)),
        "last": lambda items: list(items)[-1],
        "sort": sorted,
        "unique": lambda items: list(dict.fromkeys(items)),
        "int": int,
        "string": str,
        "default": lambda value, other="": other if isinstance(value, StrictUndefined) else value,
        "quote": lambda text: "'" + str(text).replace("'", "''") + "'",
    }


def _between(items: list[Any], separator: str) -> Iterator[Any]:
    for position, item in enumerate(items):
        if position:
            yield separator
        yield item


def _bounded(template: nodes.Template) -> nodes.Template:
    """Refuse what is not on the list of syntax, and make every loop, macro and `~` count."""
    for node in template.find_all(nodes.Node):
        if not isinstance(node, (*_NODES, nodes.Helper)) or isinstance(node, nodes.Pow):
            raise TemplateSyntaxError(f"`{type(node).__name__.lower()}` is not available here", node.lineno)
    for loop in template.find_all(nodes.For):
        if loop.recursive:
            raise TemplateSyntaxError("`recursive` loops are not available here", loop.lineno)
        loop.iter = _call("_counted", [loop.iter], loop.lineno)
    for macro in template.find_all(nodes.Macro):
        macro.body.insert(0, nodes.Output([_call("_step", [], macro.lineno)], lineno=macro.lineno))
    _replace_concats(template)
    return template


def _replace_concats(node: nodes.Node) -> None:
    for name, value in node.iter_fields():
        children = value if isinstance(value, list) else [value]
        for at, child in enumerate(children):
            if not isinstance(child, nodes.Node):
                continue
            _replace_concats(child)
            if isinstance(child, nodes.Concat):
                call = _call("_joined", child.nodes, child.lineno)
                if isinstance(value, list):
                    value[at] = call
                else:
                    setattr(node, name, call)


def _call(name: str, arguments: list[Any], line: int) -> nodes.Call:
    return nodes.Call(nodes.Name(name, "load", lineno=line), arguments, [], None, None, lineno=line)
