"""Runs in processes of their own: their first word, their place, and their end."""

import sys
import time

import pytest

from governance.errors import Conflict, Denied, Unavailable
from governance.names import ProductName
from sidecar.ports.children import Children

TRIPS, FLIGHTS = ProductName("operations", "trips"), ProductName("operations", "flights")
BEGINS = 'import sys; sys.stdin.read(); print(\'{"run": "run_1"}\', flush=True); '
LASTS = BEGINS + "import time; time.sleep(600)"
ENDS = BEGINS + "print('{}', flush=True); import time; time.sleep(600)"
REFUSED = """print('{"status": 403, "problem": {"type": "/problems/denied", "detail": "no", "hint": "ask"}}')"""
REFUSED_AND_STAYS = REFUSED.replace("}}')", "}}', flush=True); import time; time.sleep(600)")


@pytest.fixture
def children():
    opened = []

    def of(code, **options):
        opened.append(Children([sys.executable, "-c", code], **options))
        return opened[-1]

    yield of
    for one in opened:
        one.close()


def test_the_first_word_is_the_answer(children):
    assert children(LASTS).begin(TRIPS, {}) == {"run": "run_1"}


def test_a_product_is_run_once_at_a_time_and_a_server_runs_so_many(children):
    busy = children(LASTS, at_once=2)
    busy.begin(TRIPS, {})
    with pytest.raises(Conflict, match="is being run"):
        busy.begin(TRIPS, {})
    busy.begin(FLIGHTS, {})
    with pytest.raises(Unavailable, match="2 runs at once"):
        busy.begin(ProductName("weather", "observations"), {})


def test_a_refusal_is_the_platforms_own_and_leaves_the_place_free(children):
    refused = children(REFUSED)
    for _ in range(2):
        with pytest.raises(Denied, match="no") as error:
            begin_when_free(refused)
        assert error.value.hint == "ask"


def test_a_child_that_says_nothing_is_told_of(children):
    with pytest.raises(Unavailable, match="before it began"):
        children("raise SystemExit(1)").begin(TRIPS, {})


def test_a_run_that_is_over_leaves_its_place_though_its_process_stays(children):
    over = children(ENDS)
    assert [begin_when_free(over) for _ in range(2)] == [{"run": "run_1"}] * 2


def test_what_was_refused_leaves_its_place_at_once_though_its_process_stays(children):
    refused = children(REFUSED_AND_STAYS)
    for product in (TRIPS, TRIPS, FLIGHTS):
        with pytest.raises(Denied, match="no"):
            refused.begin(product, {})


def begin_when_free(children):
    """The place is free as soon as a thread has read that it is."""
    until = time.monotonic() + 60
    while True:
        try:
            return children.begin(TRIPS, {})
        except Conflict:
            assert time.monotonic() < until
            time.sleep(0.01)
