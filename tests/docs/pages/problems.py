"""`problems.md`: the page of each problem that a failure's `type` leads to."""

from platform_api.problems import STATUS
from platform_api.reference.problems import problem_pages
from tests.docs.pages.markdown import document, table

__all__ = ["page"]

_INTRO = """\
A failure has one of five kinds, and a slug that names the case. Over HTTP it is `application/problem+json` (RFC 9457)
whose `type` is `/problems/<slug>`; the platform serves these sections there. At the prompt it is a sentence and a hint;
`--json` shows the slug as `code`."""


def page() -> str:
    """Return the page."""
    kinds = table(
        ("kind", "HTTP status", "meaning"),
        [(kind.__name__, status, (kind.__doc__ or "").strip()) for kind, status in STATUS.items()],
    )
    sections = [f"## {text.removeprefix('# ').strip()}" for _, text in sorted(problem_pages().items())]
    return document("Problems", _INTRO, kinds, *sections)
