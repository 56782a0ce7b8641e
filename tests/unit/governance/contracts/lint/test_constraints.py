"""Ranges, patterns, listed values, keys and relationships."""

import pytest

from tests.samples.contracts.sample import broken, codes, places

MAXIMUM = "          maximum: 1440"
PATTERN = "pattern: ^[A-Z0-9]{2}-[0-9]+$"
LIST = "          - value: UA\n          - value: AA"
KEY = "        primaryKey: true\n        primaryKeyPosition: 1\n"
PART = "        partitioned: true\n        partitionKeyPosition: 1\n"
FARE = "      - name: fare\n"
TO = "        to: operations.carriers.carrier"
FROM = "      - from: flights.carrier"
TAILNUM = "        description: The aircraft\n        logicalType: string\n"

CASES = [
    ("TRL221", MAXIMUM, "          maximum: «-200"),
    (
        "TRL221",
        "          minimum: -120\n          maximum: 1440",
        "          exclusiveMinimum: 3\n          exclusiveMaximum: «4",
    ),
    (
        "TRL221",
        "          minimum: -120\n          maximum: 1440",
        "          minimum: 1\n          maximum: «9\n          multipleOf: 10",
    ),
    ("TRL221", "          minimum: -120\n          maximum: 1440", "          minimum: «9000000000"),
    (
        "TRL221 TRL229",
        "          maxLength: 12",
        "          minLength: 13\n          maxLength: «12",
        "[UA-1545]",
        "[]",
    ),
    ("TRL221", "          maxItems: 5", "          minItems: 6\n          maxItems: «5"),
    ("TRL222", MAXIMUM, "          maximum: «1440.5"),
    ("TRL222", '          minimum: "2013-01-01T00:00:00"', "          minimum: «last year"),
    ("TRL222", '          minimum: "2013-01-01T00:00:00"', '          minimum: «"2013-02-30"'),
    ("TRL222", '          minimum: "2013-01-01T00:00:00"', '          minimum: «"2013-01-01T00:00:00Z"'),
    ("TRL223", MAXIMUM, "          maximum: 1440\n          exclusiveMaximum: «1441"),
    ("TRL223", MAXIMUM, "          maximum: «3000000000"),
    ("TRL223", TAILNUM, TAILNUM + "        physicalType: «VARCHAR(6)\n"),
    ("TRL224", PATTERN, "pattern: «^(?!N0)[A-Z0-9-]+$"),
    ("TRL224", PATTERN, r"pattern: «^([A-Z])\1-[0-9]+$"),
    ("TRL224", PATTERN, 'pattern: «"^[A-Z0-9"'),
    (
        "TRL224",
        "      - metric: rowCount",
        "      - metric: duplicateValues\n        arguments: {properties: [carrier], pattern: «'('}\n        mustBe: 0\n      - metric: rowCount",
    ),
    ("TRL225", PATTERN, "pattern: «'[A-Z0-9]{2}-[0-9]+'"),
    ("TRL225", PATTERN, "pattern: «^[A-Z0-9]{2}-|[0-9]+$"),
    ("TRL226", "          maxLength: 12", "          maxLength: 12\n          format: «mail", "[UA-1545]", "[]"),
    ("TRL227", LIST, "          - value: UA\n          - value: «1"),
    ("TRL227", LIST, "          - value: UA\n          - value: «null"),
    ("TRL228", LIST, LIST + "\n          - value: «USA\n        logicalTypeOptions: {maxLength: 2}"),
    ("TRL229", "[UA-1545]", "[UA-1545, «'1545']"),
    ("TRL229", "[UA-1545]", "[«UA-154515451545]"),
    ("TRL231", "primaryKeyPosition: 1", "primaryKeyPosition: «2"),
    ("TRL231", FARE, FARE + "        primaryKeyPosition: «2\n"),
    (
        "TRL231",
        "        required: true\n        enum",
        "        required: true\n        primaryKey: «true\n        enum",
    ),
    (
        "TRL232",
        "        description: Route as a vector",
        "        description: Route as a vector\n        unique: «true",
    ),
    (
        "TRL232",
        "            description: Staff number",
        "            description: Staff number\n            unique: «true",
    ),
    ("TRL233", "partitionKeyPosition: 1", "partitionKeyPosition: «0"),
    (
        "TRL234",
        "        description: Airports on the way",
        "        description: Airports on the way\n        partitioned: «true",
        PART,
        "",
    ),
    (
        "TRL234",
        "            description: Staff number",
        "            description: Staff number\n            partitioned: «true",
    ),
    ("TRL235", KEY, KEY + "        required: «false\n"),
    ("TRL236", KEY, "", "  - name: flights", "  - name: «flights"),
    ("TRL241", FROM, "      - from: «flights.carier"),
    ("TRL241", TO, "        to: «flights.carier"),
    ("TRL242", TO, "        to: «carriers.yaml#/schema/carriers/properties/carrier"),
    ("TRL242", TO, "        to: «Operations.carriers.carrier"),
    ("TRL242", FROM, "      - from: «operations.carriers.carrier"),
    ("TRL242", TO, "        to: «schema/flights_table/properties/nobody"),
    (
        "TRL243",
        f"{FROM}\n{TO}",
        "      - from: [flights.carrier, flights.delay]\n        to: «[operations.carriers.carrier]",
    ),
    ("TRL244", TO, "        to: «flights.delay"),
]


@pytest.mark.parametrize(("expected", "edits"), [(case[0], case[1:]) for case in CASES])
def test_each_fault_is_found_at_its_place(expected, edits):
    text, line, column = broken(*edits)
    assert (expected.split()[0], line, column) in places(text)
    assert set(codes(text)) <= {*expected.split(), "TRL254"}


@pytest.mark.parametrize(
    "reference",
    [
        "flights.carrier",
        "carriers.code",
        "mesh.operations.carriers.code",
        "schema/flights_table/properties/flight_id_column",
    ],
)
def test_a_reference_can_be_written_in_four_ways(reference):
    text, _, _ = broken(TO, f"        to: {reference}")
    assert codes(text) == []


def test_a_key_of_two_columns_is_fine_when_both_are_numbered():
    text, _, _ = broken(FARE, FARE + "        primaryKey: true\n        primaryKeyPosition: 2\n")
    assert codes(text) == []


@pytest.mark.parametrize("options", ["minimum: 0.5", "exclusiveMinimum: 0", "multipleOf: 0.05", "maximum: 99999999.99"])
def test_a_decimal_may_be_bounded_by_fractions(options):
    text, _, _ = broken("          minimum: 0\n", f"          {options}\n")
    assert codes(text) == []


@pytest.mark.parametrize(
    ("form", "example"),
    [
        ("email", "a@b.org"),
        ("uuid", "8d5f6a52-0a4e-4ad6-9f0a-1c2d3e4f5a6b"),
        ("ipv4", "10.0.0.1"),
        ("uri", "https://x.org/a"),
    ],
)
def test_a_format_holds_its_examples(form, example):
    options = f"          format: {form}\n        examples: [{example}]"
    text, _, _ = broken(
        "          pattern: ^[A-Z0-9]{2}-[0-9]+$\n          maxLength: 12",
        options,
        "        examples: [UA-1545]\n",
        "",
        "        classification: public\n      - name: carrier",
        "        classification: confidential\n      - name: carrier",
    )
    assert codes(text) == []
    wrong = text.replace(f"examples: [{example}]", "examples: ['?']")
    assert codes(wrong) == ["TRL229"]
