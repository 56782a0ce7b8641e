"""A contract's schema in others' words: the same table, and rows that fit."""

import json

import pytest
from jsonschema import Draft202012Validator
from pyiceberg.schema import Schema

from sidecar.backends.tables.schema import table_schema
from sidecar.ports.schema import iceberg_schema, json_schema
from tests.factories.past_runs import promise

NESTED = (
    {"name": "id", "logicalType": "integer", "required": True},
    {"name": "price", "logicalType": "number", "physicalType": "decimal(10,2)"},
    {"name": "seen", "logicalType": "timestamp", "logicalTypeOptions": {"timezone": True}},
    {"name": "tags", "logicalType": "array", "items": {"logicalType": "string"}},
    {
        "name": "place",
        "logicalType": "object",
        "properties": [{"name": "lat", "logicalType": "number", "classification": "public", "description": "North"}],
    },
)


@pytest.fixture(scope="module")
def contract():
    return promise(columns=NESTED).contract


def test_iceberg_reads_its_own_schema_and_it_is_the_tables(contract):
    read = Schema.model_validate_json(json.dumps(iceberg_schema(contract)))
    assert read.fields == table_schema(contract.table).fields


def test_a_row_as_the_api_writes_it_fits_and_another_does_not(contract):
    judge = Draft202012Validator(json_schema(contract))
    row = {"id": 1, "price": "1.50", "seen": "2026-01-01T00:00:00+00:00", "tags": ["a", None], "place": {"lat": 1.5}}
    assert list(judge.iter_errors(row)) == []
    assert list(judge.iter_errors({**row, "id": None}))
    assert list(judge.iter_errors({**row, "tags": "a"}))


def test_the_schema_is_a_schema(contract):
    Draft202012Validator.check_schema(json_schema(contract))
