"""The tables that decide: complete, in step with each other, and each entry tried by a test."""

import re
from pathlib import Path

import pytest
from sqlglot import exp

from governance.sql.allowed import NODES
from governance.sql.binding.handlers import HANDLERS
from governance.sql.functions import FUNCTIONS, REFUSED
from governance.sql.functions.dates import UNITS
from governance.sql.functions.formats import from_joda, from_mysql
from sidecar.query.vocabulary import FUNCTIONS as SECOND_GATE

HERE = Path(__file__).parent
TESTED = "\n".join(path.read_text().lower() for path in HERE.rglob("test_*.py"))
DANGEROUS = {
    "read_csv", "read_parquet", "read_json", "read_text", "read_blob", "glob", "query", "query_table", "getenv", "current_setting",
    "getvariable", "json_serialize_sql", "json_execute_serialized_sql", "parquet_metadata", "sniff_csv", "stats", "error", "random",
    "uuid", "nextval", "setseed", "duckdb_settings", "which_secret", "pragma_version", "write_log", "sleep_ms", "gen_random_uuid",
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_is_tried(name):
    assert re.search(rf"\b{name}\b\s*\(|\b{name}\b(?!\()", TESTED)


def test_nothing_is_both_available_and_refused():
    assert set(FUNCTIONS) & set(REFUSED) == set()


@pytest.mark.parametrize("name", sorted(DANGEROUS))
def test_no_gate_knows_a_dangerous_function(name):
    assert name not in FUNCTIONS
    assert name not in SECOND_GATE


def test_what_stands_in_an_expression_is_on_the_grammars_list():
    assert set(HANDLERS) <= set(NODES)


@pytest.mark.parametrize(
    "node",
    [exp.Insert, exp.Command, exp.Create, exp.Pragma, exp.Copy, exp.Attach, exp.Pivot, exp.Placeholder, exp.Star],
)
def test_no_handler_takes_what_is_not_an_expression(node):
    assert node not in HANDLERS


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_the_forms_of_a_function_differ(name):
    takes = [form.takes for form in FUNCTIONS[name]]
    assert len(takes) == len(set(takes))


@pytest.mark.parametrize("unit", sorted(UNITS))
def test_a_unit_shifts_by_a_template_of_one_amount(unit):
    assert UNITS[unit].count("{0}") == 1


@pytest.mark.parametrize(
    ("pattern", "expected"), [("%Y-%m-%d", "%Y-%m-%d"), ("%i", "%M"), ("100%%", "100%%"), ("a%cb", "a%-mb")]
)
def test_mysql_patterns_are_translated(pattern, expected):
    assert from_mysql(pattern) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"), [("yyyy", "%Y"), ("'o''clock'", "o'clock"), ("''", "'"), ("100%", "100%%")]
)
def test_joda_patterns_are_translated(pattern, expected):
    assert from_joda(pattern) == expected
