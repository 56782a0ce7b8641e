"""What an owner does for a product that has been running for a while, at their own prompt."""

import json
import shutil

import pytest

from tests.factories.evidence import faults
from tests.factories.orders import edit

PORT = "sales.orders"


@pytest.fixture
def ana(desk):
    """The owner, after three runs."""
    for _ in range(2):
        desk.prompt.must("run", "sales/orders")
    return desk.prompt.by("ana")


def snapshots(prompt):
    return prompt.must("pin", "list", PORT, "--snapshots", "--json").json


def test_a_pin_keeps_a_snapshot_and_ends_when_it_is_told_to(ana):
    oldest = min(snapshots(ana), key=lambda one: one["made_at"])
    said = ana.must("pin", "add", PORT, "--snapshot", oldest["id"], "--days", 9, "--because", "training set 7")
    pin = said.err.strip().rpartition(" ")[2]
    assert pin.startswith("pin_")
    assert [(one["id"], one["reason"]) for one in ana.must("pin", "list", PORT, "--json").json] == [
        (pin, "training set 7")
    ]
    assert "training set 7" in str(next(one["stays"] for one in snapshots(ana) if one["id"] == oldest["id"]))
    assert f"held by {pin} no more" in ana.must("pin", "end", pin).err
    ana.must("pin", "end", pin)  # as often as one likes
    assert ana.must("pin", "list", PORT, "--json").json[0]["ended_at"]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["add", PORT, "--because", "x", "--days", "100000"], 1, "days"),
        (["add", PORT, "--because", "x", "--snapshot", "7"], 1, "7"),
        (["add", PORT], 2, "--because"),
        (["add", "sales.nothing", "--because", "x"], 1, "sales.nothing"),
        (["end", "pin_nothing"], 1, "pin_nothing"),
    ],
)
def test_a_pin_that_cannot_be_says_why(ana, words, code, told):
    said = ana("pin", *words)
    assert (said.code, told in said.err) == (code, True), said.err


def test_cleaning_says_what_would_go_and_takes_nothing_that_is_seen(ana):
    before = ana.rows(f"SELECT id FROM {PORT} ORDER BY id")
    rehearsed = ana.must("clean", "sales/orders", "--dry-run", "--json")
    assert "would expire" in rehearsed.err
    assert {one["table"] for one in rehearsed.json} == {PORT, f"{PORT}__quarantine"}
    done = ana.must("clean", "sales/orders", "--json")
    assert [one["problem"] for one in done.json] == ["", ""]
    assert ana.rows(f"SELECT id FROM {PORT} ORDER BY id") == before
    assert faults(ana.home) == []
    ana.must("run", "sales/orders")


def test_a_table_that_cannot_be_cleaned_is_told_by_the_exit_code_too(ana):
    for path in (ana.home / "warehouse" / "sales" / "orders").rglob("*.parquet"):
        path.rename(path.with_suffix(".away"))
    said = ana("clean", "sales/orders", "--json")
    assert said.code == 1
    assert "lacks its file" in said.json[0]["problem"]


def test_a_product_that_nobody_has_cannot_be_cleaned(ana):
    said = ana("clean", "sales/nothing")
    assert (said.code, bool(said.hint)) == (1, True)


def test_rows_that_are_too_old_are_counted_and_then_deleted(ana, desk, tmp_path):
    orders = shutil.copytree(desk.orders, tmp_path / "orders")
    edit(
        orders,
        "contracts/orders.odcs.yaml",
        "slaProperties:\n",
        "slaProperties:\n  - property: retention\n    value: 1\n    unit: d\n    element: orders.placed\n",
    )
    edit(orders, "contracts/orders.odcs.yaml", "version: 1.0.0", "version: 1.1.0")
    edit(orders, "product.odps.yaml", "version: 1.0.0", "version: 1.1.0")
    ana.must("publish", orders)
    ana.must("run", "sales/orders")
    rehearsed = ana.must("retain", PORT, "--dry-run")
    assert "3 rows of sales.orders would be deleted, 0 left" in rehearsed.err
    assert len(ana.rows(f"SELECT id FROM {PORT}")) == 3
    assert ana.must("retain", PORT, "--json").json["retain"]["rows"] == 3
    assert ana.rows(f"SELECT id FROM {PORT}") == []
    assert faults(ana.home) == []


def test_without_a_retention_nothing_is_deleted_and_that_is_said(ana):
    said = ana("retain", PORT)
    assert (said.code, "retention" in said.err) == (1, True), said.err


def test_a_paused_product_is_not_run_until_it_is_resumed(ana):
    assert "trellis resume sales/orders" in ana.must("pause", "sales/orders", "--reason", "the source moves").err
    said = ana("run", "sales/orders")
    assert (said.code, "the source moves" in said.err) == (1, True), said.err
    assert [one["product"] for one in ana.must("list", "schedules", "--json").json] == ["sales/orders"]
    assert "Resumed sales/orders" in ana.must("resume", "sales/orders").err
    ana.must("run", "sales/orders")


@pytest.mark.parametrize(
    "words", [["pause", "sales/orders"], ["pause", "sales/nothing", "--reason", "x"], ["resume", "x"]]
)
def test_a_pause_that_cannot_be_says_why(ana, words):
    said = ana(*words)
    assert said.code in {1, 2}, said.err


def test_logs_and_the_doctor_tell_of_the_last_run(ana):
    lines = ana.must("logs", "sales/orders").out
    assert "Making sales.orders" in lines
    found = ana.must("doctor", "--json").json
    storage = [one for one in found if "storage" in json.dumps(one)]
    assert storage, found
