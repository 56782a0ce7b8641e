"""Rewrites the golden files from what is rendered now: `python -m tests.golden.bless`, then read the difference."""

import shutil
from pathlib import Path

from product_templates import render
from tests.factories.templates import CASES

__all__ = ["GOLDEN", "bless"]

GOLDEN = Path(__file__).parent / "templates"


def bless() -> None:
    """Render every case of the templates over what is there."""
    for case, (template, answers) in CASES.items():
        shutil.rmtree(GOLDEN / case, ignore_errors=True)
        render(template, GOLDEN / case, answers)


if __name__ == "__main__":
    bless()
