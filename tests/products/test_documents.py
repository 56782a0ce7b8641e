"""What the products of the example mesh say, of themselves and of each other."""

import re

import pytest

from governance.descriptors import load_product
from governance.expectations import satisfies
from product_templates import complete_answers, load_answers, load_template
from product_templates.provenance import read_provenance
from tests.factories.product_examples import example_files
from tests.products.by_law import FOLDERS


@pytest.fixture(scope="module")
def products():
    return {port: load_product(str(folder)) for port, folder in FOLDERS.items()}


def contract_of(products, port):
    (contract,) = products[port].contracts.values()
    return contract


@pytest.mark.parametrize("port", FOLDERS)
def test_the_linter_has_nothing_to_say(port, products):
    assert products[port].findings == ()


NEVER_DIVERT = {
    "daylight_saving_where_there_is_none": "a warning",
    "delayed_by_most_of_a_day": "a warning",
    "flights_are_lost": "a threshold",
    "flights_do_not_add_up": "no row of a transform that is right can break it",
    "share_contradicts_counts": "no row of a transform that is right can break it",
}


@pytest.mark.parametrize("port", FOLDERS)
def test_every_rule_in_sql_that_diverts_rows_has_an_example(port, products):
    given = "".join(example.read_text() for example in example_files(FOLDERS[port]))
    rules = [rule.name for rule in contract_of(products, port).table.quality if rule.kind == "sql"]
    assert [name for name in rules if f"table.{name}" not in given and name not in NEVER_DIVERT] == []


@pytest.mark.parametrize("port", FOLDERS)
def test_what_a_product_relies_on_is_promised(port, products):
    product = products[port]
    for entry in product.descriptor.inputs:
        if not entry.source:
            promised = contract_of(products, entry.contract_id)
            assert satisfies(promised, product.expectations[entry.name], version=entry.version) == []


@pytest.mark.parametrize("port", FOLDERS)
def test_a_foreign_key_leads_to_the_key_of_another_product(port, products):
    for key in contract_of(products, port).table.foreign_keys:
        assert contract_of(products, key.table).table.primary_key == key.references


@pytest.mark.parametrize("port", FOLDERS)
def test_a_product_is_what_a_template_rendered_and_a_team_then_lived_in(port):
    origin = read_provenance(FOLDERS[port])
    answers = complete_answers(load_template(origin.template), load_answers(FOLDERS[port]))
    assert f"{answers['domain']}.{answers['product']}" == port
    assert {"product.odps.yaml", f"contracts/{answers['product']}.odcs.yaml"} <= set(origin.files)


def test_teams_domains_and_owners_belong_together(products):
    found = {(p.descriptor.product.domain, p.descriptor.team, *p.descriptor.owners) for p in products.values()}
    assert found == {
        ("operations", "flight_ops", "ana"),
        ("weather", "met_office", "bo"),
        ("fleet", "fleet_engineering", "chen"),
        ("network", "route_network", "dora"),
        ("planning", "planning_team", "eve"),
    }


def test_contract_and_descriptor_name_the_same_people(products):
    for product in products.values():
        (contract,) = product.contracts.values()
        assert (contract.team, contract.owners) == (product.descriptor.team, product.descriptor.owners)
        assert re.fullmatch(r"[a-z-]+@example\.org", product.descriptor.contact)


@pytest.mark.parametrize(
    ("port", "column", "classification", "mask"),
    [
        ("operations.flights", "tailnum", "confidential", "hash"),
        ("fleet.aircraft", "manufacturer", "confidential", "redact"),
        ("network.airports", "faa", "public", ""),
        ("operations.carriers", "name", "public", ""),
    ],
)
def test_what_is_secret_is_said_to_be(port, column, classification, mask, products):
    found = contract_of(products, port).table.column(column)
    assert (found.classification, found.mask) == (classification, mask)


def test_readers_of_flights_are_filtered_by_their_carriers(products):
    (found,) = contract_of(products, "operations.flights").table.row_filters
    assert (found.column, found.attribute) == ("carrier", "carriers")


@pytest.mark.parametrize("port", ["operations.carriers", "network.airports"])
def test_ports_that_everybody_may_read_hold_nothing_else(port, products):
    assert {column.classification for column in contract_of(products, port).table.columns} == {"public"}
