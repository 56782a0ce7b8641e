"""Names, identity and types."""

import pytest

from tests.samples.contracts.sample import FLIGHTS, broken, places

TAILNUM = "      - name: tailnum\n        description: The aircraft\n        logicalType: string"
CAPTAIN = "          - name: captain"
STOP = "        items:\n          logicalType: string\n"
MAP = (
    "        map:\n          key:\n            logicalType: string\n          value:\n            logicalType: number\n"
)
DIMENSIONS = "        logicalTypeOptions:\n          dimensions: 8\n"
TEAM = "team:\n  name: flight_ops"
TABLE = "  - «name: more\n    description: One row per more\n    properties: [{name: a, logicalType: string}]\n"
LATE = "        physicalType: INT\n        logicalTypeOptions:\n"
FLAG = "      - name: late\n        description: Late at all\n        logicalType: boolean\n        classification: public\n"

CASES = [
    ("TRL201", "- name: tailnum", "- name: «delay"),
    ("TRL201 TRL202", "- name: tailnum", "- name: «DELAY"),
    (
        "TRL201",
        CAPTAIN,
        f"{CAPTAIN}\n            logicalType: string\n            description: Twice\n{CAPTAIN.replace('c', '«c', 1)}",
    ),
    ("TRL202", "- name: tailnum", "- name: «Tail Number"),
    ("TRL202", "- name: tailnum", "- name: «tailNum"),
    ("TRL202", "- name: tailnum", '- name: «tail"num'),
    ("TRL202", "- name: tailnum", "- name: «_trellis_reasons"),
    ("TRL202", "- name: tailnum", "- name: «_row"),
    ("TRL202", "- name: tailnum", "- name: «_bits_0"),
    ("TRL202", "- name: tailnum", "- name: «" + "t" * 64),
    ("TRL202", "description: The aircraft", "description: The aircraft\n        physicalName: «TAILNUM"),
    ("TRL203", "- name: tailnum", "- name: «order"),
    ("TRL204", TEAM, TABLE + TEAM),
    ("TRL206", "version: 1.2.0", "version: «latest"),
    ("TRL206", "version: 1.2.0", 'version: «"1.2"'),
    ("TRL207", "status: active", "status: «live"),
    ("TRL208", "id: operations.flights", "id: «our flights!"),
    ("TRL209", "domain: operations\n", "domain: «Flight Operations\n"),
    ("TRL209", "domain: operations\n", "domain: «mesh\n"),
    ("TRL211", TAILNUM, "      - name: «tailnum\n        description: The aircraft"),
    ("TRL212", "physicalType: INT", "physicalType: «STRNG"),
    ("TRL212", "physicalType: INT", "physicalType: «BLOB"),
    ("TRL212", "physicalType: INT", "physicalType: «TIME WITH TIME ZONE"),
    ("TRL213", "physicalType: INT", "physicalType: «VARCHAR(10)"),
    ("TRL213", "physicalType: INT", "physicalType: «DECIMAL(10,2)"),
    ("TRL213", "          timezone: false", "          timezone: «false\n        physicalType: TIMESTAMPTZ"),
    ("TRL213", "          minimum: -120", "          format: «i64\n          minimum: -120"),
    ("TRL214", STOP, "", "- name: stops", "- «name: stops"),
    ("TRL214", MAP, "", "- name: weights", "- «name: weights"),
    ("TRL214", DIMENSIONS, "", "- name: embedding", "- «name: embedding"),
    ("TRL214 TRL503", STOP, "        items:\n          name: «stop\n          logicalType: string\n"),
    ("TRL215", "physicalType: DECIMAL(10,2)", "physicalType: «DECIMAL"),
    ("TRL215", "physicalType: DECIMAL(10,2)", "physicalType: «DECIMAL(2,10)"),
    ("TRL215", "physicalType: DECIMAL(10,2)", "physicalType: «DECIMAL(39,2)"),
    ("TRL216", "physicalType: INT", "physicalType: «HUGEINT"),
    ("TRL216", LATE, "        logicalTypeOptions:\n          format: «u64\n"),
    ("TRL217", "          key:\n            logicalType: string", "          «key:\n            logicalType: number"),
    ("TRL218", TAILNUM, f"{FLAG}        logicalTypeOptions: {{maximum: «1}}\n{TAILNUM}"),
]


@pytest.mark.parametrize(("codes", "edits"), [(case[0], case[1:]) for case in CASES])
def test_each_fault_is_found_at_its_place_and_nothing_else_is(codes, edits):
    text, line, column = broken(*edits)
    assert places(text) == [(code, line, column) for code in codes.split()]


def test_the_sample_itself_has_no_finding():
    assert places(FLIGHTS) == []


@pytest.mark.parametrize("codes", ["TRL204", "TRL606"])
def test_a_contract_without_a_table_is_one_finding_at_the_top(codes):
    text = "apiVersion: v3.2.0\nkind: DataContract\nid: a.b\nversion: 1.0.0\n"
    assert (codes, 1, 1) in places(text)


def test_a_table_without_columns_is_found_at_its_name():
    text = "apiVersion: v3.2.0\nkind: DataContract\nid: a.b\nversion: 1.0.0\nschema:\n  - name: b\n"
    assert ("TRL205", 6, 5) in places(text)


@pytest.mark.parametrize("name", ["temp", "hour", "system", "a1", "_loaded_at"])
def test_a_column_may_have_a_name_that_a_domain_may_not(name):
    text, _, _ = broken("- name: tailnum", f"- name: {name}")
    assert places(text) == []


@pytest.mark.parametrize("physical", ["int", "Integer", "INT4", "smallint", "TINYINT", "int(11)"])
def test_a_physical_type_is_known_by_its_usual_spellings(physical):
    text, _, _ = broken("physicalType: INT", f"physicalType: {physical}")
    assert places(text) == []


def test_nesting_on_a_type_that_holds_nothing_is_found():
    text, line, column = broken("physicalType: INT", "physicalType: INT\n        «items: {logicalType: string}")
    assert places(text) == [("TRL116", line, column)]
