"""Breaks a function of a program that is already running: seconds saved on every mutant."""

import ast
import gc
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FunctionType

from tests.security.mutation.mutants import Mutant

__all__ = ["Live"]


class Live:
    """The functions of the modules that are loaded, by file and name; make it once everything is imported."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._functions: dict[tuple[str, str], list[FunctionType]] = {}
        for thing in gc.get_objects():
            if isinstance(thing, FunctionType):
                key = (thing.__code__.co_filename, thing.__code__.co_qualname)
                self._functions.setdefault(key, []).append(thing)

    def plan(self, mutant: Mutant) -> list[tuple[FunctionType, CodeType]] | None:
        """Return which functions get which code; None for what is broken at import, outside of any function."""
        path = str(self._root / mutant.module)
        original = Path(path).read_bytes()
        before, after = (compile(ast.parse(text), path, "exec") for text in (original, mutant.source(original)))
        changed = list(_changed(before, after))
        found = [
            (function, new) for old, new in changed for function in self._functions.get((path, old.co_qualname), ())
        ]
        whole = changed and all((path, old.co_qualname) in self._functions for old, _ in changed)
        fits = all(len(function.__code__.co_freevars) == len(new.co_freevars) for function, new in found)
        return found if whole and fits and _same_outside(before, after) else None


def _changed(before: CodeType, after: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """Yield each outermost function that is not what it was."""
    for old, new in zip(_inner(before), _inner(after), strict=True):
        if old.co_flags & 0x2:  # CO_NEWLOCALS: a function; a class body has none
            if not _same(old, new):
                yield old, new
        else:
            yield from _changed(old, new)


def _same_outside(before: CodeType, after: CodeType) -> bool:
    """Tell whether module and class bodies are what they were, but for the functions in them."""
    bodies = [(before, after)]
    for old, new in bodies:
        if not _same(old, new, deep=False):
            return False
        bodies += [pair for pair in zip(_inner(old), _inner(new), strict=True) if not pair[0].co_flags & 0x2]
    return True


def _same(old: CodeType, new: CodeType, *, deep: bool = True) -> bool:
    plain = [[(type(c), repr(c)) for c in code.co_consts if not isinstance(c, CodeType)] for code in (old, new)]
    alike = (old.co_code, old.co_names, plain[0]) == (new.co_code, new.co_names, plain[1])
    return alike and (not deep or all(_same(a, b) for a, b in zip(_inner(old), _inner(new), strict=False)))


def _inner(code: CodeType) -> list[CodeType]:
    return [const for const in code.co_consts if isinstance(const, CodeType)]
