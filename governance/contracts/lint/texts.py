"""Patterns and formats of texts."""

from collections.abc import Iterator

from governance.contracts.lint.check import of_each_field, of_each_rule
from governance.contracts.lint.subject import Complaint, Field, Rule
from governance.contracts.regex import BadPattern, is_anchored, parse
from governance.contracts.types import Kind
from governance.contracts.values import STRING_FORMATS
from governance.documents import suggestion

__all__ = ["TEXTS"]


def _problem(pattern: str) -> tuple[str, str] | None:
    try:
        parse(pattern)
    except BadPattern as fault:
        return f"The pattern cannot be run: {fault.problem} (at character {fault.at + 1})", fault.fix
    return None


@of_each_field("TRL224")
def a_pattern_can_be_run(field: Field) -> Iterator[Complaint]:
    pattern = field.options.get("pattern")
    if isinstance(pattern, str) and (problem := _problem(pattern)):
        yield field.complain(problem[0], "logicalTypeOptions", "pattern", fix=problem[1])


@of_each_rule("TRL224")
def a_rules_pattern_can_be_run(rule: Rule) -> Iterator[Complaint]:
    pattern = (rule.data.get("arguments") or {}).get("pattern")
    if isinstance(pattern, str) and (problem := _problem(pattern)):
        yield rule.complain(problem[0], "arguments", "pattern", fix=problem[1])


@of_each_field("TRL225")
def a_pattern_spans_the_value(field: Field) -> Iterator[Complaint]:
    pattern = field.options.get("pattern")
    if isinstance(pattern, str) and not _problem(pattern) and not is_anchored(parse(pattern)):
        message = "The pattern may match anywhere inside the value"
        fix = f"write `^{pattern[:60]}$`" if "|" not in pattern else f"write `^(?:{pattern[:60]})$`"
        yield field.complain(
            message, "logicalTypeOptions", "pattern", fix=fix if pattern[0:1] != "^" else "end it with `$`"
        )


@of_each_field("TRL226")
def a_format_is_one_that_is_checked(field: Field) -> Iterator[Complaint]:
    form = field.options.get("format")
    if field.kind is not Kind.STRING or not isinstance(form, str) or form in STRING_FORMATS:
        return
    fix = suggestion(form, STRING_FORMATS)
    yield field.complain(f"No text has the format `{form[:40]}`", "logicalTypeOptions", "format", fix=fix)


TEXTS = (
    a_pattern_can_be_run,
    a_rules_pattern_can_be_run,
    a_pattern_spans_the_value,
    a_format_is_one_that_is_checked,
)
