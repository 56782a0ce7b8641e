"""The page of each problem: what it means, why it exists, how to get past it."""

from functools import cache
from pathlib import Path

__all__ = ["problem_pages"]


@cache
def problem_pages() -> dict[str, str]:
    """Return the text of every problem by its slug, from `problems.md`: a section each, headed by the slug."""
    text = (Path(__file__).parent / "problems.md").read_text()
    sections = text.split("\n## `")[1:]
    return {section.partition("`")[0]: f"# `{section.strip()}\n" for section in sections}
