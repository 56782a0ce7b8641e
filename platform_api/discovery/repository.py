"""The full-text index, and the only place that knows it is SQLite's FTS5; another database will have its own.

Whatever people ask for reaches it as quoted words: it has no other way to be asked. The values of facets are words of
their own in it, so that a choice among them costs as little as one more word.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import TextClause, text
from sqlmodel import Session

__all__ = [
    "FIELDS",
    "MOST",
    "Question",
    "Where",
    "clear",
    "count",
    "facets_of",
    "fields_of",
    "is_made",
    "newest",
    "put",
    "ranked",
]

FIELDS = ("name", "tags", "columns", "people", "description")
"""What is searched, the heaviest first."""

MOST = 2000
"""How many matches are ranked, and looked at for facets. A word that 95,000 of 100,000 products have takes 80 ms to rank
on all of them, and 670 ms to count facets on; on 2,000 it is 7 and 9."""

_WEIGHTS = "20.0, 5.0, 5.0, 3.0, 1.0, 0.0"
_MAKE = """
    CREATE VIRTUAL TABLE IF NOT EXISTS search_texts USING fts5(
        name, tags, columns, people, description, facets, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')
"""
_MADE = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'search_texts'"
_PUT = text(f"""
    INSERT INTO search_texts (rowid, {", ".join(FIELDS)}, facets)
    VALUES (:seq, {", ".join(f":{field}" for field in FIELDS)}, :facets)
""")
_RANKED = text(f"""
    SELECT seq FROM (
        SELECT rowid AS seq, bm25(search_texts, {_WEIGHTS}) AS score
        FROM search_texts WHERE search_texts MATCH :match LIMIT {MOST})
    ORDER BY score, seq LIMIT :limit OFFSET :skip
""")
_NEWEST = text("""
    SELECT rowid FROM search_texts WHERE search_texts MATCH :match ORDER BY rowid DESC LIMIT :limit OFFSET :skip
""")
_FACETS = text("""
    SELECT record.facets FROM search_texts JOIN search_records AS record ON record.seq = search_texts.rowid
    WHERE search_texts MATCH :match AND search_texts.rowid % :step = 0 LIMIT :limit
""")
_TEXTS = text(f"""
    SELECT rowid, {", ".join(FIELDS)} FROM search_texts WHERE rowid IN (SELECT value FROM json_each(:numbers))
""")
_COUNT = text("SELECT count(*) FROM search_texts WHERE search_texts MATCH :match")


@dataclass(frozen=True)
class Question:
    """What is asked: every one of the words must be there, and of each list of facets' lines one."""

    words: Sequence[str]
    chosen: Sequence[Sequence[str]] = ()


class Where:
    """Questions in the index's own language, by where the words must stand."""

    @staticmethod
    def anywhere(asked: Question) -> str:
        """In whatever field; not for ranking, as a word counts no more than one that begins with it."""
        words = " AND ".join(map(_begun, asked.words))
        return _match(asked, f"({words})")

    @staticmethod
    def in_names(asked: Question) -> str:
        """All of them in names."""
        return _match(asked, f"(name : {_words(asked)})")

    @staticmethod
    def elsewhere(asked: Question) -> str:
        """In whatever field, but not all of them in names."""
        return _match(asked, f"({_words(asked)} NOT (name : {_words(asked)}))")


def is_made(session: Session) -> bool:
    """Tell whether there is an index: it is made when the first product is put into it."""
    return session.connection().exec_driver_sql(_MADE).first() is not None


def clear(session: Session) -> None:
    """Make the index anew, with nothing in it."""
    session.connection().exec_driver_sql("DROP TABLE IF EXISTS search_texts")
    session.connection().exec_driver_sql(_MAKE)


def put(session: Session, rows: Sequence[Mapping[str, object]], *, gone: Sequence[int] = ()) -> None:
    """Put texts into the index in place of those that it has of the same products, and take out what is gone.

    A row has `seq`, each of `FIELDS`, and the lines of its facets as `facets`.
    """
    connection = session.connection()
    connection.exec_driver_sql(_MAKE)
    old = [{"seq": seq} for seq in (*gone, *(row["seq"] for row in rows))]
    if old:
        connection.execute(text("DELETE FROM search_texts WHERE rowid = :seq"), old)
    if rows:
        new = [{**row, "facets": " ".join(map(_word_of, str(row["facets"]).split("\n")))} for row in rows]
        connection.execute(_PUT, new)


def count(session: Session, match: str) -> int:
    """Return how many products match."""
    found: int = session.connection().execute(_COUNT, {"match": match}).scalar_one()
    return found


def ranked(session: Session, match: str, *, limit: int, skip: int) -> list[int]:
    """Return the best matches; of more than `MOST` the first that were published are ranked."""
    return _numbers(session, _RANKED, match, limit, skip)


def newest(session: Session, match: str, *, limit: int, skip: int) -> list[int]:
    """Return the matches that were published last."""
    return _numbers(session, _NEWEST, match, limit, skip)


def facets_of(session: Session, match: str, *, step: int = 1, limit: int = -1) -> Sequence[str]:
    """Return the lines of facets of every match up to a limit, or of one in `step`, picked by number."""
    asked = {"match": match, "step": step, "limit": limit}
    return session.connection().execute(_FACETS, asked).scalars().all()


def fields_of(session: Session, numbers: Sequence[int]) -> dict[int, dict[str, str]]:
    """Return the texts of products by field."""
    rows = session.connection().execute(_TEXTS, {"numbers": json.dumps(list(numbers))})
    return {seq: dict(zip(FIELDS, texts, strict=True)) for seq, *texts in rows}


def _numbers(session: Session, statement: TextClause, match: str, limit: int, skip: int) -> list[int]:
    asked = {"match": match, "limit": limit, "skip": skip}
    return list(session.connection().execute(statement, asked).scalars())


def _match(asked: Question, found: str) -> str:
    chosen = [" OR ".join(f'"{_word_of(line)}"' for line in lines) for lines in asked.chosen]
    return " AND ".join([*([found] if asked.words else []), *(f"({lines})" for lines in chosen)])


def _words(asked: Question) -> str:
    return "(" + " AND ".join(map(_either, asked.words)) + ")"


def _either(word: str) -> str:
    """Match what `_begun` matches, and the word itself once more, so that it comes first."""
    return f"({_quoted(word)} OR {_begun(word)})"


def _begun(word: str) -> str:
    """Match a word and all that begin with it; one Latin letter begins too many, and is looked for as it is."""
    return _quoted(word) if len(word) == 1 and word.isascii() else f"{_quoted(word)} *"


def _quoted(word: str) -> str:
    return '"' + word.replace('"', "") + '"'


def _word_of(line: str) -> str:
    """Return the word that stands for a line; it begins as no word does that people can ask for."""
    return "\ue000" + hashlib.sha256(line.encode()).hexdigest()[:24]
