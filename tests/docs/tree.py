"""The documentation as files: its pages, their links and their blocks."""

import re
from dataclasses import dataclass
from pathlib import Path

__all__ = ["DOCS", "REFERENCE", "ROOT", "Block", "blocks", "pages", "prose", "slug_of"]

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
_FENCE = re.compile(r"^(?P<fence>```+)(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=fence)\s*$", re.MULTILINE | re.DOTALL)
_SKIPPED = re.compile(r"<!-- not run: [^>]+ -->\s*\Z")


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, its line, and whether a comment above it says that it is not run."""

    language: str
    text: str
    line: int
    skipped: bool


def pages() -> list[Path]:
    """Return every page of documentation that people write or generate."""
    top = [ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")]
    return [*top, *sorted(DOCS.rglob("*.md"))]


def blocks(path: Path) -> list[Block]:
    """Return a page's fenced blocks in order."""
    text = path.read_text()
    return [
        Block(
            found["info"].strip(),
            found["body"],
            text.count("\n", 0, found.start()) + 1,
            skipped=bool(_SKIPPED.search(text, 0, found.start())),
        )
        for found in _FENCE.finditer(text)
    ]


def prose(path: Path) -> str:
    """Return a page without its fenced blocks."""
    return _FENCE.sub("", path.read_text())


def slug_of(heading: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
