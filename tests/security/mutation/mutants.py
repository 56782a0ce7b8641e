"""What can be broken about a guard: a condition, a refusal, a check that is called, a bound, a filter."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Mutant", "mutants_of"]

_SWAPPED = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==",
    ast.In: "not in", ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is",
}  # fmt: skip
_BOUNDS = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_NO_GUARD = re.compile(r"_LOG\b|TYPE_CHECKING")  # what is told to the log, and what runs in type checkers alone


@dataclass(frozen=True)
class Mutant:
    """One broken line; `name` says what is broken where and stays the same when the file around it changes."""

    module: str
    name: str
    lines: tuple[int, int]
    start: int
    end: int
    text: str

    def source(self, original: bytes) -> bytes:
        """Return the module's text with this one part broken."""
        return original[: self.start] + self.text.encode() + original[self.end :]


def mutants_of(module: str, source: bytes) -> list[Mutant]:
    """Return every mutant of a module's source, in order."""
    maker = _Maker(module, source)
    seen: Counter[str] = Counter()
    found = []
    for mutant in maker.of(ast.parse(source), ""):
        seen[mutant.name] += 1
        nth = f" #{seen[mutant.name]}" if seen[mutant.name] > 1 else ""
        found.append(Mutant(module, mutant.name + nth, mutant.lines, mutant.start, mutant.end, mutant.text))
    return found


class _Maker:
    def __init__(self, module: str, source: bytes) -> None:
        self._module = module
        self._source = source
        self._offsets = [0]
        for line in source.splitlines(keepends=True):
            self._offsets.append(self._offsets[-1] + len(line))

    def of(self, node: ast.AST, place: str) -> Iterator[Mutant]:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            place = f"{place}.{node.name}" if place else node.name
        yield from self._broken(node, place)
        for name, value in ast.iter_fields(node):
            if name in {"annotation", "returns", "bases", "type_params", "decorator_list"}:
                continue
            alone = isinstance(node, ast.If) and not node.orelse and len(node.body) == 1
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST) and not (alone and isinstance(child, ast.Raise)):
                    yield from self.of(child, place)

    def _broken(self, node: ast.AST, place: str) -> Iterator[Mutant]:
        yield from self._decided(node, place)
        match node:
            case ast.Raise():
                yield self._put(node, place, "no", "pass")
            case ast.Expr(value=ast.Call() | ast.Await(value=ast.Call())) if not self._is_told(node):
                yield self._put(node, place, "skips", "pass")
            case ast.Call(func=ast.Attribute(attr="where") as asked):
                yield self._put(node, place, "unfiltered", self._text(asked.value))
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if not place and _is_bound(name, value):
                yield self._put(value, name, "doubles", f"({self._text(value)}) * 2 + 1")

    def _decided(self, node: ast.AST, place: str) -> Iterator[Mutant]:
        match node:
            case ast.If() | ast.While() | ast.IfExp():
                yield from self._conditions(node, place)
            case ast.comprehension(ifs=tests):
                yield from (self._put(test, place, "always", "True") for test in tests)
            case ast.BoolOp(op=op, values=parts):
                neutral = "True" if isinstance(op, ast.And) else "False"
                yield from (self._put(part, place, "without", neutral) for part in parts)
            case ast.Compare(ops=[op]) if type(op) in _BOUNDS:
                yield self._compare(node, place)
            case ast.Return(value=ast.Compare(ops=[op]) as found) if type(op) not in _BOUNDS:
                yield self._compare(found, place)
            case ast.Constant(value=bool() as flag):
                yield self._put(node, place, "flips", str(not flag))

    def _conditions(self, node: ast.If | ast.While | ast.IfExp, place: str) -> Iterator[Mutant]:
        if self._is_told(node.test):
            return
        yield self._put(node.test, place, "never", "False")
        if not isinstance(node, ast.While):
            yield self._put(node.test, place, "always", "True")

    def _compare(self, node: ast.Compare, place: str) -> Mutant:
        left, right = self._text(node.left), self._text(node.comparators[0])
        return self._put(node, place, "shifts", f"{left} {_SWAPPED[type(node.ops[0])]} {right}")

    def _is_told(self, node: ast.AST) -> bool:
        return _NO_GUARD.match(self._text(node)) is not None

    def _put(self, node: ast.AST, place: str, verb: str, text: str) -> Mutant:
        start, end = self._span(node)
        shown = " ".join(self._source[start:end].decode().split())
        shown = shown if len(shown) <= 90 else f"{shown[:87]}..."
        lines = (node.lineno, node.end_lineno)  # type: ignore[attr-defined]
        return Mutant(self._module, f"{self._module} {place or 'module'}: {verb} `{shown}`", lines, start, end, text)

    def _text(self, node: ast.AST) -> str:
        start, end = self._span(node)
        return self._source[start:end].decode()

    def _span(self, node: ast.AST) -> tuple[int, int]:
        first = self._offsets[node.lineno - 1] + node.col_offset  # type: ignore[attr-defined]
        return first, self._offsets[node.end_lineno - 1] + node.end_col_offset  # type: ignore[attr-defined]


def _is_bound(name: str, value: ast.AST) -> bool:
    is_number = isinstance(value, ast.Constant) and type(value.value) in {int, float}
    return name.isupper() and (is_number or isinstance(value, ast.BinOp))
