"""One typed question at a time, until a template has every answer."""

from collections.abc import Callable, Mapping
from typing import Any

from governance.errors import Invalid, TrellisError
from product_templates import Question, Template, answer_faults, next_question
from product_templates.spelling import yaml

__all__ = ["interview"]

_SHOWN = 100  # characters of a default


def interview(
    template: Template,
    answers: Mapping[str, Any],
    *,
    ask: Callable[[str], str],
    tell: Callable[[str], None],
    readers: Mapping[str, Callable[[str], Any]],
) -> dict[str, Any]:
    """Return `answers` and what `ask` returned for the questions that they leave open.

    An answer that is not taken is told why and asked for again; an empty one takes the default. `readers` read the
    answers to questions, by name, that are more easily given in another form than the question's type.
    """
    known = dict(answers)
    while question := next_question(template, known):
        tell(_introduction(question))
        while question.name not in known:
            try:
                known[question.name] = _answer(question, ask(question.name).strip(), known, readers)
            except TrellisError as refusal:
                tell(f"  {refusal.message}" + (f"; {refusal.hint}" if refusal.hint else ""))
    return known


def _introduction(question: Question) -> str:
    choices = f" ({', '.join(question.choices)})" if question.choices else ""
    if question.required:
        return f"{question.help}{choices}"
    shown = yaml(question.default)
    return f"{question.help}{choices} [{shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + '…'}]"


def _answer(
    question: Question, text: str, known: Mapping[str, Any], readers: Mapping[str, Callable[[str], Any]]
) -> Any:
    if not text and question.required:
        raise Invalid("This one has no default", hint="write an answer, or leave with Ctrl-C: nothing is written then")
    if not text:
        return question.default
    value = readers.get(question.name, question.parse)(text)
    if faults := answer_faults(question, value, known):
        raise Invalid(faults[0])
    return value
