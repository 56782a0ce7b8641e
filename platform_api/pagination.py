"""Pages of a list, by keyset: a cursor says behind which item to go on, so that nothing is skipped or shown twice."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel
from sqlalchemy import ColumnElement, tuple_
from sqlmodel import Session
from sqlmodel.sql.expression import SelectOfScalar

from governance.digests import digest_of
from governance.errors import Invalid
from platform_api.settings import Settings

__all__ = ["Page", "PageOut", "page_of", "turn_page"]

Row = TypeVar("Row")
Item = TypeVar("Item")


@dataclass(frozen=True)
class Page:
    """How many items, behind which one, of which list (`scope`, so that a cursor fits one list alone)."""

    size: int
    behind: tuple[str | int, ...]
    scope: str


class PageOut(BaseModel, Generic[Item]):
    """One page; `next` is the cursor of the following one, null on the last."""

    items: list[Item]
    next: str | None


def page_of(settings: Settings, *, limit: int | None, cursor: str | None, of: Any) -> Page:
    """Return the page that a query asks for; raises `Invalid` for a cursor of another list or of nobody's making."""
    size = settings.page_size if limit is None else limit
    if size > settings.max_page_size:
        raise Invalid(
            f"A page has at most {settings.max_page_size} items", hint="follow `next` for more", slug="page-too-large"
        )
    scope = digest_of(of)[:16]
    return Page(size, _read(cursor, scope) if cursor is not None else (), scope)


def turn_page(
    session: Session,
    statement: SelectOfScalar[Row],
    page: Page,
    *,
    by: Sequence[Any],
    show: Callable[[Row], Item],
    newest_first: bool = False,
) -> PageOut[Item]:
    """Return a page of a query's rows, ordered by columns that together are unique, each as `show` makes it."""
    keys: list[ColumnElement[Any]] = list(by)
    if page.behind:
        if len(page.behind) != len(keys):
            raise _unknown_cursor()
        here, there = tuple_(*keys), tuple_(*page.behind)
        statement = statement.where(here < there if newest_first else here > there)
    ordered = statement.order_by(*(key.desc() if newest_first else key.asc() for key in keys))
    rows = session.exec(ordered.limit(page.size + 1)).all()
    shown = rows[: page.size]
    more = len(rows) > page.size
    last = [getattr(shown[-1], str(key.key)) for key in keys] if more else []
    return PageOut(items=[show(row) for row in shown], next=_write(page.scope, last) if more else None)


def _write(scope: str, values: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps([scope, *values]).encode()).decode().rstrip("=")


def _read(cursor: str, scope: str) -> tuple[str | int, ...]:
    try:
        found = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (ValueError, RecursionError) as error:
        raise _unknown_cursor() from error
    if not isinstance(found, list) or len(found) < 2 or found[0] != scope:
        raise _unknown_cursor()
    if not all(_is_value(value) for value in found[1:]):
        raise _unknown_cursor()
    return tuple(found[1:])


def _is_value(value: Any) -> bool:
    if isinstance(value, str):
        return value.encode(errors="ignore").decode() == value  # no half characters
    return type(value) is int and abs(value) < 2**63


def _unknown_cursor() -> Invalid:
    return Invalid("`after` is not a cursor of this list", hint="start again without `after`", slug="bad-cursor")
