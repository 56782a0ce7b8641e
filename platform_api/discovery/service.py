"""Search: plain words in, products out, with the facets they can be narrowed down by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from sqlmodel import Session

from platform_api.discovery import records, repository
from platform_api.discovery.counting import count_found
from platform_api.discovery.facets import Chosen, fits, read
from platform_api.discovery.hits import hits
from platform_api.discovery.indexing import index_product, reindex_all
from platform_api.discovery.repository import MOST, Question, Where
from platform_api.discovery.schemas import FacetOut, HitOut
from platform_api.discovery.suggestions import suggestions
from platform_api.discovery.words import folded, plain, words_of

__all__ = ["MOST", "Found", "Wanted", "index_product", "reindex_all", "search"]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody looks for: words, in any text, and values of facets."""

    text: str = ""
    chosen: Chosen = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Found:
    """A page of what was found; `more` says that another follows."""

    items: Sequence[HitOut]
    more: bool
    total: int
    facets: Sequence[FacetOut]
    suggestions: Sequence[str]


def search(session: Session, wanted: Wanted, *, limit: int, skip: int = 0) -> Found:
    """Return the products that have every word in some text, names counting over all else, and fit the facets.

    Any text is plain words; without a word in it all products are there, the newest first.
    """
    words = words_of(wanted.text)
    if not repository.is_made(session) or (wanted.text.strip() and not words):
        return Found(items=[], more=False, total=0, facets=[], suggestions=[])
    chosen = {facet: values for facet, values in wanted.chosen.items() if read({facet: values})}
    asked = Question(words, read(chosen))
    counts = count_found(session, words, chosen)
    numbers = _page(session, wanted.text, asked, limit=limit + 1, skip=skip) if counts.total else []
    return Found(
        items=hits(session, numbers[:limit], words),
        more=len(numbers) > limit and skip + limit < MOST,
        total=counts.total,
        facets=counts.facets,
        suggestions=[] if counts.total else suggestions(session, asked),
    )


def _page(session: Session, said: str, asked: Question, *, limit: int, skip: int) -> list[int]:
    if not asked.words and not asked.chosen:
        return records.newest(session, limit=limit, skip=skip)
    if not asked.words:
        return repository.newest(session, Where.anywhere(asked), limit=limit, skip=skip)
    return list(islice(_ranked(session, said, asked, limit + skip), skip, limit + skip))


def _ranked(session: Session, said: str, asked: Question, most: int) -> Iterator[int]:
    """Yield what is called so, then what has all words in its names, then what has them anywhere."""
    called = [
        seq for seq, facets in records.called(session, folded(plain(said))) if fits(facets.split("\n"), asked.chosen)
    ]
    yield from called
    named = repository.ranked(session, Where.in_names(asked), limit=most, skip=0)
    yield from (seq for seq in named if seq not in called)
    if len(named) < most:
        yield from repository.ranked(session, Where.elsewhere(asked), limit=most - len(named), skip=0)
