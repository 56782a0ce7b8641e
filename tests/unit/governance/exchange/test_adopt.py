"""A document of another tool becomes a contract that Trellis takes, and what was changed for that is said."""

import pytest

from governance.errors import Invalid
from governance.exchange import adopt
from governance.names import PortName

ORDERS = PortName.parse("sales.orders")


def column(**more):
    return {"name": "c", "logicalType": "string", **more}


def taken(*columns, form="sql", **more):
    document = {"id": "x", "version": "1.0.0", "schema": [{"name": "t", "properties": list(columns)}], **more}
    return adopt(document, form, port=ORDERS, table="", file="f")


@pytest.mark.parametrize(
    ("given", "kind", "told"),
    [
        (column(logicalType="number", physicalType="DECIMAL"), "decimal(38,9)", "decimal without digits"),
        (column(physicalType="bytes"), "string", "held bytes"),
        (column(logicalType="object"), "string", "nothing is said"),
        (column(logicalType="array"), "array<string>", "nothing is said"),
        (column(logicalTypeOptions={"format": "date-time"}), "timestamp", ""),
        (column(name="Order ID"), "string", "is called `order_id` here"),
        (column(logicalTypeOptions={"pattern": "(?=x)"}), "string", "was left out"),
    ],
)
def test_what_a_column_lacks_is_filled_in_and_said(given, kind, told):
    found = taken(given)
    assert str(found.contract.table.columns[0].type) == kind
    assert [one for one in found.findings if one.code == "TRL801" and told in one.message] or not told


def test_servers_and_their_secrets_and_example_values_are_left_out():
    found = taken(
        column(examples=["4711-secret"]), servers=[{"server": "s", "type": "custom", "password": "4711-secret"}]
    )
    assert "4711-secret" not in found.text


@pytest.mark.parametrize(("table", "says"), [("", "2 tables"), ("z", "no table `z`")])
def test_of_several_tables_one_is_chosen(table, says):
    tables = [{"name": name, "properties": [column()]} for name in ("a", "b")]
    with pytest.raises(Invalid, match=says):
        adopt({"schema": tables}, "sql", port=None, table=table, file="f")
    assert adopt({"schema": tables}, "sql", port=None, table="b", file="f").contract.id == "imported.b"
