"""Answers of one line: names, addresses, sentences, places."""

import re
from typing import Any

from governance.errors import Invalid
from governance.names import check_name

__all__ = ["email", "line", "location", "name", "purposes", "sentence", "username"]

_EMAIL = re.compile(
    r"[A-Za-z0-9.!$&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253}[A-Za-z0-9])?\.[A-Za-z]{2,}\Z"
)
_USER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}\Z")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PACKAGE = re.compile(r"package://[A-Za-z_][A-Za-z0-9_]*/.+\Z")
_LONGEST = 500
_NOTHING = frozenset({"", "todo", "tbd", "tba", "fixme", "xxx", "none", "n a", "na", "description"})


def name(text: str, what: str) -> str:
    """A name of a domain, team, product or port."""
    try:
        check_name(text, what)
    except Invalid as fault:
        return f"{fault.message}; {fault.hint}"
    return ""


def line(text: str, what: str) -> str:
    """One line of prose."""
    if not text.strip() or text != text.strip():
        return f"The {what} is empty, or begins or ends with a blank; write one sentence"
    if len(text) > _LONGEST or any(character in text for character in "\n\r\t\ufeff"):
        return f"The {what} is more than one line of {_LONGEST} characters; put the rest into README.md"
    return ""


def sentence(text: str, what: str) -> str:
    """One line of prose that says something."""
    said = re.sub(r"\W+", " ", text).strip().lower()
    if problem := line(text, what):
        return problem
    return f"`{text[:40]}` says nothing about the {what}; write one sentence" if said in _NOTHING else ""


def email(text: str) -> str:
    """An address that people can write to."""
    return "" if _EMAIL.match(text) else f"`{text[:60]}` is no e-mail address; write it as `team@example.org`"


def username(text: str) -> str:
    """The name by which somebody signs in."""
    return "" if _USER.match(text) else f"`{text[:60]}` is no user name; use letters, digits, `.`, `-` and `_`"


def location(text: str) -> str:
    """Where files lie: a path, or `package://module/path`."""
    if problem := line(text, "location"):
        return problem
    if _SCHEME.match(text) and not _PACKAGE.match(text):
        return "Sources are local files: write a path, or `package://module/path`"
    is_plain = ".." not in text.replace("\\", "/").split("/") and not text.startswith("~")
    return "" if is_plain else "Write the path out; `..` and `~` are not followed"


def purposes(values: Any) -> str:
    """Purposes that readers may state, each one word in snake case."""
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        return "Write a list of words, as in `[planning, operations]`"
    return next((found for value in values if (found := name(value, "purpose"))), "")
