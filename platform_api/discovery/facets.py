"""Facets: by which values what was found can be narrowed down, and how much of it has each."""

from collections.abc import Collection, Iterable, Mapping, Sequence

__all__ = ["FACETS", "Chosen", "counted", "fits", "lines_of", "read"]

FACETS = ("domain", "kind", "team", "owner", "tag", "classification", "status")
"""What can be narrowed down by; of several values of one facet any will do, of several facets all must fit."""

Chosen = Mapping[str, Sequence[str]]
"""The values that are asked for, by facet."""

_SHOWN = 50


def lines_of(facet: str, values: Iterable[str]) -> list[str]:
    """Return the lines that stand for some values."""
    return [f"{facet}={' '.join(value.split())}" for value in dict.fromkeys(values) if value.strip()]


def fits(lines: Collection[str], chosen: Sequence[Sequence[str]]) -> bool:
    """Tell whether a product with these lines is among those that are asked for."""
    return all(any(line in lines for line in asked) for asked in chosen)


def read(chosen: Chosen) -> list[list[str]]:
    """Return the lines that are asked for: one of each list must be there."""
    return [lines_of(facet, values) for facet, values in chosen.items() if lines_of(facet, values)]


def counted(lines: Mapping[str, int], *, times: int = 1) -> dict[str, list[tuple[str, int]]]:
    """Return each facet's values with their counts, the most frequent first; each line counted stands for `times`."""
    found: dict[str, list[tuple[str, int]]] = {facet: [] for facet in FACETS}
    for line, count in lines.items():
        facet, _, value = line.partition("=")
        found[facet].append((value, count * times))
    return {facet: sorted(values, key=lambda pair: (-pair[1], pair[0]))[:_SHOWN] for facet, values in found.items()}
