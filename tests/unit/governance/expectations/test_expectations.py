"""What a consumer relies on: read from its file, and held against a contract."""

import pytest

from governance.contracts import Kind, load_contract
from governance.expectations import load_expectations, satisfies
from tests.samples.contracts.sample import FLIGHTS, changed, marked

EXPECTS = """\
apiVersion: v3.2.0
kind: Expectations
id: planning.delays.flights
version: 1.0.0
schema:
  - name: flights
    properties:
      - name: carrier
        logicalType: string
        required: true
      - name: delay
        logicalType: integer
        logicalTypeOptions:
          minimum: -120
          maximum: 1440
slaProperties:
  - property: freshness
    value: 24
    unit: h
"""
CONTRACT = load_contract(FLIGHTS, "flights.odcs.yaml").contract
END = "slaProperties:\n"


def column(text):
    return f"      - name: {text}\n{END}"


def expected(*edits):
    return changed(*edits, text=EXPECTS)


def violations(text, contract=CONTRACT, version=""):
    loaded = load_expectations(text, "expectations/flights.yaml")
    assert loaded.expectations, loaded.findings
    return [
        (found.code, found.line, found.column) for found in satisfies(contract, loaded.expectations, version=version)
    ]


def test_expectations_are_read_into_the_words_of_contracts():
    found = load_expectations(EXPECTS.encode(), "expectations/flights.yaml").expectations
    assert (found.id, str(found.version), found.table.name) == ("planning.delays.flights", "1.0.0", "flights")
    assert [one.name for one in found.table.columns] == ["carrier", "delay"]
    assert found.table.column("delay").type.kind is Kind.INTEGER
    assert found.service_levels[0].unit == "h"
    assert (found.text, found.file) == (EXPECTS, "expectations/flights.yaml")


def test_what_is_promised_satisfies():
    assert violations(EXPECTS) == []


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("TRL117", "kind: Expectations", "kind: «DataContract"),
        ("TRL117", "apiVersion: v3.2.0", "apiVersion: «v2.2.0"),
        ("TRL112", "id: planning.delays.flights\n", "" ),
        ("TRL111", "        required: true", "        «requried: true"),
        ("TRL111", "version: 1.0.0\n", "version: 1.0.0\n«status: active\n"),
        ("TRL206", "version: 1.0.0", "version: «one"),
        ("TRL201", "      - name: delay", "      - name: «carrier"),
        ("TRL211", "      - name: carrier\n        logicalType: string", "      - name: «carrier"),
        ("TRL221", "          maximum: 1440", "          maximum: «-1440"),
        ("TRL602", "    unit: h", "    unit: «x"),
        ("TRL101", "version: 1.0.0", "version: 1.0.0«: x"),
    ],
)  # fmt: skip
def test_expectations_that_cannot_be_read_are_found_at_their_place(code, old, new):
    text, line, place = marked(expected(old, new))
    found = load_expectations(text, "e.yaml")
    assert found.expectations is None
    assert (code, line, place) in [(f.code, f.line, f.column) for f in found.findings] or "«" not in new


def test_the_raw_columns_of_a_source_may_have_any_names():
    text = expected(END, column("Tail Number\n        logicalType: string"))
    assert load_expectations(text, "e.yaml").findings == ()


@pytest.mark.parametrize("nested", ["array", "object", "map"])
def test_what_is_nested_may_be_left_open(nested):
    text = expected(END, column(f"stops\n        logicalType: {nested}"))
    assert load_expectations(text, "e.yaml").findings == ()


STOPS = "stops\n        logicalType: array\n        items:\n          "
CREW = "crew\n        logicalType: object\n        properties:\n          - "
CASES = [
    ("TRL331", END, column("«gate\n        logicalType: string")),
    ("TRL331", END, column(CREW + "name: «purser\n            logicalType: string")),
    ("TRL332", END, column("fare\n        «logicalType: integer").replace("«logicalType: ", "logicalType: «")),
    ("TRL332", END, column("fare\n        logicalType: «number\n        physicalType: REAL")),
    ("TRL332", END, column("fare\n        logicalType: «number\n        physicalType: DECIMAL(9,2)")),
    ("TRL332", END, column("tailnum\n        logicalType: «integer")),
    ("TRL332", END, column("time_hour\n        logicalType: «timestamp\n        logicalTypeOptions: {timezone: true}")),
    ("TRL332", END, column("embedding\n        logicalType: «vector\n        logicalTypeOptions: {dimensions: 4}")),
    ("TRL332", END, column(STOPS + "logicalType: «integer")),
    ("TRL332", "      - name: delay\n", "      - «name: delay\n        customProperties: [{property: unit, value: h, vendor: trellis}]\n"),
    ("TRL333", END, column("tailnum\n        logicalType: string\n        required: «true")),
    ("TRL334", "          maximum: 1440", "          maximum: 60", "        logicalTypeOptions:", "        «logicalTypeOptions:"),
    ("TRL334", "          minimum: -120", "          exclusiveMinimum: -120", "        logicalTypeOptions:", "        «logicalTypeOptions:"),
    ("TRL334", "        required: true", "        required: true\n        «enum: [{value: UA}]".replace("«enum: ", "enum: «")),
    ("TRL334", END, column("tailnum\n        logicalType: string\n        enum: «[{value: N1}]")),
    ("TRL334", END, column("tailnum\n        logicalType: string\n        logicalTypeOptions: «{maxLength: 6}")),
    ("TRL334", END, column("tailnum\n        logicalType: string\n        logicalTypeOptions: «{pattern: ^N$}")),
    ("TRL334", END, column("fare\n        logicalType: number\n        logicalTypeOptions: «{multipleOf: 0.05}")),
    ("TRL335", END, column("fare\n        logicalType: number\n        unique: «true")),
    ("TRL335", "        required: true", "        required: true\n        primaryKey: true", "  - name: flights", "  - «name: flights"),
    ("TRL335", END, column("fare\n        logicalType: number\n        quality:\n          - «metric: nullValues\n            mustBe: 0")),
    ("TRL336", "    value: 24", "    value: «1"),
    ("TRL336", "  - property: freshness\n    value: 24\n    unit: h", "  - «property: latency\n    value: 1\n    unit: d\n    element: flights.delay"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "edits"), [(case[0], case[1:]) for case in CASES])
def test_what_is_not_promised_is_found_at_its_place(code, edits):
    text, line, place = marked(expected(*edits))
    assert violations(text) == [(code, line, place)]


@pytest.mark.parametrize(
    "more",
    [
        "delay\n        logicalType: number",
        "fare\n        logicalType: number",
        "fare\n        logicalType: number\n        physicalType: DECIMAL(12,2)",
        "flight_id\n        logicalType: string\n        required: true\n        unique: true",
        "flight_id\n        logicalType: string\n        logicalTypeOptions: {pattern: '^[A-Z0-9]{2}-[0-9]+$', maxLength: 20}",
        "carrier\n        logicalType: string\n        enum: [{value: UA}, {value: AA}, {value: DL}]",
        "carrier\n        logicalType: string\n        logicalTypeOptions: {maxLength: 2}",
        "stops\n        logicalType: array",
        "weights\n        logicalType: map\n        map: {key: {logicalType: string}, value: {logicalType: number}}",
        CREW + "name: captain\n            logicalType: integer\n            required: true",
        "time_hour\n        logicalType: timestamp\n        logicalTypeOptions: {minimum: '2012-01-01T00:00:00'}",
        "carrier\n        logicalType: string\n        quality: [{metric: nullValues, mustBe: 0}]",
        "delay\n        logicalType: integer\n        quality: [{metric: nullValues, mustBeLessThan: 50, unit: percent}]",
        "embedding\n        logicalType: vector\n        logicalTypeOptions: {dimensions: 8}",
    ],
)
def test_what_is_promised_in_other_words_satisfies(more):
    text = expected(
        "      - name: carrier\n        logicalType: string\n        required: true\n",
        "",
        "      - name: delay\n        logicalType: integer\n        logicalTypeOptions:\n          minimum: -120\n          maximum: 1440\n",
        "",
        END,
        column(more),
    )
    assert violations(text) == []


@pytest.mark.parametrize(
    ("version", "found"),
    [
        ("1", []),
        ("1.2", []),
        ("1.0.5", []),
        ("1.2.0", []),
        ("2", ["TRL337"]),
        ("0.9.0", ["TRL337"]),
        ("1.3.0", ["TRL337"]),
    ],
)
def test_the_version_that_is_read_has_the_same_major_and_is_not_older(version, found):
    assert [code for code, _, _ in violations(EXPECTS, version=version)] == found


@pytest.mark.parametrize(("status", "severity"), [("retired", "error"), ("deprecated", "warning")])
def test_a_port_that_goes_away_is_told(status, severity):
    contract = load_contract(changed("status: active", f"status: {status}")).contract
    found = satisfies(contract, load_expectations(EXPECTS).expectations)
    assert [(one.code, one.severity) for one in found] == [("TRL337", severity)]


def test_a_column_that_goes_away_is_told():
    contract = load_contract(
        changed("        description: Two letters\n", "        description: Two letters\n        deprecated: true\n")
    ).contract
    found = satisfies(contract, load_expectations(EXPECTS).expectations)
    assert [(one.code, one.severity) for one in found] == [("TRL331", "warning")]


def test_a_violation_says_what_to_do():
    found = satisfies(
        CONTRACT, load_expectations(expected(END, column("dely\n        logicalType: integer")), "e.yaml").expectations
    )
    assert (found[0].fix, found[0].file) == ("write `delay`", "e.yaml")


def test_a_contract_satisfies_itself():
    text = FLIGHTS.replace("kind: DataContract", "kind: Expectations")
    keep = ("apiVersion", "kind", "id", "version", "schema", "slaProperties")
    blocks = [block for block in text.split("\n") if block]
    kept, taking = [], False
    for line in blocks:
        taking = line.split(":")[0] in keep if line[0] not in " #" else taking
        kept += [line] if taking else []
    loaded = load_expectations("\n".join(kept))
    assert loaded.expectations, loaded.findings
    assert satisfies(CONTRACT, loaded.expectations, version="1.2.0") == []
