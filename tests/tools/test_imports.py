"""Contracts come in from files of other tools as ODCS that Trellis takes, and say what was changed for that."""

import pytest

from governance.contracts import load_contract
from governance.errors import Invalid
from governance.exchange import EXPORTS, IMPORTS, adopt
from governance.names import PortName
from sidecar.tools import import_document
from tests.tools.test_exports import BACK

ORDERS = PortName.parse("sales.orders")
FILES = {
    "csv": ("orders.csv", "id,name\n1,a\n2,b\n"),
    "json": ("orders.ndjson", '{"id":1,"tags":["x"]}\n{"id":2,"tags":[]}\n'),
    "dbml": ("orders.dbml", "Table orders {\n  id bigint [pk]\n  name varchar\n}\n"),
    "odata": ("m.xml", '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices><Schema Namespace="s" xmlns="http://docs.oasis-open.org/odata/ns/edm"><EntityType Name="Order"><Key><PropertyRef Name="id"/></Key><Property Name="id" Type="Edm.Int32" Nullable="false"/></EntityType><EntityContainer Name="C"><EntitySet Name="Orders" EntityType="s.Order"/></EntityContainer></Schema></edmx:DataServices></edmx:Edmx>'),
    "openapi": ("o.json", '{"openapi":"3.0.3","info":{"title":"S","version":"1.0.0"},"paths":{"/o":{"get":{"operationId":"orders","responses":{"200":{"description":"ok","content":{"application/json":{"schema":{"type":"array","items":{"type":"object","properties":{"id":{"type":"integer"}}}}}}}}}}}}'),
    "powerbi": ("m.bim", '{"name":"m","model":{"tables":[{"name":"Orders","columns":[{"name":"id","dataType":"int64"}]}]}}'),
    "unity": ("u.json", '{"name":"orders","columns":[{"name":"id","type_text":"bigint","type_name":"LONG","position":0,"nullable":false}]}'),
    "databricks": ("u.json", '{"name":"orders","columns":[{"name":"id","type_text":"bigint","type_name":"LONG","position":0,"nullable":false}]}'),
    "dbt": ("manifest.json", '{"metadata":{"dbt_schema_version":"https://schemas.getdbt.com/dbt/manifest/v12.json","project_name":"s","dbt_version":"1.9.0","adapter_type":"duckdb"},"nodes":{"model.s.orders":{"unique_id":"model.s.orders","resource_type":"model","name":"orders","schema":"s","database":"d","description":"","config":{"materialized":"table","meta":{}},"tags":[],"meta":{},"columns":{"id":{"name":"id","description":"","data_type":"bigint","constraints":[],"tags":[],"meta":{}}},"depends_on":{"nodes":[]}}},"child_map":{"model.s.orders":[]},"parent_map":{},"sources":{}}'),
}  # fmt: skip


@pytest.mark.parametrize("form", FILES)
def test_a_file_of_another_tool_becomes_a_contract(tmp_path, form):
    name, text = FILES[form]
    (tmp_path / name).write_text(text)
    found = adopt(import_document(form, str(tmp_path / name), operation="orders"), form, port=None, table="", file="f")
    assert found.contract
    assert found.contract.table.columns[0].name == "id"
    assert load_contract(found.text).contract.table.name == "orders"


def test_parquet_keeps_the_digits_of_its_decimals(tmp_path):
    import duckdb

    duckdb.execute(f"COPY (SELECT 1.50::DECIMAL(12,2) AS total) TO '{tmp_path}/orders.parquet' (FORMAT parquet)")
    document = import_document("parquet", str(tmp_path / "orders.parquet"))
    found = adopt(document, "parquet", port=ORDERS, table="", file="f")
    assert str(found.contract.table.columns[0].type) == "decimal(12,2)"


@pytest.mark.parametrize("form", [form for form, one in IMPORTS.items() if one.refusal])
def test_a_format_of_a_running_system_is_refused_with_the_reason(form):
    with pytest.raises(Invalid, match="no network") as refused:
        import_document(form, "x")
    assert refused.value.hint.startswith(f"datacontract import {form}")


def test_every_format_is_tried():
    assert set(IMPORTS) == {*BACK, *FILES, "parquet", *(form for form, one in IMPORTS.items() if one.refusal)}
    assert len(EXPORTS) == 29
