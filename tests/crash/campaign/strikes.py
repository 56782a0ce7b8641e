"""Where and how a process is made to end: at a named place, at any instant, or again while the next start mends it."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from tests.crash.places import dying, failing

__all__ = ["Strike", "existing", "strikes"]


@dataclass(frozen=True)
class Strike:
    """`at` arms a place; `second` arms one in the process that comes after; `share` is when in the journey the power goes."""

    journey: str
    kind: str
    at: str = ""
    second: str = ""
    share: float = 0.0

    @property
    def point(self) -> tuple[str, str]:
        """What is counted as one point, however often it is struck: an instant is a hundredth of its journey."""
        return self.kind, f"{self.at}|{self.second}|{int(self.share * 100)}"


def existing(journey: str) -> list[Strike]:
    """Return every strike at a named place of a journey: the process dies there, or meets an error."""
    return [
        *(Strike(journey, "crash", at=place) for place in dying(journey)),
        *(Strike(journey, "error", at=place) for place in failing(journey)),
    ]


def strikes(journey: str, dice: random.Random, *, mends_itself: bool) -> Iterator[Strike]:
    """Yield strikes for ever: all named places first, then pairs of them and instants by turns."""
    yield from existing(journey)
    pairs = list(product(dying(journey), dying(journey))) if mends_itself else []
    dice.shuffle(pairs)
    while True:
        if pairs:
            first, second = pairs.pop()
            yield Strike(journey, "pair", at=first, second=second)
        yield Strike(journey, "instant", share=dice.random() * 1.1)
