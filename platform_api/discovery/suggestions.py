"""What may have been meant when nothing was found."""

from collections.abc import Iterator, Sequence
from itertools import islice, product

from sqlmodel import Session

from platform_api.discovery import records, repository
from platform_api.discovery.repository import Question, Where
from platform_api.discovery.words import closest, folded

__all__ = ["suggestions"]

_MOST = 3


def suggestions(session: Session, asked: Question) -> list[str]:
    """Return at most three questions that find something: with each unknown word replaced by one that it is like."""
    choices = [_choices(session, word) for word in asked.words[:6]]
    return list(islice(_that_find(session, asked, choices), _MOST))


def _that_find(session: Session, asked: Question, choices: Sequence[Sequence[str]]) -> Iterator[str]:
    for words in islice(product(*choices), _MOST * _MOST):
        if repository.count(session, Where.anywhere(Question(words, asked.chosen))):
            yield " ".join(words)


def _choices(session: Session, word: str) -> Sequence[str]:
    if repository.count(session, Where.anywhere(Question([word]))):
        return [word]
    return closest(folded(word), records.spelt_like(session, folded(word)), most=_MOST)
