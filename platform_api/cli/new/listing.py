"""Which templates there are, and what each asks."""

from typing import Any

from platform_api.cli.output import emit
from product_templates import Question, Template, list_templates
from product_templates.spelling import yaml

__all__ = ["show_template", "show_templates"]


def show_templates(form: str) -> None:
    """Print the templates; as JSON with their questions."""
    rows = [_told(template) for template in list_templates()]
    emit(rows, columns=("template", "title", "description", "version"), form=form)


def show_template(template: Template, form: str) -> None:
    """Print what a template asks."""
    emit(_told(template)["questions"], columns=("question", "type", "default", "help"), form=form)


def _told(template: Template) -> dict[str, Any]:
    return {
        "template": template.name,
        "title": template.title,
        "description": template.description,
        "version": template.version,
        "questions": [_question(one) for one in template.questions if one.asked],
    }


def _question(question: Question) -> dict[str, Any]:
    return {
        "question": question.name,
        "type": question.type,
        "required": question.required,
        "default": "(none)" if question.required else _default(question),
        "choices": list(question.choices),
        "help": question.help + (f": {', '.join(question.choices)}" if question.choices else ""),
    }


def _default(question: Question) -> str:
    is_computed = isinstance(question.default, str) and "[[" in question.default
    return "(from other answers)" if is_computed else yaml(question.default)
