"""The table of changes, each with the grade that a consumer wants: B breaks, W warns, S is safe."""

import pytest

from governance.contracts import load_contract
from governance.contracts.compare import Grade, compare
from tests.samples.contracts.sample import FLIGHTS, changed

TAILNUM = (
    "      - name: tailnum\n        description: The aircraft\n        logicalType: string\n        classification: confidential\n"
    "        customProperties:\n          - property: mask\n            value: last4\n            vendor: trellis\n"
)
GUST = "      - name: gust\n        description: Metres per second\n        logicalType: number\n        classification: public\n"
ENUM = "          - value: UA\n          - value: AA"
KEY = "        primaryKey: true\n        primaryKeyPosition: 1\n"
SECOND = "      - name: fare\n        primaryKey: true\n        primaryKeyPosition: 2\n"
MASK = "          - property: mask\n            value: last4\n            vendor: trellis\n"
ROLES = "roles:\n  - role: analyst\n    access: read\n"
FRESH = "  - property: freshness\n    value: 24\n    unit: h\n    element: flights.time_hour\n"
OWNER = "    - username: ana@example.org\n      role: owner\n"
SQL_RULE = "      - type: sql\n        name: plausible_delay\n        query: SELECT count(*) FROM {object} WHERE delay < -60\n        mustBe: 0\n"
FILTERS = FLIGHTS[
    FLIGHTS.index("    customProperties:\n      - property: rowFilters") : FLIGHTS.index(
        "    properties:\n      - name: flight_id"
    )
]
RELATIONSHIP = "    relationships:\n      - from: flights.carrier\n        to: operations.carriers.carrier\n"
PURPOSES = "customProperties:\n  - property: purposes\n    value: [planning, billing]\n    vendor: trellis\n"
SERVER = "servers:\n  - {server: lake, type: iceberg, catalog: c, catalogUrl: 'https://c', namespace: n}\n"
UNIT = "          - property: unit\n            value: min\n            vendor: trellis"
CAPTAIN = "          - name: captain\n            description: Staff number\n            logicalType: integer\n            physicalType: BIGINT\n            classification: confidential\n"
PRICE = "price: {priceAmount: 10, priceCurrency: EUR}\n"
UNIQUE = "      - name: fare\n        unique: true\n"


def to(*edits):
    """Change the second contract only."""
    return FLIGHTS, changed(*edits)


def back(*edits):
    """Change the first contract only, so that the sample itself is what it became."""
    return changed(*edits), FLIGHTS


def both(edits, more):
    """Change both contracts, and the second one again."""
    first = changed(*edits)
    return first, changed(*more, text=first)


CASES = {
    "column removed": ("B", to(TAILNUM, "")),
    "column renamed": ("B", to("- name: tailnum", "- name: tail_number")),
    "type widened int to long": ("S", to("physicalType: INT", "physicalType: BIGINT")),
    "type narrowed long to int": ("B", back("physicalType: INT", "physicalType: BIGINT")),
    "type widened float to double": ("S", both(("physicalType: DECIMAL(10,2)", "physicalType: REAL"), ("physicalType: REAL", "physicalType: DOUBLE"))),
    "decimal widened": ("S", to("DECIMAL(10,2)", "DECIMAL(18,2)")),
    "decimal with other scale": ("B", to("DECIMAL(10,2)", "DECIMAL(18,4)")),
    "logical type integer to string": ("B", to("        logicalType: integer\n        physicalType: INT\n        logicalTypeOptions:\n          minimum: -120\n          maximum: 1440\n", "        logicalType: string\n")),
    "timestamp gains a zone": ("B", to("timezone: false", "timezone: true")),
    "default time zone changed": ("B", to("timezone: false", "timezone: false\n          defaultTimezone: Europe/Berlin")),
    "optional column added": ("S", to(TAILNUM, TAILNUM + GUST)),
    "required column added": ("S", to(TAILNUM, TAILNUM + GUST + "        required: true\n")),
    "required to optional": ("B", to("        required: true\n        enum", "        enum")),
    "optional to required": ("S", back("        required: true\n        enum", "        enum")),
    "enum value added": ("W", to(ENUM, ENUM + "\n          - value: DL")),
    "enum value removed": ("S", to(ENUM, "          - value: UA")),
    "enum dropped": ("W", to("        enum:\n" + ENUM + "\n", "")),
    "enum introduced": ("S", back("        enum:\n" + ENUM + "\n", "")),
    "range widened": ("W", to("maximum: 1440", "maximum: 5000")),
    "range tightened": ("S", to("maximum: 1440", "maximum: 500")),
    "range moved": ("W", to("minimum: -120\n          maximum: 1440", "minimum: 0\n          maximum: 5000")),
    "length widened": ("W", to("maxLength: 12", "maxLength: 20")),
    "length tightened": ("S", to("maxLength: 12", "maxLength: 10")),
    "list may be longer": ("W", to("maxItems: 5", "maxItems: 9")),
    "minItems removed": ("W", back("maxItems: 5", "maxItems: 5\n          minItems: 1")),
    "pattern changed": ("W", to("^[A-Z0-9]{2}-[0-9]+$", "^[A-Z0-9]{2}-[0-9]{1,5}$")),
    "pattern added": ("S", back("          pattern: ^[A-Z0-9]{2}-[0-9]+$\n", "")),
    "multipleOf dropped": ("W", back("          minimum: 0\n", "          minimum: 0\n          multipleOf: 0.05\n")),
    "description changed": ("S", to("description: The aircraft", "description: The aircraft, as painted on its tail")),
    "description misspelt before": ("S", both(("Price of the cheapest seat", "Price of the cheepest seat"), ("cheepest", "cheapest"))),
    "description changes meaning": ("W", both(("Price of the cheapest seat", "Gross price of a seat"), ("Gross", "Net"))),
    "unit changed": ("B", to("            value: min", "            value: h")),
    "unit dropped": ("W", to("        customProperties:\n" + UNIT, "        tags: []")),
    "classification raised": ("B", to("        classification: internal\n        quality", "        classification: restricted\n        quality")),
    "classification lowered": ("W", back("        classification: internal\n        quality", "        classification: restricted\n        quality")),
    "encryptedName added": ("W", to("description: The aircraft", "description: The aircraft\n        encryptedName: tail_enc")),
    "mask changed": ("W", to("value: last4", "value: hash")),
    "freshness loosened": ("B", to("    value: 24\n", "    value: 48\n")),
    "freshness tightened": ("S", to("    value: 24\n    unit: h", "    value: 30\n    unit: min")),
    "freshness in other words": ("-", to("    value: 24\n    unit: h", "    value: 1\n    unit: d")),
    "freshness removed": ("B", to(FRESH, "")),
    "freshness on another column": ("W", both(("      - name: fare\n", "      - name: landed_at\n        description: When it landed\n        logicalType: timestamp\n        classification: public\n      - name: fare\n"), ("    unit: h\n    element: flights.time_hour", "    unit: h\n    element: flights.landed_at"))),
    "availability lowered": ("B", to("value: 99.5", "value: 95")),
    "availability raised": ("S", to("value: 99.5", "value: 99.9")),
    "retention shortened": ("B", to("    value: 3\n    unit: y", "    value: 1\n    unit: y")),
    "service level added": ("S", back(FRESH, "")),
    "partition column changed": ("W", to("        partitioned: true\n        partitionKeyPosition: 1\n", "", "        description: Two letters\n", "        description: Two letters\n        partitioned: true\n")),
    "primary key grown": ("B", to("      - name: fare\n", SECOND)),
    "primary key removed": ("B", to(KEY, "")),
    "primary key declared": ("S", back(KEY, "        required: true\n")),
    "unique removed": ("B", back("      - name: fare\n", UNIQUE)),
    "unique added": ("S", to("      - name: fare\n", UNIQUE)),
    "nested field removed": ("B", both((CAPTAIN, CAPTAIN + CAPTAIN.replace("captain", "purser")), (CAPTAIN.replace("captain", "purser"), ""))),
    "nested field retyped": ("B", to("            logicalType: integer\n            physicalType: BIGINT", "            logicalType: string")),
    "nested field optional": ("B", to("        logicalTypeOptions:\n          required: [captain]\n", "")),
    "array items retyped": ("B", to("        items:\n          logicalType: string", "        items:\n          logicalType: integer")),
    "map values retyped": ("B", to("          value:\n            logicalType: number", "          value:\n            logicalType: string")),
    "vector of other length": ("B", to("dimensions: 8", "dimensions: 16")),
    "quality rule removed": ("B", to("      - metric: rowCount\n        mustBeGreaterThan: 0\n", "")),
    "warning rule removed": ("W", to(SQL_RULE + "        severity: warning\n", "")),
    "quality rule added": ("S", back("      - metric: rowCount\n        mustBeGreaterThan: 0\n", "")),
    "quality query changed": ("W", to("delay < -60", "delay < -90")),
    "quality threshold loosened": ("B", to("mustBeLessThan: 5\n", "mustBeLessThan: 10\n")),
    "quality threshold tightened": ("S", to("mustBeLessThan: 5\n", "mustBe: 0\n")),
    "quality rule no longer stops": ("B", to("        mustBeGreaterThan: 0\n", "        mustBeGreaterThan: 0\n        severity: warning\n")),
    "quality rule stops now": ("S", to("        severity: warning\n", "        severity: error\n")),
    "relationship removed": ("W", to(RELATIONSHIP, "")),
    "relationship added": ("S", back(RELATIONSHIP, "")),
    "row filter added": ("B", back(FILTERS, "")),
    "row filter removed": ("W", to(FILTERS, "")),
    "table renamed": ("B", to("  - name: flights\n    id", "  - name: departures\n    id", "      - from: flights.carrier", "      - from: departures.carrier", "    unit: h\n    element: flights.time_hour", "    unit: h\n    element: time_hour", "    unit: y\n    element: flights.time_hour", "    unit: y\n    element: time_hour")),
    "table physically renamed": ("B", to("    id: flights_table", "    id: flights_table\n    physicalName: flights_v2")),
    "grain changed": ("B", both(("    id: flights_table", "    id: flights_table\n    dataGranularityDescription: a leg"), ("a leg", "a day"))),
    "role removed": ("B", to(ROLES, "")),
    "role loses access": ("B", to("    access: read", "    access: none")),
    "role added": ("S", to(ROLES, ROLES + "  - role: planner\n")),
    "server moved": ("B", both(("roles:\n", SERVER + "roles:\n"), ("namespace: n", "namespace: m"))),
    "server type changed": ("B", both(("roles:\n", SERVER + "roles:\n"), ("type: iceberg, catalog: c, catalogUrl: 'https://c', namespace: n", "type: custom"))),
    "server removed": ("B", back("roles:\n", SERVER + "roles:\n")),
    "price raised": ("B", both(("roles:\n", PRICE + "roles:\n"), ("priceAmount: 10", "priceAmount: 100"))),
    "price lowered": ("S", both(("roles:\n", PRICE + "roles:\n"), ("priceAmount: 10", "priceAmount: 1"))),
    "owner removed": ("W", to(OWNER, OWNER.replace("ana", "cem"))),
    "status deprecated": ("W", to("status: active", "status: deprecated")),
    "status retired": ("B", to("status: active", "status: retired")),
    "column deprecated": ("W", to("description: The aircraft", "description: The aircraft\n        deprecated: true")),
    "limitations changed": ("W", to("limitations: Three airports only", "limitations: Not for billing")),
    "usage changed": ("W", to("usage: Join on carrier and tail number", "usage: Join on carrier")),
    "transformLogic changed": ("W", to("description: The aircraft", "description: The aircraft\n        transformLogic: upper(tail)")),
    "semanticType changed": ("W", to("description: The aircraft", "description: The aircraft\n        semanticType: dimension")),
    "purposes narrowed": ("B", to("value: [planning, billing]", "value: [planning]")),
    "purposes introduced": ("B", back(PURPOSES, "")),
    "purposes widened": ("W", to("value: [planning, billing]", "value: [planning, billing, fraud]")),
    "id changed": ("B", to("id: operations.flights", "id: ops.flights")),
    "domain changed": ("B", to("domain: operations\n", "domain: ops\n")),
    "tags removed": ("S", to("tags: [aviation]\n", "")),
    "businessName added": ("S", to("description: The aircraft", "description: The aircraft\n        businessName: Tail number")),
    "columns reordered": ("S", to(TAILNUM, "", "      - name: weights\n", TAILNUM + "      - name: weights\n")),
    "only the version": ("-", to("version: 1.2.0", "version: 1.2.1")),
    "nothing": ("-", (FLIGHTS, FLIGHTS)),
}  # fmt: skip
GRADES = {"B": [Grade.BREAKING], "W": [Grade.WARNING], "S": [Grade.SAFE], "-": []}


def contract(text):
    loaded = load_contract(text, "flights.odcs.yaml")
    assert loaded.contract, loaded.findings
    return loaded.contract


@pytest.mark.parametrize("case", CASES)
def test_a_change_has_the_grade_that_its_consumers_want(case):
    wanted, (old, new) = CASES[case]
    comparison = compare(contract(old), contract(new))
    assert [comparison.grade][: len(comparison.changes)] == GRADES[wanted], comparison.changes


def test_there_are_more_than_the_64_cases_that_others_were_judged_by():
    assert len(CASES) >= 64
