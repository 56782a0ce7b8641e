"""How much is found, and how much of it has each value of each facet.

A facet that a choice was made in shows what else could be chosen there: it is counted as if the choice were not made.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlmodel import Session

from platform_api.discovery import records, repository
from platform_api.discovery.facets import FACETS, Chosen, counted, fits, read
from platform_api.discovery.repository import MOST, Question, Where
from platform_api.discovery.schemas import FacetOut, ValueOut

__all__ = ["Counted", "count_found"]


class Counted(NamedTuple):
    """How many products are found, and their facets."""

    total: int
    facets: list[FacetOut]


class _Lines(NamedTuple):
    """Lines of facets with how often they occur, each of them standing for `step`."""

    total: int
    lines: Mapping[str, int]
    step: int = 1


def count_found(session: Session, words: Sequence[str], chosen: Chosen) -> Counted:
    """Count what has the words and the chosen values; facets are exact where at most `MOST` products have the words."""
    match = Where.anywhere(Question(words))
    having = repository.count(session, match) if words else 0
    if words and having <= MOST:
        return _read_once(repository.facets_of(session, match), chosen)
    found = _lines(session, words, chosen, having)
    counts = {facet: _lines(session, words, _without(chosen, facet), having) for facet in chosen}
    return Counted(found.total, _facets(found, counts))


def _read_once(found: Iterable[str], chosen: Chosen) -> Counted:
    """Count for each facet all that fits the choices in the others, from one look at all that has the words."""
    wanted = {facet: read({facet: values}) for facet, values in chosen.items()}
    total, of_all = 0, Counter[str]()
    but_for: dict[str, Counter[str]] = {facet: Counter() for facet in chosen}
    for lines in (facets.split("\n") for facets in found):
        misfits = [facet for facet, lists in wanted.items() if not fits(lines, lists)]
        if not misfits:
            total += 1
            of_all.update(lines)
        elif len(misfits) == 1:
            but_for[misfits[0]].update(lines)
    counts = {facet: _Lines(0, lines + of_all) for facet, lines in but_for.items()}
    return Counted(total, _facets(_Lines(total, of_all), counts))


def _lines(session: Session, words: Sequence[str], chosen: Chosen, having: int) -> _Lines:
    """Count the lines of all that is found; of more than `MOST` products one in every few is looked at."""
    if not words and not chosen:
        return _Lines(records.size(session), records.counts(session))
    match = Where.anywhere(Question(words, read(chosen)))
    found = repository.facets_of(session, match, limit=MOST + 1) if chosen else []
    if chosen and len(found) <= MOST:
        return _Lines(len(found), _tallied(found))
    total = repository.count(session, match) if chosen else having
    step = -(-total // MOST)
    return _Lines(total, _tallied(repository.facets_of(session, match, step=step)), step)


def _tallied(found: Sequence[str]) -> Mapping[str, int]:
    return Counter("\n".join(found).split("\n")) if found else {}


def _without(chosen: Chosen, facet: str) -> Chosen:
    return {name: values for name, values in chosen.items() if name != facet}


def _facets(found: _Lines, others: Mapping[str, _Lines]) -> list[FacetOut]:
    values = counted(found.lines, times=found.step)
    values |= {facet: counted(lines.lines, times=lines.step)[facet] for facet, lines in others.items()}
    return [
        FacetOut(
            facet=facet,
            values=[ValueOut(value=value, count=count) for value, count in values[facet]],
            estimated=others.get(facet, found).step > 1,
        )
        for facet in FACETS
    ]
