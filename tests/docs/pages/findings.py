"""`findings.md`: every code that `trellis check` can complain with."""

from governance.findings import CATALOGUE, catalogue_page
from tests.docs.pages.markdown import document

__all__ = ["page"]

_INTRO = f"""\
What `trellis check` can find: {len(CATALOGUE)} codes. `trellis explain CODE` shows one of them at the prompt. An error
stops a publish; a warning does not, and `# trellis: ignore[CODE] the reason` on its line takes it back."""


def page() -> str:
    """Return the page."""
    return document("Findings", _INTRO, catalogue_page().split("\n\n", 2)[2])
