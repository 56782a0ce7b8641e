"""Texts in Markdown, values in CSV."""

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

__all__ = ["csv_line", "markdown"]

_MARKS = re.compile(r"([\\`*_\[\]<>|#~&])")


def markdown(text: str) -> str:
    """Return a text of one line so that Markdown shows it as it stands, HTML included."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))


def csv_line(values: Iterable[Any]) -> str:
    """Return the values as a line of CSV, quoted where they need it."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(values)
    return line.getvalue()
