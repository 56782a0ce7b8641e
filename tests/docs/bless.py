"""Rewrites the generated pages of the reference: `python -m tests.docs.bless`, then read the difference."""

from tests.docs.pages import PAGES
from tests.docs.tree import REFERENCE

__all__ = ["bless"]


def bless() -> None:
    """Write every page over what is there."""
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page())


if __name__ == "__main__":
    bless()
