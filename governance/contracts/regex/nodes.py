"""The syntax tree of a regular expression."""

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Anchor", "Choice", "Letter", "Node", "Repeat", "Sequence"]


@dataclass(frozen=True)
class Letter:
    r"""One character for which `accepts` is true; None accepts what this module cannot know (`\\p{Greek}`)."""

    accepts: Callable[[str], bool] | None


@dataclass(frozen=True)
class Anchor:
    """A place between characters: `^`, `$` (text or line, `m`), `b` and `B` for word boundaries."""

    kind: str
    lines: bool = False


@dataclass(frozen=True)
class Sequence:
    parts: "tuple[Node, ...]"


@dataclass(frozen=True)
class Choice:
    branches: "tuple[Node, ...]"


@dataclass(frozen=True)
class Repeat:
    """`most` is None for no limit. Greed does not change whether a text matches."""

    part: "Node"
    least: int
    most: int | None


Node = Letter | Anchor | Sequence | Choice | Repeat
