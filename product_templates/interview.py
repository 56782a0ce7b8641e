"""Answers, checked and completed: what is still open, what is computed, what is wrong."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from jinja2 import Environment, StrictUndefined, meta
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from governance.documents.characters import unacceptable
from governance.errors import Invalid
from product_templates.questions import NOTHING, Question, read_default
from product_templates.template import Template
from product_templates.vocabulary import VOCABULARY

__all__ = ["DELIMITERS", "answer_faults", "complete_answers", "next_question"]

DELIMITERS = {
    "block_start_string": "[%",
    "block_end_string": "%]",
    "variable_start_string": "[[",
    "variable_end_string": "]]",
    "comment_start_string": "[#",
    "comment_end_string": "#]",
}
"""Square brackets, because transforms keep Jinja of their own in curly ones."""


def next_question(template: Template, answers: Mapping[str, Any]) -> Question | None:
    """Return the first question that applies and has no answer yet, its help and default filled in; None at the end."""
    known: dict[str, Any] = {}
    for question in template.questions:
        if question.name in answers:
            known[question.name] = answers[question.name]
        elif question.asked and _applies(question, known):
            default = NOTHING if question.required else _default(question, known)
            return replace(question, help=_render(question.help, known), default=default)
        elif not question.required:
            known[question.name] = _default(question, known)
    return None


def answer_faults(question: Question, value: Any, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """Say what is wrong with an answer, given those before it; nothing when it is taken."""
    hidden = next(filter(None, map(unacceptable, _texts(value))), None)
    problem = f"it holds {hidden[1]}, which nobody sees; remove it" if hidden else question.misfit(value)
    problem = problem or _render(question.validator, {**answers, question.name: value}).strip()
    return (problem,) if problem else ()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list | tuple):
        for inner in (*value, *value.values()) if isinstance(value, Mapping) else value:
            yield from _texts(inner)


def complete_answers(template: Template, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return an answer for every question, defaults and computed values included.

    Raises `Invalid` with everything that is wrong at once: unknown names, missing answers, answers that do not fit.
    """
    asked = {question.name for question in template.questions if question.asked}
    problems = [f"`{str(name)[:60]}`: the template asks no such question" for name in answers if name not in asked]
    known: dict[str, Any] = {}
    faulty: set[str] = set()
    for question in template.questions:
        found = _settle(question, answers, known) if not faulty & _used(question) else ("",)
        faulty |= {question.name} if found else set()
        problems += [f"`{question.name}`: {problem}" for problem in found if problem]
    if problems:
        raise Invalid(
            f"The answers for `{template.name}` cannot be used. " + ". ".join(problems),
            hint=f"correct {'it' if len(problems) == 1 else 'them'} and render again; nothing was written",
            slug="bad-answer",
            problems=problems,
        )
    return known


def _settle(question: Question, answers: Mapping[str, Any], known: dict[str, Any]) -> tuple[str, ...]:
    """Put the question's answer into `known`, and say what is wrong with it."""
    if not _applies(question, known) and question.asked:
        if question.name in answers:
            return ("it does not apply here; leave it out",)
        known[question.name] = None if question.required else _default(question, known)
        return ()
    if question.name not in answers or not question.asked:
        if question.required:
            return (f"not answered. {_render(question.help, known)}",)
        known[question.name] = _default(question, known)
    else:
        known[question.name] = answers[question.name]
    return answer_faults(question, known[question.name], known) if question.asked else ()


def _used(question: Question) -> set[str]:
    """Return the names of the answers that a question's own texts refer to, its own left out."""
    own = (question.default, question.validator, question.when, question.help)
    found: set[str] = set()
    for text in own:
        if isinstance(text, str):
            with _explained(text):
                found |= meta.find_undeclared_variables(_environment().parse(text))
    return found - {question.name}


def _applies(question: Question, known: Mapping[str, Any]) -> bool:
    return question.when if isinstance(question.when, bool) else _render(question.when, known).strip() == "True"


def _default(question: Question, known: Mapping[str, Any]) -> Any:
    if not isinstance(question.default, str):
        return question.default
    return read_default(question.type, _render(question.default, known))


def _render(text: str, known: Mapping[str, Any]) -> str:
    if "[" not in text:
        return text
    with _explained(text):
        return _environment().from_string(text).render(**known, **VOCABULARY)


@contextmanager
def _explained(text: str) -> Iterator[None]:
    try:
        yield
    except TemplateError as error:
        raise Invalid(
            f"The template's own `{text[:60]}` cannot be evaluated: {error.message}", hint="report it to its author"
        ) from error


def _environment() -> Environment:
    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False, **DELIMITERS)
