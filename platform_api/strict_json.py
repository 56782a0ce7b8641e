"""JSON that means one thing only, whoever reads it."""

import json
from math import isfinite
from typing import Any

__all__ = ["parse_json"]


def parse_json(text: bytes, *, depth: int) -> Any:
    """Return the value of a JSON text; raises `json.JSONDecodeError` for what two readers could read in two ways.

    That is: a key given twice, NaN and infinities, lone surrogates, nesting deeper than `depth`, endless digits.
    """
    try:
        value = json.loads(text.decode(), object_pairs_hook=_object, parse_constant=_no_constant, parse_float=_finite)
        _check_depth(value, depth)
    except json.JSONDecodeError:
        raise
    except (ValueError, RecursionError) as error:
        said = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise json.JSONDecodeError(said, "", 0) from error
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands there twice")
    return found


def _finite(text: str) -> float:
    value = float(text)
    if not isfinite(value):
        raise ValueError("a number is larger than any that can be kept")
    return value


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _check_depth(value: Any, depth: int) -> None:
    level = [value]
    for _ in range(depth + 1):
        inner = [list(v.values()) + list(v) if isinstance(v, dict) else v for v in level if isinstance(v, dict | list)]
        for text in (v for v in level if isinstance(v, str)):
            text.encode()  # a lone surrogate raises here, before it reaches a database that cannot keep it
        level = [v for children in inner for v in children]
        if not level:
            return
    raise ValueError("it is nested too deeply")
