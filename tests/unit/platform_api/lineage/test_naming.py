"""One name for one thing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from platform_api.lineage.naming import (
    DatasetName,
    JobName,
    address,
    dataset_name,
    job_name,
    linked,
    port_of,
    product_of,
)

TRINO = "https://github.com/trinodb/trino/plugin/trino-openlineage"
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1)


@pytest.mark.parametrize(
    ("namespace", "producer", "expected"),
    [
        ("trino:8080", TRINO, "trino://trino:8080"),
        ("trino://trino:8080", TRINO, "trino://trino:8080"),
        ("trino://trino:8080/", TRINO, "trino://trino:8080"),
        ("db:5432", "https://example.org", "db:5432"),
        ("postgres://db:5432", TRINO, "postgres://db:5432"),
        ("s3://bucket/", "https://example.org", "s3://bucket"),
        ("file", "https://example.org", "file"),
        ("file:///", "https://example.org", "file:///"),
        ("/", "https://example.org", "/"),
    ],
)
def test_a_namespace_is_written_as_the_naming_rules_want_it(namespace, producer, expected):
    assert dataset_name(namespace, "t", producer=producer).namespace == expected


@pytest.mark.parametrize(
    ("namespace", "name", "port"),
    [
        ("trellis", "mesh.operations.flights", "operations.flights"),
        ("trellis", "mesh.operations.flights_v2", "operations.flights_v2"),
        ("trellis", "mesh.operations.flights__quarantine", ""),
        ("trellis", "operations.flights", ""),
        ("trellis", "mesh.operations", ""),
        ("trellis", "mesh.Operations.Flights", ""),
        ("postgres://db", "mesh.operations.flights", ""),
    ],
)
def test_a_port_goes_by_its_table_in_the_namespace_of_trellis_alone(namespace, name, port):
    assert port_of(DatasetName(namespace, name)) == port


@pytest.mark.parametrize(
    ("namespace", "name", "product"),
    [
        ("trellis", "operations/flights", "operations/flights"),
        ("trellis", "operations.flights", "operations/flights"),
        ("trellis", "operations", ""),
        ("airflow", "operations/flights", ""),
    ],
)
def test_a_products_own_job_goes_by_the_product(namespace, name, product):
    assert product_of(JobName(namespace, name)) == product


@pytest.mark.parametrize("name", ["mesh.operations/flights", "mesh/operations/flights", "mesh.operations.flights_v1"])
def test_a_port_has_one_spelling(name):
    spelt = DatasetName("trellis", "mesh.operations.flights" if name.startswith("mesh.") else name)
    assert dataset_name("trellis", name) == spelt


@pytest.mark.parametrize("name", ["operations/flights", "operations.flights"])
def test_a_products_job_has_one_spelling(name):
    assert job_name("trellis", name) == JobName("trellis", "operations/flights")


def test_of_several_symlinks_the_port_counts():
    port = DatasetName("trellis", "mesh.operations.flights")
    assert linked(DatasetName("s3://b", "p"), [DatasetName("glue", "db.t"), port]) == port
    assert linked(DatasetName("s3://b", "p"), [DatasetName("glue", "db.t")]) == DatasetName("s3://b", "p")


def test_an_address_fits_into_a_path():
    assert address(DatasetName("trellis", "mesh.operations.flights")) == "operations.flights"
    assert address(DatasetName("s3://bucket", "a/b?c")).startswith("dataset_")
    assert address(JobName("airflow", "a/b")).startswith("job_")


@settings(deadline=None)
@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_two_names_never_share_an_address(namespace, name, other_namespace, other_name):
    one, other = DatasetName(namespace, name), DatasetName(other_namespace, other_name)
    assert (address(one) == address(other)) == (one == other)
