"""What a product relies on, held against a source or an input as it is today."""

import json

import pytest

from governance.errors import Conflict
from governance.expectations import load_expectations
from sidecar.run.expected import check_input, check_whole
from tests.factories.products import expectations_of
from tests.factories.rows import NOW, relation

ID = {"name": "id", "logicalType": "string", "required": True}
ROWS = relation({"id VARCHAR": ["'1'", "'2'", "NULL"], "more VARCHAR": ["'a'", "'b'", "'c'"]})
THREE = [{"metric": "rowCount", "mustBe": 3}]
TEN = [{"metric": "rowCount", "mustBeGreaterThan": 9}]


def expected(*columns, **table):
    loaded = load_expectations(json.dumps(expectations_of("files.rows", columns or [ID], **table)), "rows")
    assert loaded.expectations, loaded.findings
    return loaded.expectations


def test_a_source_that_is_as_expected_passes_with_columns_that_nobody_relies_on(engine):
    check_input(
        engine,
        "rows",
        ROWS,
        expected({"name": "more", "logicalType": "string", "required": True}, quality=THREE),
        now=NOW,
    )


@pytest.mark.parametrize(
    ("columns", "table", "told"),
    [
        (({"name": "gone", "logicalType": "string"},), {}, "gone"),
        ((ID,), {}, "1 rows do not keep it"),
        (
            ({"name": "id", "logicalType": "integer"}, {"name": "more", "logicalType": "integer"}),
            {},
            "3 rows do not keep it",
        ),
        (({"name": "more", "logicalType": "string"},), {"quality": TEN}, "3"),
    ],
    ids=["a column is gone", "a null", "a type", "too few rows"],
)
def test_a_source_that_is_not_says_which_rule_and_how_often(engine, columns, table, told):
    with pytest.raises(Conflict, match="The input `rows` is not what this product relies on") as failure:
        check_input(engine, "rows", ROWS, expected(*columns, **table), now=NOW)
    assert told in " ".join(failure.value.context["findings"])
    assert (failure.value.case, failure.value.hint) == (
        "expectations-unmet",
        "tell its owners, or change `expectations/rows.yaml`",
    )


def test_another_products_port_is_held_to_rules_on_the_whole_alone(engine):
    check_whole(engine, "rows", ROWS, expected(ID, quality=THREE), now=NOW)
    with pytest.raises(Conflict):
        check_whole(engine, "rows", ROWS, expected(ID, quality=TEN), now=NOW)


def test_no_value_of_a_row_is_in_what_is_told(engine):
    with pytest.raises(Conflict) as failure:
        check_input(
            engine,
            "rows",
            relation({"id VARCHAR": ["'secret'"]}),
            expected({"name": "id", "logicalType": "integer"}),
            now=NOW,
        )
    assert "secret" not in failure.value.message + str(failure.value.context)
