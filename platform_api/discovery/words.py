"""Words as search sees them: parted by everything that is neither letter nor digit, and alike but for case and accents."""

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence

__all__ = ["closest", "folded", "plain", "trigrams", "words_of"]

_WORD = re.compile(r"[^\W_]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_MOST, _LONGEST = 12, 64  # a question of more words is cut: twelve already name any product


def plain(text: str) -> str:
    """Return a text on one line, with accents and their letters in one character where there is one."""
    return unicodedata.normalize("NFC", _CONTROL.sub(" ", text)).strip()


def folded(text: str) -> str:
    """Return a text in lower case and without accents, each character in its place."""
    return text.lower() if text.isascii() else "".join(map(_folded, text))


def words_of(text: str, *, most: int = _MOST) -> list[str]:
    """Return the first words of any text, each once, as they are written."""
    found = (word[:_LONGEST] for word in _WORD.findall(plain(text)))
    return list({folded(word): word for word in found}.values())[:most]


def trigrams(word: str) -> set[str]:
    """Return every three letters in a row of a word, its beginning counted more than its end."""
    padded = f"  {word} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}


def closest(word: str, among: Collection[str], *, most: int) -> Sequence[str]:
    """Return the words that a misspelt one may have meant, the likeliest first."""
    return difflib.get_close_matches(word, _alike(word, among), n=most, cutoff=0.6)


def _alike(word: str, among: Iterable[str]) -> list[str]:
    return sorted(other for other in among if abs(len(other) - len(word)) <= 1 + len(word) // 3)


def _folded(character: str) -> str:
    parts = unicodedata.normalize("NFD", character)
    kept = (
        parts[0] if all(map(unicodedata.combining, parts[1:])) else character
    )  # a Hangul syllable is no letter with marks
    lower = kept.lower()
    return lower if len(lower) == 1 else kept
