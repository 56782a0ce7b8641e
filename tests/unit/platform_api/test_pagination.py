import base64
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from governance.errors import Invalid
from platform_api.pagination import page_of, turn_page
from platform_api.principals.models import Team
from platform_api.settings import load_settings

SETTINGS = load_settings()


def pages(session, size, *, newest_first=False, by=(Team.created_at, Team.name)):
    after = None
    while True:
        page = page_of(SETTINGS, limit=size, cursor=after, of="teams")
        found = turn_page(session, select(Team), page, by=by, show=lambda row: row.name, newest_first=newest_first)
        assert len(found.items) <= size
        yield from found.items
        after = found.next
        if after is None:
            return


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 3), max_size=12), st.integers(1, 5), st.booleans())
def test_pages_put_together_are_the_list(database, times, size, newest_first):
    with pytest.raises(ZeroDivisionError), database.write("rows that go away again") as session:
        names = [f"t{number:02d}" for number in range(len(times))]
        for name, moment in zip(names, times, strict=True):
            session.add(Team(name=name, created_at=moment, created_by=""))
        session.flush()
        expected = [name for _, name in sorted(zip(times, names, strict=True), reverse=newest_first)]
        assert list(pages(session, size, newest_first=newest_first)) == expected
        raise ZeroDivisionError


@pytest.mark.parametrize("limit", [None, 1, 500])
def test_a_page_has_the_size_that_was_asked_for(limit):
    assert page_of(SETTINGS, limit=limit, cursor=None, of="x").size == (limit or 50)


def test_a_page_larger_than_allowed_is_invalid():
    with pytest.raises(Invalid, match="500"):
        page_of(SETTINGS, limit=501, cursor=None, of="x")


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "W10", "WyJ4Il0", "eyJhIjoxfQ", "WyJ4IixudWxsXQ", "WyJ4IiwxLjVd", "WyJ4Iix0cnVlXQ", "[]", "=" * 9],
)
def test_a_cursor_of_nobodys_making_is_invalid(cursor):
    with pytest.raises(Invalid, match="cursor"):
        page_of(SETTINGS, limit=1, cursor=cursor, of="x")


def cursor(values, *, of="x"):
    """A cursor as `turn_page` writes it, of whatever values."""
    text = json.dumps([page_of(SETTINGS, limit=1, cursor=None, of=of).scope, *values])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize("values", [["a"], [1], [2**63 - 1], ["é"], ["a", 1]])
def test_a_cursor_is_read_as_it_was_written(values):
    assert page_of(SETTINGS, limit=1, cursor=cursor(values), of="x").behind == tuple(values)


@pytest.mark.parametrize("values", [[], [None], [1.5], [True], [2**63], [-(2**63)], ["\ud800"], [["a"]], ["a", {}]])
def test_a_cursor_of_what_no_column_holds_is_invalid(values):
    with pytest.raises(Invalid, match="cursor"):
        page_of(SETTINGS, limit=1, cursor=cursor(values), of="x")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: f"{text}!",
        lambda text: f"{text}!!!!",
        lambda text: f"\n{text}",
        lambda text: f"{text[:4]} {text[4:]}",
    ],
)
def test_a_cursor_with_anything_else_in_it_is_invalid(change):
    with pytest.raises(Invalid, match="cursor"):
        page_of(SETTINGS, limit=1, cursor=change(cursor(["a"])), of="x")


def test_a_cursor_of_another_list_is_invalid():
    with pytest.raises(Invalid, match="cursor"):
        page_of(SETTINGS, limit=1, cursor=cursor(["a"], of="y"), of="x")


def test_a_cursor_of_another_order_is_invalid(database):
    page = page_of(SETTINGS, limit=1, cursor=cursor(["a", 1]), of="x")
    with database.read() as session, pytest.raises(Invalid, match="cursor"):
        turn_page(session, select(Team), page, by=(Team.name,), show=lambda row: row.name)


def test_a_cursor_that_is_nested_too_deeply_is_invalid():
    with pytest.raises(Invalid, match="cursor"):
        page_of(SETTINGS, limit=1, cursor=base64.urlsafe_b64encode(b"[" * 200_000).decode(), of="x")
