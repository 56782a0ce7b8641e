"""Products of other shapes: two ports in one, a transform in Python, a source without a row."""

import shutil

import pytest

from tests.factories.evidence import faults, rows_of, tables
from tests.factories.orders import edit, orders, write_csv
from tests.factories.prompt import Prompt

SPLIT = """
def transform(orders_csv):
    return {"orders": orders_csv, "big": orders_csv.filter("TRY_CAST(amount AS DOUBLE) > 5")}
"""
LAZY = """
import pyarrow as pa

def transform(orders_csv):
    reader = orders_csv.to_arrow_reader(2)
    return pa.RecordBatchReader.from_batches(reader.schema, (batch for batch in reader))
"""
SECOND = """outputPorts:
  - name: big
    description: Orders of more than five euros
    version: 1.0.0
    contractId: sales.big
"""


@pytest.fixture
def prompt(tmp_path):
    return Prompt(tmp_path / "home")


def in_python(folder, text):
    (folder / "transform.sql").unlink()
    (folder / "transform.py").write_text(text)
    shutil.rmtree(folder / "tests")


def with_second_port(folder):
    edit(folder, "product.odps.yaml", "outputPorts:\n", SECOND)
    contract = (folder / "contracts" / "orders.odcs.yaml").read_text()
    (folder / "contracts" / "big.odcs.yaml").write_text(
        contract.replace("id: sales.orders", "id: sales.big").replace("- name: orders\n", "- name: big\n", 1)
    )


def test_one_python_transform_serves_two_ports_in_one_run(prompt, tmp_path):
    folder = orders(tmp_path / "orders")
    in_python(folder, SPLIT)
    with_second_port(folder)
    prompt.must("publish", folder)
    prompt.must("run", folder)
    found = tables(prompt.home)
    assert {found[name].summary["trellis.run-id"] for name in ("sales.orders", "sales.big")} == {
        found["sales.orders"].summary["trellis.run-id"]
    }
    assert [len(found[name].rows()) for name in ("sales.orders", "sales.big")] == [3, 2]
    assert faults(prompt.home) == []


def test_a_port_that_breaks_its_contract_keeps_the_other_back_as_well(prompt, tmp_path):
    folder = orders(tmp_path / "orders")
    in_python(folder, SPLIT)
    with_second_port(folder)
    edit(
        folder,
        "contracts/big.odcs.yaml",
        "\nteam:\n",
        "\n    quality:\n      - metric: rowCount\n        mustBeGreaterThan: 2\nteam:\n",
    )
    prompt.must("publish", folder)
    said = prompt("run", folder)
    assert (said.code, said.error.partition(":")[0]) == (3, "`sales.big` breaks its contract")
    assert (rows_of(prompt.home, "sales.orders"), faults(prompt.home)) == ([], [])


def test_a_python_transform_may_yield_batches(prompt, tmp_path):
    folder = orders(tmp_path / "orders")
    in_python(folder, LAZY)
    prompt.must("publish", folder)
    assert "Published 3 rows of mesh.sales.orders, 2 quarantined" in prompt.must("run", folder).err


def test_a_source_without_a_row_is_an_empty_port(prompt, tmp_path):
    folder = orders(tmp_path / "orders", ())
    prompt.must("publish", folder)
    assert "Published 0 rows of mesh.sales.orders" in prompt.must("run", folder).err
    assert prompt.by("ana").rows("SELECT count(*) AS n, max(amount) AS most FROM sales.orders") == [
        {"n": 0, "most": None}
    ]
    assert faults(prompt.home) == []


def test_rows_go_when_the_source_has_none_any_more(prompt, tmp_path):
    folder = orders(tmp_path / "orders")
    prompt.must("publish", folder)
    prompt.must("run", folder)
    write_csv(folder, ())
    prompt.must("run", folder)
    assert (rows_of(prompt.home, "sales.orders"), faults(prompt.home)) == ([], [])
