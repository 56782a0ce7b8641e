"""What is answered already: on the command line, in a file, by a source; what is wrong with it, and what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from governance.errors import Invalid
from product_templates import Question, Template, complete_answers

__all__ = ["check_given", "missing_questions", "parse_settings", "refuse_missing"]


def parse_settings(template: Template, settings: Iterable[str]) -> dict[str, Any]:
    """Return answers from `name=value` texts, each read as the type of its question.

    Raises `NotFound` for a name that the template does not ask and `Invalid` for a value of another type.
    """
    found: dict[str, Any] = {}
    for setting in settings:
        name, is_set, value = setting.partition("=")
        if not is_set:
            raise Invalid(f"`{setting[:60]}` sets nothing", hint="write `--set name=value`")
        found[name] = template.question(name).parse(value)
    return found


def missing_questions(template: Template, answers: Mapping[str, Any]) -> list[Question]:
    """Return the questions that must be answered and are not."""
    return [one for one in template.questions if one.required and one.when is True and one.name not in answers]


def check_given(template: Template, answers: Mapping[str, Any]) -> None:
    """Raise `Invalid` with everything that is wrong with the answers so far; what is missing is not wrong yet."""
    problems = _problems(template, answers)
    missing = tuple(f"`{one.name}`: not answered" for one in missing_questions(template, answers))
    wrong = [problem for problem in problems if not problem.startswith(missing)]
    if wrong:
        raise _refusal(template, wrong, "correct what was given; nothing was asked, nothing was written")


def refuse_missing(template: Template, answers: Mapping[str, Any]) -> None:
    """Raise `Invalid` with everything that is wrong or missing, and the options that would give what is missing."""
    problems = list(_problems(template, answers))
    if not problems:
        return
    missing = missing_questions(template, answers)
    told = {problem.partition(":")[0] for problem in problems}
    problems += [f"`{one.name}`: not answered. {one.help}" for one in missing if f"`{one.name}`" not in told]
    options = " ".join(map(_option, missing))
    raise _refusal(template, problems, f"add {options}" if missing else "correct what was given; nothing was written")


def _problems(template: Template, answers: Mapping[str, Any]) -> Sequence[str]:
    try:
        complete_answers(template, answers)
    except Invalid as error:
        return [str(one) for one in error.context["problems"]]
    return []


def _refusal(template: Template, problems: Sequence[str], hint: str) -> Invalid:
    return Invalid(f"The answers for `{template.name}` cannot be used", hint=hint, slug="bad-answer", findings=problems)


def _option(question: Question) -> str:
    if question.name == "inputs":
        return "--input DOMAIN.PORT"
    return f"--set {question.name}='[…]'" if question.type == "yaml" else f"--set {question.name}='…'"
