"""From text to model: the standard's schema first, older versions, and what the model says."""

import hashlib
import json
from functools import reduce

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from open_data_contract_standard.model import OpenDataContractStandard

from governance.contracts import Kind, load_contract, walk
from governance.contracts.standard import odcs
from governance.documents import read_document
from tests.samples.contracts.sample import FLIGHTS, broken, changed, codes, marked, places

LATE = "      - name: tailnum\n        description: The aircraft\n        logicalType: string"
CASES = [
    ("TRL111", "        required: true\n        enum", "        «requried: true\n        enum"),
    ("TRL111", "roles:\n", "«rolls:\n"),
    ("TRL112", "      - name: tailnum\n", "      - «businessName: x\n"),
    ("TRL112", "version: 1.2.0\n", "", "apiVersion", "«apiVersion"),
    ("TRL112", "  - property: availability\n    value: 99.5\n", "  - «property: availability\n"),
    ("TRL113", "        required: true\n        enum", '        required: «"true"\n        enum'),
    ("TRL113", "version: 1.2.0", "version: «1.2"),
    ("TRL113", "tags: [aviation]", "tags: «aviation"),
    ("TRL113", "          - value: UA\n          - value: AA", "          - «UA"),
    ("TRL113", "team:\n  name: flight_ops\n", "team: «flight_ops\nx-team:\n  name: flight_ops\n"),
    ("TRL114", "        logicalType: timestamp", "        logicalType: «datetime"),
    ("TRL115", "        to: operations.carriers.carrier", "        to: «carriers"),
    ("TRL115", "          dimensions: 8", "          dimensions: «0"),
    (
        "TRL115",
        "          - value: UA\n          - value: AA",
        "          - value: UA\n          - value: UA",
        "        enum:",
        "        «enum:",
    ),
    ("TRL116", "          maxItems: 5", "          maxItems: 5\n        «properties: []"),
    ("TRL117", "apiVersion: v3.2.0", "apiVersion: «v2.2.2"),
    ("TRL117", "apiVersion: v3.2.0", "apiVersion: «3.2.0"),
    ("TRL117", "kind: DataContract", "kind: «DataProduct"),
]


@pytest.mark.parametrize(("code", "edits"), [(case[0], case[1:]) for case in CASES])
def test_a_document_of_the_wrong_shape_is_found_at_its_place(code, edits):
    text, line, column = broken(*edits)
    assert (code, line, column) in places(text)
    assert load_contract(text).contract is None


def fixes(text):
    return [found.fix for found in load_contract(text).findings]


@pytest.mark.parametrize(
    ("old", "new", "fix"),
    [
        ("        required: true\n        enum", "        requried: true\n        enum", "write `required`"),
        (
            "        required: true\n        enum",
            "        nullable: false\n        enum",
            "write `required: false` (or `true`)",
        ),
        ("        required: true\n        enum", "        pii: true\n        enum", "write `classification`"),
        (
            "          dimensions: 8",
            "          dimensions: 8\n        maxLength: 3",
            "move it under `logicalTypeOptions`: `maxLength`",
        ),
        ("        logicalType: timestamp", "        logicalType: timestamps", "write `timestamp`"),
        ("apiVersion: v3.2.0", "apiVersion: 3.2.0", "write `apiVersion: v3.2.0`"),
        ("          - value: UA\n          - value: AA", "          - UA", "write each value as `- value: …`"),
        ("roles:\n", "owner: ana\nroles:\n", "write it as `team: {members: [{username: …, role: owner}]}`"),
        (
            "- metric: rowCount\n        mustBeGreaterThan: 0",
            "- metric: rowCount\n        mustBeGreaterThanOrEqualTo: 0",
            "write `mustBeGreaterOrEqualTo`",
        ),
    ],
)
def test_a_fault_says_what_to_write_instead(old, new, fix):
    assert fix in fixes(changed(old, new))


def test_one_fault_is_one_finding():
    text, line, column = broken("        logicalType: timestamp", "        logicalType: «[timestamp]")
    assert places(text) == [("TRL113", line, column)]


def test_columns_nested_beyond_all_measure_are_refused():
    inner = reduce(
        lambda child, _: {"logicalType": "object", "properties": [{"name": "x", **child}]},
        range(11),
        {"logicalType": "string"},
    )
    table = {"name": "t", "properties": [{"name": "a", **inner}]}
    text = json.dumps(
        {"apiVersion": "v3.2.0", "kind": "DataContract", "id": "a", "version": "1.0.0", "schema": [table]}
    )
    assert codes(text) == ["TRL102"]


@pytest.mark.timeout(
    60
)  # jsonschema's own `unevaluatedProperties` takes three times as long per level: 3 s at 7, a day at 16
def test_columns_nested_as_deep_as_allowed_are_judged_in_time():
    inner = reduce(
        lambda child, _: {"logicalType": "object", "properties": [{"name": "x", **child}]},
        range(10),
        {"logicalType": "string"},
    )
    table = {"name": "t", "properties": [{"name": "a", **inner}]}
    text = json.dumps(
        {"apiVersion": "v3.2.0", "kind": "DataContract", "id": "a", "version": "1.0.0", "schema": [table]}
    )
    assert "TRL102" not in codes(text)


def wide(columns, more=""):
    head = "apiVersion: v3.2.0\nkind: DataContract\nid: a.b\nversion: 1.0.0\nschema:\n  - name: b\n    properties:\n"
    return head + "".join(f"      - {{name: c{at}, logicalType: string}}\n" for at in range(columns)) + more


def test_more_columns_than_any_table_has_are_refused():
    assert codes(wide(2_100)) == ["TRL102"]


def test_an_error_behind_hundreds_of_warnings_does_not_slip_through():
    text = wide(600, "slaProperties: [{property: nonsense, value: 1}]\n")
    assert load_contract(text).contract is None
    assert "TRL601" not in codes(text)
    assert codes(text).count("TRL102") == 1


LISTS = [
    "tags: [{}]\n",
    "roles: [{}]\n",
    "schema: [{{name: t, properties: [{{name: a, logicalType: string, enum: [{}]}}]}}]\n",
]


@pytest.mark.timeout(60)  # jsonschema compares each entry of `enum` with each: 30,000 of them take hours
@pytest.mark.parametrize("frame", LISTS)
@pytest.mark.parametrize(("entries", "refused"), [(4_900, False), (30_000, True)])
def test_a_list_is_as_long_as_a_reader_can_bear(frame, entries, refused):
    entry = {"tags": "t{}", "roles": "{{role: r{}}}"}.get(frame.partition(":")[0], "{{value: v{}}}")
    text = "apiVersion: v3.2.0\nkind: DataContract\nid: a.b\nversion: 1.0.0\n" + frame.format(
        ", ".join(entry.format(at) for at in range(entries))
    )
    assert (codes(text) == ["TRL102"]) is refused


def test_a_contract_keeps_its_text_its_digest_and_its_document():
    contract = load_contract(FLIGHTS.encode(), "flights.odcs.yaml").contract
    assert contract.text == FLIGHTS
    assert contract.digest == hashlib.sha256(FLIGHTS.encode()).hexdigest()
    assert contract.document == read_document(FLIGHTS).document.data
    assert contract.file == "flights.odcs.yaml"


def contract():
    return load_contract(FLIGHTS).contract


def test_a_contract_says_who_what_and_for_which_purpose():
    found = contract()
    assert (found.id, str(found.version), found.status, found.domain) == (
        "operations.flights",
        "1.2.0",
        "active",
        "operations",
    )
    assert (found.team, found.owners) == ("flight_ops", ("ana@example.org",))
    assert found.purposes == ("planning", "billing")
    assert (found.purpose, found.limitations) == ("Every departure from New York City", "Three airports only")


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        ("flight_id", Kind.STRING, "string"),
        ("time_hour", Kind.TIMESTAMP, "timestamp"),
        ("delay", Kind.INTEGER, "int32"),
        ("fare", Kind.DECIMAL, "decimal(10,2)"),
        ("crew", Kind.OBJECT, "object<captain:integer>"),
        ("stops", Kind.ARRAY, "array<string>"),
        ("weights", Kind.MAP, "map<string,number>"),
        ("embedding", Kind.VECTOR, "vector(8)"),
    ],
)
def test_a_column_has_the_type_that_its_words_come_to(name, kind, text):
    column = contract().table.column(name)
    assert (column.type.kind, str(column.type)) == (kind, text)


def test_columns_keys_and_protection_are_told():
    table = contract().table
    assert (table.primary_key, table.partition) == (("flight_id",), ("time_hour",))
    assert table.column("flight_id").required
    assert table.column("carrier").enum == ("UA", "AA")
    assert (table.column("delay").unit, table.column("tailnum").mask) == ("min", "last4")
    assert table.column("crew").type.fields[0].required
    assert table.row_filters[0].attribute == "carriers"


def test_every_column_leads_back_to_its_place():
    found = contract()
    document = read_document(FLIGHTS).document
    named = [column for column in walk(found.table.columns) if column.name not in {"item", "key", "value"}]
    assert [document.value((*column.path, "name")) for column in named] == [column.name for column in named]


def test_rules_references_and_service_levels_are_told():
    found = contract()
    count, plausible = found.table.quality
    assert (count.metric, count.operator, count.threshold, count.severity) == (
        "rowCount",
        "mustBeGreaterThan",
        0,
        "error",
    )
    assert (plausible.kind, plausible.name, plausible.severity) == ("sql", "plausible_delay", "warning")
    key = found.table.foreign_keys[0]
    assert (key.columns, key.table, key.references) == (("carrier",), "operations.carriers", ("carrier",))
    levels = [(level.property, level.value, level.unit, level.element) for level in found.service_levels]
    assert levels[:2] == [("freshness", 24, "h", "time_hour"), ("retention", 3, "y", "time_hour")]


def test_rules_without_names_are_told_apart():
    rule = "          - metric: nullValues\n            mustBeLessThan: 5\n"
    text = changed(rule, rule + "            unit: rows\n" + rule)
    delay = load_contract(text).contract.table.column("delay")
    assert [one.name for one in delay.quality] == ["null_values", "null_values_2"]


def test_a_promise_on_two_columns_is_two():
    text = changed("unit: h\n    element: flights.time_hour", "unit: h\n    element: flights.time_hour, time_hour")
    assert [level.element for level in load_contract(text).contract.service_levels[:2]] == ["time_hour", "time_hour"]


def test_infinities_are_allowed_where_the_column_says_so():
    allowed = "        customProperties: [{property: allowNonFinite, value: true, vendor: trellis}]\n        physicalType: DOUBLE"
    text = changed("        physicalType: DECIMAL(10,2)", allowed)
    assert load_contract(text).contract.table.column("fare").options["allowNonFinite"] is True


OLD = """\
apiVersion: v3.0.2
kind: DataContract
id: operations.flights
version: 1.0.0
domain: operations
description: {purpose: Departures}
schema:
  - name: flights
    description: One row per departure
    quality:
      - rule: rowCount
        mustBeGreaterThan: 0
    properties:
      - name: carrier
        description: Two letters
        physicalType: VARCHAR
        primaryKey: true
        classification: public
        quality:
          - type: library
            rule: validValues
            validValues: [UA, AA]
            mustBe: 0
team:
  - username: ana
    role: owner
support: [{channel: ops}]
slaProperties: [{property: frequency, value: 1, unit: d}]
"""


@pytest.mark.parametrize("version", ["v3.0.0", "v3.0.1", "v3.0.2"])
def test_a_contract_of_3_0_is_read_and_its_old_forms_are_named(version):
    loaded = load_contract(OLD.replace("v3.0.2", version))
    assert [found.code for found in loaded.findings] == ["TRL119", "TRL119", "TRL119"]
    rule = loaded.contract.table.column("carrier").quality[0]
    assert (rule.metric, rule.arguments) == ("invalidValues", {"validValues": ["UA", "AA"]})
    assert loaded.contract.owners == ("ana",)
    assert loaded.contract.api_version == version


@pytest.mark.parametrize(
    ("version", "key"),
    [
        ("v3.0.2", "metric: rowCount\n        mustBeGreaterThan: 0"),
        ("v3.1.0", "enum:"),
        ("v3.1.0", "map:"),
        ("v3.0.2", "relationships:"),
    ],
)
def test_a_key_that_came_later_than_the_stated_version_is_named(version, key):
    text, line, column = marked(FLIGHTS.replace("v3.2.0", version).replace(f" {key}", f" «{key}", 1))
    assert ("TRL118", line, column) in places(text)
    assert load_contract(text).contract is not None


def test_a_lone_physical_type_is_enough():
    text = changed(
        LATE,
        LATE.replace("logicalType: string", "physicalType: VARCHAR(6)\n        logicalTypeOptions: {maxLength: 6}"),
    )
    assert codes(text) == []
    assert load_contract(text).contract.table.column("tailnum").type.kind is Kind.STRING


def test_the_schema_is_itself_a_schema_and_the_one_that_is_expected():
    from jsonschema import Draft201909Validator

    Draft201909Validator.check_schema(odcs().schema)
    assert odcs().schema["properties"]["apiVersion"]["default"] == "v3.2.0"


@pytest.mark.parametrize("text", [FLIGHTS, OLD.replace("rule: rowCount", "metric: rowCount")])
def test_the_standards_own_model_reads_the_same(text):
    theirs = OpenDataContractStandard.from_string(text)
    ours = load_contract(text).contract
    assert (ours.id, str(ours.version), ours.domain) == (theirs.id, theirs.version, theirs.domain)
    properties = theirs.schema_[0].properties
    assert [column.name for column in ours.table.columns] == [one.name for one in properties]
    assert [column.description for column in ours.table.columns] == [one.description for one in properties]
    assert [column.enum for column in ours.table.columns] == [
        tuple(e.value for e in one.enum or ()) for one in properties
    ]
    assert [column.classification for column in ours.table.columns] == [one.classification for one in properties]


PATHS = [("schema", 0, "properties", at) for at in range(10)]
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**20),
    st.text(max_size=5),
    st.just([]),
    st.just({}),
    st.just(["x"]),
    st.just({"a": 1}),
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.sampled_from(PATHS),
    st.sampled_from(
        [
            "name",
            "logicalType",
            "physicalType",
            "logicalTypeOptions",
            "enum",
            "items",
            "map",
            "quality",
            "examples",
            "relationships",
            "customProperties",
            "primaryKey",
            "classification",
        ]
    ),
    VALUES,
)
def test_no_value_in_a_column_makes_the_loader_raise(path, key, value):
    data = read_document(FLIGHTS).document.data
    reduce(lambda found, step: found[step], path, data)[key] = value
    loaded = load_contract(json.dumps(data))
    assert loaded.contract or any(found.severity == "error" for found in loaded.findings)


def test_a_comment_with_a_reason_lets_a_warning_pass():
    text = changed("        description: The aircraft\n", "").replace(
        "- name: tailnum", "- name: tailnum # trellis: ignore[TRL503] obvious"
    )
    assert codes(text) == []
