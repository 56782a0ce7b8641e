"""A grant, a query and a delivery happen once or not at all, and what was written down is what was done."""

import json

import pytest

from tests.crash.places import places


@pytest.mark.parametrize("place", places("grant"))
def test_a_grant_asked_for_twice_under_one_key_is_given_once(shop, place):
    shop.prepare("grant")
    shop.take("grant", at=place)
    assert (shop.count_of("grants"), shop.count_of("receipts", "key = 'grant-once'")) in ((0, 0), (1, 1))
    again = shop.take("grant")
    assert again.code == 0
    (kept,) = shop.ana.must("grant", "sales.orders", "--json").json
    assert json.loads(again.out)["id"] == kept["id"]
    assert (shop.count_of("grants"), shop.events()["grant.issued"]) == (1, 1)


@pytest.mark.parametrize("place", places("query"))
def test_no_row_is_handed_out_before_the_query_is_on_record(shop, place):
    ended = shop.take("query", at=place)
    assert ended.code != 0
    assert not any(line.strip().isdigit() for line in ended.out.splitlines())
    recorded = [shop.count_of(table) for table in ("query_records", "column_reads")]
    assert recorded == ([0, 0] if ".before" in place else [1, 1])
    assert shop.ana.rows("SELECT count(*) AS n FROM sales.orders") == [{"n": 3}]


@pytest.mark.parametrize("place", places("ship"))
def test_events_reach_a_subscriber_in_order_and_none_is_lost(shop, place):
    shop.take("ship", at=place)
    shop.take("ship")
    told = [row["id"] for row in shop.rows("SELECT id FROM outbox_events ORDER BY seq")]
    taken = (shop.folder / "taken").read_text().split()
    assert taken in (told, told * 2)  # at least once: one who died before noting it down tells it all again
    assert shop.take("ship").code == 0
    assert (shop.folder / "taken").read_text().split() == taken


def test_a_receipt_answers_a_publish_that_was_asked_for_twice(shop):
    shop.bring()
    lost = shop.take("run", at="registry.commit.after=crash@4")
    assert lost.code
    (run,) = shop.rows("SELECT id FROM runs WHERE state = 'published' ORDER BY fence DESC LIMIT 1")
    assert shop.count_of("receipts", f"key = 'publish-{run['id']}'") == 1
    assert shop.events()["run.published"] == 2
