"""A first start that ends anywhere leaves a home that the next start completes."""

import pytest

from tests.crash.places import places
from tests.factories.evidence import registry_rows
from tests.factories.prompt import Prompt


@pytest.mark.parametrize("place", places("open"))
def test_a_home_is_whole_after_the_next_start(shop, place):
    shop.take("open", at=place)
    assert shop.take("open").code == 0
    home = shop.folder / "fresh"
    assert registry_rows(home, "PRAGMA integrity_check") == [{"integrity_check": "ok"}]
    assert len(registry_rows(home, "SELECT * FROM principals")) == 1
    assert Prompt(home).must("list", "products", "--json").json == []
    assert {oct(path.stat().st_mode & 0o777) for path in (home / "keys").iterdir()} == {"0o600"}


@pytest.mark.parametrize("place", ["registry.commit.before=crash@1", "registry.commit.before=error@1"])
def test_a_registry_has_all_its_tables_or_none(shop, place):
    shop.take("open", at=place)
    home = shop.folder / "fresh"
    assert registry_rows(home, "SELECT name FROM sqlite_master") == []


def test_keys_that_a_dead_start_left_behind_are_used_by_the_next(shop):
    shop.take("open", at="registry.commit.before=crash@1")
    keys = shop.folder / "fresh" / "keys"
    before = {path.name: path.read_bytes() for path in keys.iterdir()}
    shop.take("open")
    assert before.items() <= {path.name: path.read_bytes() for path in keys.iterdir()}.items()
