"""Problems: how every failure is told, and the page of each: what it means, why it exists, how to get past it."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["FAILURES", "PROBLEM", "problem_pages"]

PROBLEM: Mapping[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "What went wrong (RFC 9457); some problems carry more members, which their pages name",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "pattern": "^/problems/[a-z0-9-]+$", "description": "Where it is explained"},
        "title": {"type": "string", "description": "What kind of failure it is"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599, "description": "The HTTP status"},
        "detail": {"type": "string", "description": "What happened, and to what"},
        "hint": {"type": "string", "description": "What to do next"},
    },
}
"""The JSON schema of a problem."""

FAILURES: Mapping[str, Any] = {
    statuses: {
        "description": said,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for statuses, said in {"4XX": "Refused; it says why and what to do", "5XX": "It could not be done now"}.items()
}
"""The answers that every operation may give beside its own, as OpenAPI has them."""


@cache
def problem_pages() -> dict[str, str]:
    """Return the text of every problem by its slug, from `problems.md`: a section each, headed by the slug."""
    text = (Path(__file__).parent / "problems.md").read_text()
    sections = text.split("\n## `")[1:]
    return {section.partition("`")[0]: f"# `{section.strip()}\n" for section in sections}
