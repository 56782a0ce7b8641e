"""Every row of the real files, accounted for by hand; `test_law.py` holds the products' own documents to the same."""

import pytest

from tests.products.by_hand import PRODUCTS, counted
from tests.products.by_law import FOLDERS
from tests.products.expected import EXPECTED, TOLD


def test_every_product_is_expected_to_come_to_something():
    found = FOLDERS["operations.flights"].parents[1].glob("*/*/product.odps.yaml")
    assert {f"{path.parts[-3]}.{path.parts[-2]}" for path in found} == set(PRODUCTS) == set(EXPECTED)


@pytest.mark.parametrize("port", PRODUCTS)
def test_counting_by_hand_gives_what_is_expected(port, mesh_by_hand):
    asked = {key: EXPECTED[port][key] for key in ("accepted", "quarantined", "reasons")}
    assert counted(mesh_by_hand, port) == asked


@pytest.mark.parametrize("port", [port for port in PRODUCTS if "totals" in EXPECTED[port]])
def test_aggregates_add_up_to_what_went_in(port, mesh_by_hand):
    totals = EXPECTED[port]["totals"]
    sums = ", ".join(f"sum({name})::BIGINT" for name in totals)
    assert mesh_by_hand.execute(f'SELECT {sums} FROM "{port}"').fetchone() == tuple(totals.values())
    assert totals["flights"] == EXPECTED["operations.flights"]["accepted"]


def test_the_overview_gives_the_same_numbers():
    overview = (FOLDERS["operations.flights"].parents[1] / "README.md").read_text()
    for port, expected in EXPECTED.items():
        (line,) = [line for line in overview.splitlines() if line.startswith(f"| [{port.replace('.', '/')}]")]
        assert line.endswith(f"| {expected['accepted']:,} | {expected['quarantined']:,} |")


@pytest.mark.parametrize("port", TOLD)
def test_a_readme_tells_what_is_in_the_data(port, mesh_by_hand):
    found = mesh_by_hand.execute(TOLD[port]["query"]).fetchall()
    numbers = found[0] if len(found) == 1 else [row[0] for row in found]
    text = " ".join((FOLDERS[port] / "README.md").read_text().split())
    assert TOLD[port]["sentence"].format(*numbers) in text
