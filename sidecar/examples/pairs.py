"""As many pairs as can be made, each of two that fit."""

from collections.abc import Sequence

__all__ = ["paired"]


def paired(fits: Sequence[Sequence[int]]) -> dict[int, int]:
    """Return the largest set of pairs: from the position of a list in `fits` to one of the numbers in it, each used once.

    What fits several is not given to the first that asks when another could then get nothing.
    """
    owner: dict[int, int] = {}
    owned: dict[int, int] = {}
    for start in range(len(fits)):
        came, free = _reach(fits, start, owner)
        while free is not None:
            asker = came[free]
            owner[free] = asker
            owned[asker], free = free, owned.get(asker)
    return owned


def _reach(fits: Sequence[Sequence[int]], start: int, owner: dict[int, int]) -> tuple[dict[int, int], int | None]:
    """Return who asked for what on the way from `start`, and the first thing on it that nobody has."""
    came: dict[int, int] = {}
    waiting = [start]
    while waiting:
        asker = waiting.pop()
        for thing in fits[asker]:
            if thing in came:
                continue
            came[thing] = asker
            if thing not in owner:
                return came, thing
            waiting.append(owner[thing])
    return came, None
