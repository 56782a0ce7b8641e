"""What the products' own documents make of the real files: the rows, reasons and warnings that were counted by hand."""

import pytest

from tests.factories.product_examples import differences, example_files
from tests.products.by_hand import PRODUCTS
from tests.products.by_law import FOLDERS
from tests.products.expected import EXPECTED

EXAMPLES = [example for folder in FOLDERS.values() for example in example_files(folder)]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: "/".join(path.parts[-4:]))
def test_an_example_comes_out_as_it_says(example):
    assert differences(example.parents[1], example) == []


@pytest.mark.parametrize("port", PRODUCTS)
def test_the_contract_accepts_and_diverts_what_is_expected(port, mesh_by_law):
    found = mesh_by_law[1][port]
    expected = EXPECTED[port]
    assert (found.accepted, found.quarantined) == (expected["accepted"], expected["quarantined"])
    assert found.reasons == expected["reasons"]


@pytest.mark.parametrize("port", PRODUCTS)
def test_nothing_that_is_asked_of_the_table_stops_the_publish(port, mesh_by_law):
    assert [outcome.message for outcome in mesh_by_law[1][port].outcomes if outcome.refuses] == []


@pytest.mark.parametrize("port", PRODUCTS)
def test_warnings_are_those_that_are_expected(port, mesh_by_law):
    warned = {one.rule: one.measured for one in mesh_by_law[1][port].outcomes if not one.passed}
    assert warned == EXPECTED[port].get("warnings", {})


def comparable(name, kind):
    """Means of the same numbers differ in their last digits, by the order in which they are added up."""
    return f'round("{name}", 9)' if kind == "DOUBLE" else f'CAST("{name}" AS VARCHAR)'


@pytest.mark.parametrize("port", PRODUCTS)
def test_both_ways_publish_the_same_rows(port, mesh_by_hand, mesh_by_law, tmp_path):
    file = tmp_path / "by_hand.parquet"
    mesh_by_hand.execute(f"COPY \"{port}\" TO '{file}'")
    described = mesh_by_hand.execute(f'DESCRIBE "{port}"').fetchall()
    columns = ", ".join(comparable(row[0], row[1]) for row in described)
    by_law, by_hand = f'SELECT {columns} FROM "{port}"', f"SELECT {columns} FROM '{file}'"
    for one, other in ((by_law, by_hand), (by_hand, by_law)):
        assert mesh_by_law[0].execute(f"SELECT count(*) FROM ({one} EXCEPT ALL {other})").fetchone() == (0,)
