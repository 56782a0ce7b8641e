"""Comparing contracts: what holds for any two, what a change says, and which version it asks for."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.contracts import Column, DataType, Kind, Version, load_contract
from governance.contracts.compare import (
    Change,
    Comparison,
    Grade,
    check_bump,
    compare,
    comparison_findings,
    required_version,
)
from governance.contracts.compare.kinds import KINDS
from governance.contracts.compare.types import is_promotion
from governance.findings import CATALOGUE
from tests.samples.contracts.sample import FLIGHTS, changed, marked

BASE = load_contract(FLIGHTS, "flights.odcs.yaml").contract
WORST = list(Grade)


def flights(*edits):
    loaded = load_contract(changed(*edits), "flights.odcs.yaml")
    assert loaded.contract, loaded.findings
    return loaded.contract


def with_columns(*columns):
    return replace(BASE, table=replace(BASE.table, columns=columns))


kinds = st.sampled_from(
    [
        DataType(kind=Kind.STRING),
        DataType(kind=Kind.INTEGER, bits=32),
        DataType(kind=Kind.INTEGER),
        DataType(kind=Kind.FLOAT, bits=32),
        DataType(kind=Kind.FLOAT),
        DataType(kind=Kind.DECIMAL, precision=10, scale=2),
        DataType(kind=Kind.DECIMAL, precision=12, scale=2),
        DataType(kind=Kind.DATE),
        DataType(kind=Kind.TIMESTAMP),
        DataType(kind=Kind.BOOLEAN),
    ]
)
options = st.fixed_dictionaries(
    {},
    optional={
        "minimum": st.integers(-5, 5),
        "maximum": st.integers(0, 9),
        "pattern": st.sampled_from(["^a$", "^b$"]),
        "multipleOf": st.sampled_from([1, 2, 5]),
    },
)
columns = st.builds(
    Column,
    name=st.sampled_from(["a", "b", "c", "d"]),
    type=kinds,
    path=st.just(("schema", 0, "properties", 0)),
    required=st.booleans(),
    unique=st.booleans(),
    classification=st.sampled_from(["", "public", "internal", "confidential", "restricted"]),
    enum=st.sampled_from([(), ("x",), ("x", "y")]),
    options=options,
    deprecated=st.booleans(),
    unit=st.sampled_from(["", "m", "km"]),
)
tables = st.lists(columns, min_size=1, max_size=4, unique_by=lambda column: column.name).map(tuple)


def test_a_contract_compared_with_itself_has_not_changed():
    assert compare(BASE, BASE) == Comparison(changes=(), rewritten=False)


@given(tables)
def test_any_table_compared_with_itself_has_not_changed(table):
    assert compare(with_columns(*table), with_columns(*table)).changes == ()


@given(tables, columns)
def test_a_column_that_is_added_is_safe_and_taken_away_again_breaks(table, column):
    new = replace(column, name="z")
    old, grown = with_columns(*table), with_columns(*table, new)
    assert compare(old, grown).grade is Grade.SAFE
    assert compare(grown, old).grade is Grade.BREAKING
    assert compare(grown, old).changes[0].column == "z"


@given(tables, tables)
def test_any_two_tables_can_be_compared_and_every_change_is_in_the_catalogue(old, new):
    for change in compare(with_columns(*old), with_columns(*new)).changes:
        assert change.code in CATALOGUE
        assert change.why
        assert change.message


@given(tables, st.integers(0, 3))
def test_taking_away_more_never_matters_less(table, kept):
    old, less = with_columns(*table), with_columns(*table[:kept])
    least = with_columns(*table[: max(kept - 1, 0)])
    assert WORST.index(compare(old, least).grade) <= WORST.index(compare(old, less).grade)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_a_range_that_widens_further_never_matters_less(first, second, third):
    bounds = sorted([first, second, third])
    narrow, wide, wider = (
        with_columns(Column(name="a", type=DataType(kind=Kind.INTEGER), path=(), options={"maximum": bound}))
        for bound in bounds
    )
    assert WORST.index(compare(narrow, wider).grade) <= WORST.index(compare(narrow, wide).grade)


@given(kinds, kinds, kinds)
def test_promotions_go_one_way_and_add_up(first, second, third):
    assert not (is_promotion(first, second) and is_promotion(second, first))
    if is_promotion(first, second) and is_promotion(second, third):
        assert is_promotion(first, third)


@pytest.mark.parametrize(
    ("old", "new", "promoted"),
    [
        (DataType(kind=Kind.INTEGER, bits=32), DataType(kind=Kind.INTEGER), True),
        (DataType(kind=Kind.FLOAT, bits=32), DataType(kind=Kind.FLOAT), True),
        (DataType(kind=Kind.DECIMAL, precision=9, scale=2), DataType(kind=Kind.DECIMAL, precision=18, scale=2), True),
        (DataType(kind=Kind.DECIMAL, precision=9, scale=2), DataType(kind=Kind.DECIMAL, precision=18, scale=3), False),
        (DataType(kind=Kind.INTEGER), DataType(kind=Kind.FLOAT), False),
        (DataType(kind=Kind.DATE), DataType(kind=Kind.TIMESTAMP), False),
        (DataType(kind=Kind.STRING), DataType(kind=Kind.STRING), False),
    ],
)
def test_a_table_grows_as_iceberg_does(old, new, promoted):
    assert is_promotion(old, new) is promoted


@pytest.mark.parametrize(
    ("new", "hint"),
    [("tail_number", "`tail_number`"), ("aircraft", "`aircraft`")],
)
def test_a_column_that_looks_renamed_is_called_so(new, hint):
    first = compare(BASE, flights("- name: tailnum", f"- name: {new}")).changes[0]
    assert (first.kind, first.column) == ("column-renamed", "tailnum")
    assert hint in first.message


def test_a_column_of_another_type_is_no_rename():
    new = flights(
        "      - name: fare\n        description: Price of the cheapest seat\n        logicalType: number\n        physicalType: DECIMAL(10,2)",
        "      - name: fares\n        description: Price of the cheapest seat\n        logicalType: number",
    )
    assert next(change.kind for change in compare(BASE, new).changes) == "column-removed"


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_change_has_a_reason_and_a_code(kind):
    assert KINDS[kind].code in CATALOGUE
    assert not KINDS[kind].why.endswith(".")


def comparison(grade=None, kind="column-added", *, rewritten=True):
    changes = [Change(kind=kind, path=(), before=None, after=1, grade=grade, message="m")] if grade else []
    return Comparison(changes=tuple(changes), rewritten=rewritten)


BREAKS = comparison(Grade.BREAKING, "column-removed")
ADDS = comparison(Grade.SAFE)
WARNS = comparison(Grade.WARNING, "values-loosened")
SAYS = comparison(Grade.SAFE, "documentation-changed")
SAME = comparison(rewritten=False)


@pytest.mark.parametrize(
    ("old", "new", "what", "code"),
    [
        ("1.2.0", "2.0.0", BREAKS, None),
        ("1.2.0", "3.1.4", BREAKS, None),
        ("1.2.0", "1.3.0", BREAKS, "TRL301"),
        ("1.2.0", "1.2.1", BREAKS, "TRL301"),
        ("0.2.0", "0.3.0", BREAKS, None),
        ("0.2.0", "0.2.1", BREAKS, "TRL301"),
        ("1.2.0", "1.3.0", ADDS, None),
        ("1.2.0", "1.2.1", ADDS, "TRL302"),
        ("1.2.0", "1.2.1", WARNS, "TRL302"),
        ("1.2.0", "1.2.1", SAYS, None),
        ("1.2.0", "1.2.0", SAYS, "TRL303"),
        ("1.2.0", "1.2.0", comparison(), "TRL303"),
        ("1.2.0", "1.2.0", SAME, None),
        ("1.2.0", "1.1.9", SAYS, "TRL304"),
        ("1.2.0", "1.2.0-rc.1", SAYS, "TRL304"),
        ("1.2.0", "2.0.0-rc.1", BREAKS, None),
        ("2.0.0-rc.1", "2.0.0", BREAKS, "TRL301"),
        ("2.0.0-rc.1", "2.0.0", ADDS, "TRL302"),
        ("2.0.0-rc.1", "2.0.0", SAYS, None),
        ("2.0.0-rc.1", "2.0.0-rc.2", BREAKS, None),
        ("2.0.0-rc.1", "2.0.0-rc.1", BREAKS, "TRL303"),
    ],
)
def test_a_version_rises_with_what_it_changes(old, new, what, code):
    found = check_bump(Version.parse(old), Version.parse(new), what)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("old", "what", "least"),
    [
        ("1.2.3", BREAKS, "2.0.0"),
        ("1.2.3", ADDS, "1.3.0"),
        ("1.2.3", SAYS, "1.2.4"),
        ("1.2.3", SAME, "1.2.3"),
        ("0.2.3", BREAKS, "0.3.0"),
    ],
)
def test_the_least_version_is_the_one_that_is_suggested(old, what, least):
    assert str(required_version(Version.parse(old), what)) == least
    found = check_bump(Version.parse(old), Version(0, 0, 0), what)
    assert found.fix == f"write `version: {least}`"


versions = st.builds(Version, st.integers(0, 3), st.integers(0, 3), st.integers(0, 3), st.sampled_from(["", "rc.1"]))


@given(versions, st.sampled_from([BREAKS, ADDS, WARNS, SAYS, SAME]))
def test_the_least_version_is_always_accepted(old, what):
    assert check_bump(old, required_version(old, what), what) is None


def reported(old, *edits):
    text, line, column = marked(changed(*edits))
    new = load_contract(text, "flights.odcs.yaml").contract
    found = comparison_findings(old, new, compare(old, new))
    return {(one.code, one.line, one.column): one.severity for one in found}, (line, column)


@pytest.mark.parametrize(
    ("code", "edits"),
    [
        ("TRL303", ("version: 1.2.0", "«version: 1.2.0", "maximum: 1440", "maximum: 5000")),
        ("TRL301", ("version: 1.2.0", "«version: 1.2.1", "    value: 24\n", "    value: 48\n")),
        ("TRL302", ("version: 1.2.0", "«version: 1.2.1", "maximum: 1440", "maximum: 5000")),
        ("TRL304", ("version: 1.2.0", "«version: 1.1.0", "maximum: 1440", "maximum: 5000")),
        ("TRL305", ("status: active", "«status: draft")),
        (
            "TRL310",
            (
                "      - name: fare\n",
                "      - «name: gust\n        description: x\n        logicalType: number\n        classification: public\n      - name: fare\n",
            ),
        ),
        (
            "TRL311",
            (
                "- name: tailnum",
                "- name: wing",
                "        description: The aircraft\n        logicalType: string",
                "        description: Left or right\n        logicalType: string",
                "    properties:\n      - name: flight_id",
                "    «properties:\n      - name: flight_id",
            ),
        ),
        (
            "TRL312",
            (
                "        physicalType: INT\n        logicalTypeOptions:\n          minimum: -120\n          maximum: 1440\n",
                "",
                "        description: Minutes late, negative when early\n        logicalType: integer",
                "        description: Minutes late, negative when early\n        «logicalType: string",
            ),
        ),
        ("TRL313", ("        required: true\n        enum", "        «required: false\n        enum")),
        (
            "TRL314",
            (
                "        logicalTypeOptions:\n          minimum: -120\n          maximum: 1440",
                "        «logicalTypeOptions:\n          minimum: -120\n          maximum: 5000",
            ),
        ),
        ("TRL315", ("      - name: fare\n", "      - name: fare\n        «unique: true\n")),
        (
            "TRL316",
            (
                "          - metric: nullValues\n            mustBeLessThan: 5",
                "          - «metric: nullValues\n            mustBeLessThan: 9",
            ),
        ),
        ("TRL317", ("    value: 24\n", "    «value: 48\n")),
        (
            "TRL318",
            (
                "        classification: internal\n        quality",
                "        «classification: confidential\n        quality",
            ),
        ),
        ("TRL319", ("description: The aircraft", "description: The aircraft\n        «deprecated: true")),
        ("TRL320", ("id: operations.flights", "«id: ops.flights")),
    ],
)
def test_a_change_is_reported_at_its_place_in_the_new_document(code, edits):
    found, place = reported(BASE, *edits)
    assert (code, *place) in found


def test_breaking_changes_under_a_new_major_are_warnings():
    found, _ = reported(BASE, "version: 1.2.0", "version: 2.0.0", "    value: 24\n", "    value: 48\n")
    assert set(found.values()) == {"warning"}


def test_a_change_is_told_to_policies_in_their_words():
    change = compare(BASE, flights("maximum: 1440", "maximum: 5000")).changes[0]
    assert change.as_json() == {
        "kind": "values-loosened",
        "path": "schema[0].properties[3].logicalTypeOptions",
        "column": "delay",
        "grade": "warning",
        "message": "The range of `delay` was from -120 up to 1440 and is from -120 up to 5000",
    }


def test_a_bound_is_compared_as_the_number_that_it_is():
    old, new = flights("minimum: -120", "minimum: -120.0"), BASE
    assert [change.kind for change in compare(old, new).changes] == []
    assert Decimal("-120.0") == Decimal(-120)
