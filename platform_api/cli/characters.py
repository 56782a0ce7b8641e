"""Characters that a terminal acts on: shown by their number, not carried out."""

__all__ = ["printable"]


def printable(text: str, *, keep: str = "") -> str:
    """Return a text with every character that cannot be seen written as its number, those of `keep` as they are."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in keep else f"\\x{ord(c):02x}" for c in text)
