"""A publish that ends anywhere is in force as a whole or not at all, and can be done again."""

import pytest

from tests.crash.places import places
from tests.factories.evidence import faults, registry_rows, tables

VERSIONS = "SELECT version FROM product_versions WHERE product = ? ORDER BY seq"


def versions(shop, product):
    return [row["version"] for row in registry_rows(shop.home, VERSIONS, product)]


@pytest.mark.parametrize("place", places("publish"))
def test_a_first_publish_makes_a_product_with_its_tables_or_nothing(shop, place):
    ended = shop.take("publish", at=place)
    made = versions(shop, "marketing/spend") == ["1.0.0"]
    assert made or ended.code != 0
    assert ("marketing.spend" in tables(shop.home), shop.count_of("teams", "name = 'growth'")) == (made, made)
    shop.ana.by("").must("publish", shop.folder / "spend")
    assert versions(shop, "marketing/spend") == ["1.0.0"]
    assert {"marketing.spend", "marketing.spend__quarantine"} < set(tables(shop.home))
    assert faults(shop.home) == []


@pytest.mark.parametrize("place", places("evolve"))
def test_a_next_version_is_in_force_with_its_column_or_not_at_all(shop, place):
    before, ended = shop.shown(), shop.take("evolve", at=place)
    made = versions(shop, "sales/orders") == ["1.0.0", "1.1.0"]
    assert made or ended.code != 0
    rows = shop.ana.rows("SELECT * FROM sales.orders")
    assert {"channel" in row for row in rows} == {made}
    shop.ana.by("").must("publish", shop.folder / "next")
    assert (versions(shop, "sales/orders"), shop.shown()) == (["1.0.0", "1.1.0"], before)
    assert faults(shop.home) == []
