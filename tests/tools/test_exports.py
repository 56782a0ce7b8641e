"""A contract with every clause leaves in every format, or with the reason why not; and no format has it wrong in silence."""

import json

import pytest

from governance.contracts import load_contract
from governance.errors import Invalid, NotFound
from governance.exchange import EXPORTS, adopt, prepared
from governance.names import PortName
from sidecar.tools import export_contract, import_document

REFUSED = {"sqlalchemy": "Unsupported field type object"}
BACK = ("avro", "bigquery", "excel", "iceberg", "jsonschema", "odcs", "protobuf", "pydantic-model", "sql", "xsd")
ORDERS = PortName.parse("sales.orders")
KINDS = """
apiVersion: v3.2.0
kind: DataContract
id: sales.kinds
version: 1.0.0
status: active
schema:
  - name: kinds
    properties:
      - {name: k, logicalType: string, primaryKey: true, description: "What it\\nis called"}
      - {name: big, logicalType: integer}
      - {name: money, logicalType: number, physicalType: "DECIMAL(12,2)"}
      - {name: real, logicalType: number}
      - {name: day, logicalType: date}
      - {name: at, logicalType: timestamp}
      - {name: state, logicalType: string, enum: [{value: in progress}, {value: 2nd}]}
      - {name: kind, logicalType: string, enum: [{value: small}, {value: very large}]}
"""


@pytest.mark.parametrize("form", [form for form in EXPORTS if form not in {*REFUSED, "custom"}])
def test_every_format_takes_the_rich_contract(exported, form):
    made = exported(form)
    assert made
    assert (form == "dqx") == (made == b"[]\n")  # none of its rules is DQX's
    assert form in {"dqx", "excel"} or b"order" in made


@pytest.mark.parametrize(("form", "reason"), REFUSED.items())
def test_what_a_format_cannot_hold_is_refused_in_the_tools_words(rich, form, reason):
    with pytest.raises(Invalid, match=reason):
        export_contract(rich, form)


def test_a_template_makes_what_it_wants(rich, tmp_path):
    (tmp_path / "page.j2").write_text(
        "{{ data_contract.id }} has {{ data_contract.schema_[0].properties | length }} columns"
    )
    assert export_contract(rich, "custom", template=str(tmp_path / "page.j2")) == b"sales.orders has 11 columns"


def test_odcs_is_the_document_itself(rich):
    assert export_contract(rich, "odcs") == rich.text.encode()


def test_no_width_and_no_digit_of_a_number_is_lost():
    fields = json.loads(export_contract(load_contract(KINDS).contract, "avro"))["fields"]
    types = {field["name"]: field["type"] for field in fields}
    assert types["k"] == "string"
    assert types["big"] == ["null", "long"]
    assert types["real"] == ["null", "double"]
    assert types["money"][1] == {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2}


@pytest.mark.parametrize(
    ("dialect", "money"),
    [
        ("trino", "money decimal(12,2)"),
        ("snowflake", "money NUMBER(12,2)"),
        ("postgres", "money numeric(12,2)"),
        ("mysql", "money decimal(12,2)"),
        ("databricks", "money DECIMAL(12,2)"),
        ("sqlserver", "money decimal(12,2)"),
        ("bigquery", "money NUMERIC(12,2)"),
        ("oracle", "money NUMBER(12,2)"),
        ("clickhouse", "`money` Nullable(Decimal(12,2))"),
    ],
)
def test_a_decimal_has_its_digits_in_every_dialect(dialect, money):
    assert money in exported_kinds("sql", dialect=dialect)


def test_oracle_is_told_of_its_own_types():
    made = exported_kinds("sql", dialect="oracle")
    assert "big NUMBER(19)" in made
    assert "real BINARY_DOUBLE" in made
    assert "at TIMESTAMP(6)" in made


def test_a_day_stays_a_day_in_the_older_specification():
    made = exported_kinds("dcs")
    for column, kind in {"big": "long", "money": "decimal", "day": "date", "at": "timestamp_ntz"}.items():
        assert f"      {column}:\n        type: {kind}\n" in made
    assert "precision: 12\n          scale: 2\n" in made


@pytest.mark.parametrize("form", ["go", "protobuf"])
def test_a_description_of_two_lines_stays_a_comment(form):
    assert "// What it is called\n" in exported_kinds(form)


def test_go_imports_what_it_uses():
    assert exported_kinds("go").startswith('package main\n\nimport "time"\n')


def test_values_that_are_no_names_are_no_constants():
    made = exported_kinds("protobuf")
    assert "VERY_LARGE = 1;" in made
    assert "string state = " in made
    assert "2ND" not in made


def exported_kinds(form, **options):
    return export_contract(load_contract(KINDS).contract, form, **options).decode()


def test_preparing_for_a_format_leaves_the_contract_alone(rich):
    before = json.dumps(rich.document, default=str)
    for form in EXPORTS:
        prepared(rich, form)
    assert json.dumps(rich.document, default=str) == before


def test_a_format_that_nobody_writes_is_not_found(rich):
    with pytest.raises(NotFound, match="No format"):
        export_contract(rich, "parchment")


@pytest.mark.parametrize("form", BACK)
def test_what_was_exported_comes_back_as_a_contract_of_the_same_columns(rich, exported, tmp_path, form):
    (tmp_path / "orders").write_bytes(exported(form))
    found = adopt(import_document(form, str(tmp_path / "orders")), form, port=ORDERS, table="", file="f")
    assert [one.message for one in found.findings if one.severity == "error"] == []
    assert [one.name for one in found.contract.table.columns] == [one.name for one in rich.table.columns]
    assert (found.contract.id, found.contract.api_version) == ("sales.orders", "v3.2.0")
