"""What a template asks: types, defaults, choices, and which answers are taken."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from governance.documents import read_document
from governance.errors import Invalid

__all__ = ["NOTHING", "Question", "read_default", "read_question"]

NOTHING: Any = object()
"""Stands for the default of a question that has none."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question, as copier has them.

    `type` is str, bool, int or yaml. `default`, `help`, `validator` and `when` may hold Jinja over the answers given
    before; `asked` is False for a value that is computed and never asked.
    """

    name: str
    type: str = "str"
    help: str = ""
    default: Any = NOTHING
    choices: tuple[str, ...] = ()
    validator: str = ""
    when: str | bool = True

    @property
    def asked(self) -> bool:
        """Whether a person is ever asked."""
        return self.when is not False

    @property
    def required(self) -> bool:
        """Whether it must be answered: there is no default to fall back on."""
        return self.default is NOTHING

    def parse(self, text: str) -> Any:
        """Return what a person typed as a value of the question's type; raise `Invalid` when it is none."""
        return _TYPES[self.type][1](text, self.name)

    def misfit(self, value: Any) -> str:
        """Say what is wrong with the type of an answer or with its choice, or ""."""
        wanted, _ = _TYPES[self.type]
        if not isinstance(value, wanted) or (self.type == "int" and isinstance(value, bool)):
            return f"`{type(value).__name__}` is not what is asked for: {_WORDS[self.type]}"
        if self.choices and value not in self.choices:
            return "choose one of " + ", ".join(f"`{choice}`" for choice in self.choices)
        return ""


def read_question(name: str, body: Any) -> Question:
    """Read one entry of a `copier.yml`; raise `Invalid` for a type or a key that is not supported here."""
    unknown = sorted(set(body) - _FIELDS) if isinstance(body, Mapping) else ["default"]
    kind = str(body.get("type", "str")) if isinstance(body, Mapping) else ""
    if unknown or kind not in _TYPES:
        what = f"has `{unknown[0]}`" if unknown else f"is of the type `{kind}`"
        hint = f"write it as a mapping of {', '.join(sorted(_FIELDS))}, of the type {', '.join(_TYPES)}"
        raise Invalid(f"The question `{name}` {what}, which templates here do not know", hint=hint)
    return Question(name=name, **{**body, "type": kind, "choices": tuple(body.get("choices", ()))})


def read_default(kind: str, rendered: str) -> Any:
    """Return a default that Jinja wrote as a value of the question's type; lists are written with `tojson`."""
    return rendered if kind == "str" else json.loads(rendered)


def _flag(text: str, name: str) -> bool:
    word = text.strip().lower()
    if word not in {"true", "false", "yes", "no", "y", "n"}:
        raise Invalid(f"`{name}` is a yes or a no, not `{text[:40]}`", hint=f"write `{name}=true` or `{name}=false`")
    return word in {"true", "yes", "y"}


def _number(text: str, name: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Invalid(f"`{name}` is a whole number, not `{text[:40]}`", hint=f"write `{name}=1`") from None


def _document(text: str, name: str) -> Any:
    reading = read_document("answer:\n" + "\n".join(f"  {line}" for line in text.splitlines() or ["[]"]))
    if reading.document is None:
        fault = reading.findings[0]
        raise Invalid(f"`{name}` cannot be read: {fault.message}", hint=fault.fix or "write YAML, or put it in a file")
    return reading.document.data["answer"]


_FIELDS = frozenset({"type", "help", "default", "choices", "validator", "when"})
_TYPES: dict[str, tuple[type | tuple[type, ...], Callable[[str, str], Any]]] = {
    "str": (str, lambda text, _: text),
    "bool": (bool, _flag),
    "int": (int, _number),
    "yaml": ((list, dict, str, int, float, bool), _document),
}
_WORDS = {
    "str": "a text; put numbers and dates in quotes",
    "bool": "true or false",
    "int": "a whole number",
    "yaml": "a list",
}
