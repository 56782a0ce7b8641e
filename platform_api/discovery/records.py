"""What search keeps beside its index: records of products, counts of facets, and words with their letters."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import bindparam, delete, func, insert, or_, update
from sqlmodel import Session, col, select

from platform_api.discovery.models import SearchCount, SearchRecord, SearchTrigram, SearchWord
from platform_api.discovery.words import folded, trigrams, words_of

__all__ = [
    "Record",
    "add_words",
    "called",
    "clear",
    "counts",
    "forget",
    "known",
    "newest",
    "products",
    "put",
    "recount",
    "size",
    "spelt_like",
]

_CHUNK = 500
_LIKE = 60
Item = TypeVar("Item")


class Record(NamedTuple):
    """A product's number in the index, and the lines of its facets."""

    seq: int
    facets: str


def known(session: Session, names: Iterable[str]) -> dict[str, Record]:
    """Return the records of those of the products that can be found already."""
    found = {}
    for chunk in _chunks(names):
        shown = select(SearchRecord.product, SearchRecord.seq, SearchRecord.facets)
        for name, seq, facets in session.exec(shown.where(col(SearchRecord.product).in_(chunk))):
            found[name] = Record(seq, facets)
    return found


def put(session: Session, facets: Mapping[str, str]) -> dict[str, int]:
    """Keep the lines of products' facets, and return the products' numbers."""
    before = known(session, facets)
    rows = [{"product": name, "short": name.partition("/")[2], "facets": lines} for name, lines in facets.items()]
    _execute(session, insert(SearchRecord), [row for row in rows if row["product"] not in before])
    changed = [{"known": row["product"], "facets": row["facets"]} for row in rows if row["product"] in before]
    _execute(session, update(SearchRecord).where(col(SearchRecord.product) == bindparam("known")), changed)
    return {name: record.seq for name, record in known(session, facets).items()}


def forget(session: Session, names: Collection[str]) -> None:
    """Drop the records of products that are no more."""
    for chunk in _chunks(names):
        session.connection().execute(delete(SearchRecord).where(col(SearchRecord.product).in_(chunk)))


def clear(session: Session) -> None:
    """Drop everything."""
    for table in (SearchTrigram, SearchWord, SearchCount, SearchRecord):
        session.connection().execute(delete(table))


def products(session: Session, numbers: Collection[int]) -> dict[int, str]:
    """Return the names of products by their numbers."""
    shown = select(SearchRecord.seq, SearchRecord.product).where(col(SearchRecord.seq).in_(numbers))
    return dict(session.exec(shown).all())


def called(session: Session, name: str) -> list[Record]:
    """Return the products that go by exactly this name, with or without their domain."""
    names = or_(col(SearchRecord.product) == name.replace(".", "/"), col(SearchRecord.short) == name)
    shown = select(SearchRecord.seq, SearchRecord.facets).where(names).order_by(col(SearchRecord.seq))
    return [Record(seq, facets) for seq, facets in session.exec(shown.limit(_LIKE))]


def newest(session: Session, *, limit: int, skip: int) -> list[int]:
    """Return the products that were published last."""
    last = select(SearchRecord.seq).order_by(col(SearchRecord.seq).desc())
    return list(session.exec(last.limit(limit).offset(skip)))


def size(session: Session) -> int:
    """Return how many products can be found."""
    return session.exec(select(func.count()).select_from(SearchRecord)).one()


def counts(session: Session) -> dict[str, int]:
    """Return how many products of all the mesh have each line of a facet."""
    return dict(session.exec(select(SearchCount.line, SearchCount.products)).all())


def recount(session: Session, changes: Mapping[str, int]) -> None:
    """Add to the counts of lines, or take away."""
    changed = {line: change for line, change in changes.items() if change}
    before: dict[str, int] = {}
    for chunk in _chunks(changed):
        shown = select(SearchCount.line, SearchCount.products).where(col(SearchCount.line).in_(chunk))
        before.update(session.exec(shown).all())
    after = {line: before.get(line, 0) + change for line, change in changed.items()}
    _execute(session, insert(SearchCount), [{"line": k, "products": n} for k, n in after.items() if k not in before])
    known_line = col(SearchCount.line) == bindparam("known")
    kept = [{"known": k, "products": n} for k, n in after.items() if k in before and n > 0]
    _execute(session, update(SearchCount).where(known_line), kept)
    gone = [{"known": k} for k, n in after.items() if k in before and n <= 0]
    _execute(session, delete(SearchCount).where(known_line), gone)


def add_words(session: Session, texts: Iterable[str]) -> None:
    """Learn the words of texts, for those who will misspell them."""
    found = {folded(word) for text in texts for word in words_of(text, most=10_000) if len(word) > 2}
    new = sorted(found - set(_numbers(session, found)))
    _execute(session, insert(SearchWord), [{"word": word} for word in new])
    numbers = _numbers(session, new)
    letters = [{"trigram": part, "word": number} for word, number in numbers.items() for part in sorted(trigrams(word))]
    _execute(session, insert(SearchTrigram), letters)


def spelt_like(session: Session, word: str) -> list[str]:
    """Return the words that have most letters in a row in common with this one."""
    shared = (
        select(SearchTrigram.word, func.count().label("shared"))
        .where(col(SearchTrigram.trigram).in_(sorted(trigrams(word))))
        .group_by(col(SearchTrigram.word))
        .order_by(func.count().desc(), col(SearchTrigram.word))
        .limit(_LIKE)
        .subquery()
    )
    statement = select(SearchWord.word).join(shared, shared.c.word == SearchWord.seq)
    return list(session.exec(statement.order_by(shared.c.shared.desc(), SearchWord.word)))


def _numbers(session: Session, words: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for chunk in _chunks(words):
        found.update(session.exec(select(SearchWord.word, SearchWord.seq).where(col(SearchWord.word).in_(chunk))).all())
    return found


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    whole = list(items)
    for start in range(0, len(whole), _CHUNK):
        yield whole[start : start + _CHUNK]


def _execute(session: Session, statement: Any, rows: Sequence[Mapping[str, object]]) -> None:
    if rows:
        session.connection().execute(statement, rows)
