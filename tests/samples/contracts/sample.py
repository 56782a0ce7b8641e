"""A contract without findings, and a way to break it: `«` marks where the finding is expected."""

from pathlib import Path

from governance.contracts import load_contract

__all__ = ["FLIGHTS", "broken", "changed", "codes", "marked", "places"]

FLIGHTS = Path(__file__).with_name("flights.odcs.yaml").read_text(encoding="utf-8")


def marked(text: str) -> tuple[str, int, int]:
    """Return the text without its mark, and the mark's line and column."""
    before, _, after = text.partition("«")
    return before + after, before.count("\n") + 1, len(before) - before.rfind("\n")


def changed(*edits: str, text: str = FLIGHTS) -> str:
    """Return the sample with pieces replaced (old, new, old, new, …), each of which must be there once."""
    for old, new in zip(edits[::2], edits[1::2], strict=True):
        assert text.count(old) == 1, f"{text.count(old)} times in the sample: {old!r}"
        text = text.replace(old, new)
    return text


def broken(*edits: str) -> tuple[str, int, int]:
    """Return the sample with pieces replaced, one of them marked, and the place of the mark."""
    return marked(changed(*edits))


def places(text: str) -> list[tuple[str, int, int]]:
    """Return code, line and column of each finding on a contract."""
    return [(found.code, found.line, found.column) for found in load_contract(text, "flights.odcs.yaml").findings]


def codes(text: str) -> list[str]:
    """Return the codes of the findings on a contract."""
    return [code for code, _, _ in places(text)]
