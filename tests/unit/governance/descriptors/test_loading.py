"""How ports are loaded and inputs read: what a descriptor may say, and what fits the contract."""

import json

import pytest

from governance.descriptors import Load, load_files
from tests.factories.products import COLUMNS, descriptor_of, product_files, source_port

DAY = {"name": "day", "logicalType": "date"}
NEW = {"property": "read", "value": "new"}


def product(load=None, *, columns=COLUMNS, read=NEW, transform=None):
    """A product whose one port is loaded so."""
    reads = source_port("rows")
    reads["customProperties"] += [read] if read else []
    told = descriptor_of("operations/trips", [], team="flight_ops", owner="olga")["outputPorts"]
    told[0]["customProperties"] = [] if load is None else [{"property": "load", "value": load}]
    return load_files(
        product_files(columns=columns, inputs=[reads], transform=transform, descriptor={"outputPorts": told}), ""
    )


def codes(found):
    return {
        one.code: one.message for one in found.findings if one.code[:5] == "TRL34" or one.code in {"TRL266", "TRL281"}
    }


@pytest.mark.parametrize(
    ("value", "load"),
    [
        (None, Load()),
        ("replace", Load()),
        ("append", Load("append")),
        ("upsert", Load("upsert")),
        ({"mode": "range", "column": "day"}, Load("range", "day")),
    ],
)
def test_a_port_says_how_it_is_loaded(value, load):
    found = product(value, columns=[*COLUMNS, DAY], read=NEW if load.keeps else None)
    assert (found.descriptor.outputs[0].load, codes(found)) == (load, {})


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("merge", "TRL341"),
        (7, "TRL341"),
        (None, ""),
        ("range", "TRL343"),
        ({"mode": "range"}, "TRL343"),
        ({"mode": "range", "column": 3}, "TRL343"),
        ({"mode": "range", "column": "day", "by": "week"}, "TRL341"),
        ({"mode": "append"}, "TRL341"),
        ({"mode": "range", "column": "carrier"}, "TRL343"),
        ({"mode": "range", "column": "nothing"}, "TRL343"),
        ([], "TRL341"),
    ],
)
def test_a_load_that_means_nothing_is_found(value, code):
    found = product(value, columns=[*COLUMNS, DAY], read=None)
    assert list(codes(found)) == ([code] if code else [])


def test_an_upsert_needs_a_key():
    assert "TRL342" in codes(product("upsert", columns=[{"name": "id", "logicalType": "integer"}]))


def test_an_input_is_read_whole_unless_it_says_otherwise():
    assert product("append").descriptor.inputs[0].read == "new"
    assert product().descriptor.inputs[0].read == "new"
    assert product(read=None).descriptor.inputs[0].read == "whole"


@pytest.mark.parametrize(
    ("load", "read", "code"),
    [
        ("append", None, "TRL344"),
        ("upsert", None, "TRL344"),
        ("replace", NEW, "TRL345"),
        ("append", {"property": "read", "value": "old"}, "TRL341"),
    ],
)
def test_readings_that_do_not_fit_are_told(load, read, code):
    assert code in codes(product(load, read=read))


def test_what_a_transform_says_on_each_occasion_is_looked_at():
    bad = "SELECT id, carrier, tailnum, delay FROM {{ source('rows') }}{% if is_incremental() %} WHERE pg_sleep(1){% endif %}"
    assert codes(product("append", transform=bad)).keys() == {"TRL266"}
    assert codes(product(transform=bad, read=None)) == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [("{{ range_start }}", {"TRL266"}), ("{% if is_incremental() %}{{ range_end }}{% endif %}", set())],
)
def test_a_range_is_asked_for_only_where_there_is_one(text, found):
    select = "SELECT id, day FROM {{ source('rows') }} WHERE true" + (
        " AND day >= " + text if found else "{% if is_incremental() %} AND day < {{ range_end }}{% endif %}"
    )
    columns = [COLUMNS[0], DAY]
    told = codes(product({"mode": "range", "column": "day"}, columns=columns, read=None, transform=select))
    assert told.keys() == found


def test_a_property_that_belongs_to_the_other_side_is_no_property():
    files = product_files()
    document = json.loads(files["product.odps.yaml"])
    document["outputPorts"][0]["customProperties"] = [{**NEW, "vendor": "trellis"}]
    assert "TRL281" in codes(load_files({**files, "product.odps.yaml": json.dumps(document)}, ""))
