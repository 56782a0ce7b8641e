"""Classifications, masks, filters, purposes and the other properties of the vendor `trellis`."""

import pytest

from tests.samples.contracts.sample import broken, changed, codes, places

MASK = "          - property: mask\n            value: last4\n            vendor: trellis\n"
SECRET = "        classification: confidential\n        customProperties:\n          - property: mask"
FILTER = "          - column: carrier\n            attribute: carriers"
PURPOSES = "    value: [planning, billing]"
DELAY_UNIT = "          - property: unit\n            value: min\n            vendor: trellis"

CASES = [
    ("TRL271", SECRET, SECRET.replace("confidential", "«banana")),
    (
        "TRL272",
        "        description: The aircraft\n        logicalType: string\n        classification: confidential\n",
        "        description: The aircraft\n        logicalType: string\n",
        "- name: tailnum",
        "- name: «tailnum",
    ),
    (
        "TRL273",
        "- name: fare",
        "- name: customer_email",
        "        classification: internal\n      - name: tailnum",
        "        classification: «internal\n      - name: tailnum",
    ),
    ("TRL274", "value: last4", "value: «blur"),
    (
        "TRL274",
        "        description: The aircraft\n        logicalType: string",
        "        description: The aircraft\n        logicalType: integer",
        "value: last4",
        "value: «last4",
    ),
    ("TRL274", "value: last4", "value: «year"),
    ("TRL276", SECRET, SECRET.replace("confidential", "public").replace("- prop", "- «prop")),
    ("TRL277", "          - column: carrier", "          - column: «carier"),
    ("TRL277", "          - column: carrier", "          - column: «fare"),
    ("TRL277", FILTER, "          - «column: carrier"),
    ("TRL277", "            attribute: carriers", "            attribute: «Your Carriers"),
    ("TRL278", PURPOSES, "    value: [planning, «Billing & more]"),
    ("TRL278", PURPOSES, "    value: [planning, «planning]"),
    ("TRL278", PURPOSES, "    value: «[]"),
    ("TRL281", "property: mask", "property: «maks"),
    ("TRL282", DELAY_UNIT, DELAY_UNIT.replace("unit", "«purposes").replace("value: min", "value: [a]")),
    ("TRL282", "            value: min", "            value: «5"),
    ("TRL282", PURPOSES, PURPOSES + "\n    vendor: trellis\n  - property: sunset\n    value: «soon"),
    ("TRL283", MASK, MASK + MASK.replace("mask", "«mask")),
    ("TRL283", "  - role: analyst", "  - role: analyst\n    access: write\n  - role: «analyst"),
    ("TRL283", "        id: flight_id_column", "        id: «flights_table"),
    ("TRL284", "        description: The aircraft", "        description: The aircraft\n        deprecated: «true"),
    ("TRL284", "status: active", "status: «deprecated"),
    ("TRL285", "team:\n", "servers: «[{server: prod, type: trino, host: h, port: 1, catalog: c, schema: s}]\nteam:\n"),
    ("TRL286", "url: mailto:ops@example.org", "url: «https://ana:hunter2@example.org"),
    ("TRL286", "purpose: Every departure from New York City", "purpose: «key AKIAIOSFODNN7EXAMPLE opens it"),
]


@pytest.mark.parametrize(("code", "edits"), [(case[0], case[1:]) for case in CASES])
def test_each_fault_is_found_at_its_place_and_nothing_else_is(code, edits):
    text, line, column = broken(*edits)
    text = text.replace("«", "")
    assert places(text) in ([(code, line, column)], [(code, line, column), (code, line, column)])


def test_a_restricted_column_is_for_somebody():
    text = changed(SECRET, SECRET.replace("confidential", "restricted"))
    assert codes(text) == []
    line, _ = text[: text.index("classification: restricted")].count("\n") + 1, 0
    without = text.replace("  - property: purposes", "  - property: sunset").replace(
        PURPOSES, '    value: "2027-01-01"'
    )
    assert places(without) == [("TRL279", line, 25)]


def test_a_mask_inside_a_column_is_found():
    text, line, column = broken(
        "            physicalType: BIGINT",
        "            physicalType: BIGINT\n            customProperties: [«{property: mask, value: 'null'}]",
    )
    assert places(text) == [("TRL276", line, column)]


@pytest.mark.parametrize("name", ["email", "phone_number", "ssn", "birth_date", "last_name", "iban", "home_address"])
def test_a_name_that_looks_personal_is_found_unless_it_is_confidential(name):
    assert codes(changed("- name: fare", f"- name: {name}")) == ["TRL273"]
    assert codes(changed("- name: tailnum", f"- name: {name}")) == []


@pytest.mark.parametrize("name", ["carrier_name", "model_number", "streetcar_line", "emailed", "weather_station"])
def test_a_name_that_does_not_look_personal_is_left_alone(name):
    assert codes(changed("- name: fare", f"- name: {name}")) == []


def test_a_property_of_another_vendor_is_left_alone():
    assert codes(changed(MASK, MASK.replace("trellis", "acme").replace("last4", "blur"))) == []


def test_a_known_property_without_a_vendor_is_ours():
    text, line, column = broken(MASK, "          - property: mask\n            value: «blur\n")
    assert places(text) == [("TRL274", line, column)]


@pytest.mark.parametrize(
    "end", ["property: sunset\n            value: '2027-01-31'", "property: replacement\n            value: aircraft"]
)
def test_a_deprecated_column_with_an_end_or_a_replacement_is_fine(end):
    text = changed(
        "        description: The aircraft",
        "        description: The aircraft\n        deprecated: true",
        MASK,
        f"{MASK}          - {end}\n            vendor: trellis\n",
    )
    assert codes(text) == []
