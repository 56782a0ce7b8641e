"""Sources that are not what they were: the run says so, or sets the rows aside, and what was served stays served."""

import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.factories.evidence import faults, rows_of, runs
from tests.factories.orders import edit, write_csv

HEADER = "id,customer,country,amount,placed"
ANSWER = [{"id": 1}, {"id": 2}, {"id": 3}]
GOOD = "1,ada@example.org,DE,1.00,2026-01-01"


@pytest.fixture
def file(desk):
    return desk.orders / "data" / "orders.csv"


SPOILED = {
    "a column is missing": ("id,customer,country,amount\n1,a@example.org,DE,1\n", 3, "Every declared column is there; `placed` is missing"),
    "it is empty": ("", 3, "Every declared column is there; `amount`, `country`, `customer`, `id`, `placed` are missing"),
    "a row is too short": (f"{HEADER}\n{GOOD}\n2,b@example.org\n", 1, "is not the CSV that its options describe"),
    "a late row is too short": (f"{HEADER}\n" + f"{GOOD}\n" * 30_000 + "2,b\n", 1, "has 2 values where 5 are expected"),
    "a row is too long": (f"{HEADER}\n{GOOD},more\n", 1, "is not the CSV that its options describe"),
    "a quote is left open": (f'{HEADER}\n1,"ada,DE,1,2026-01-01\n{GOOD}\n', 1, "a quote is left open"),
    "a late quote is left open": (f"{HEADER}\n" + f"{GOOD}\n" * 30_000 + '2,"b\n', 1, "opens a quote that nothing closes"),
}  # fmt: skip


@pytest.mark.parametrize("case", SPOILED)
def test_a_spoiled_file_stops_the_run_with_a_reason(desk, file, case):
    text, code, message = SPOILED[case]
    file.write_text(text)
    said = desk.refused("run", "sales/orders")
    assert (said.code, message in said.error) == (code, True), said.err
    assert "ada" not in said.err
    assert runs(desk.prompt.home)[-1]["state"] == "failed"


def test_a_file_in_another_encoding_is_named_with_its_line(desk, file):
    file.write_bytes(f"{HEADER}\n2,M\xfcller,DE,1,2026-01-01\n".encode("latin-1"))
    assert "is not UTF-8" in desk.refused("run", "sales/orders").error


def test_a_column_that_nobody_asked_for_is_left_alone(desk, file):
    write_csv(
        desk.orders,
        [f"{row},x" for row in (GOOD, GOOD.replace("1,", "2,", 1), GOOD.replace("1,", "3,", 1))],
        header=f"{HEADER},note",
    )
    desk.prompt.must("run", "sales/orders")
    assert set(desk.prompt.by("ana").rows("SELECT * FROM sales.orders")[0]) == set(HEADER.split(","))
    assert (desk.prompt.by("ana").rows("SELECT id FROM sales.orders ORDER BY id"), faults(desk.prompt.home)) == (
        ANSWER,
        [],
    )


ODD = {
    "NaN": "1,a,DE,NaN,2026-01-01",
    "infinity": "1,a,DE,inf,2026-01-01",
    "too large for the type": "1,a,DE,123456789012.00,2026-01-01",
    "1e400": "1,a,DE,1e400,2026-01-01",
    "too fine for the type": "1,a,DE,1.005,2026-01-01",
    "a day that is none": "1,a,DE,1,2026-02-30",
    "a month that is none": "1,a,DE,1,2026-13-01",
    "a year beyond reason": "1,a,DE,1,99999999-01-01",
    "an infinite day": "1,a,DE,1,infinity",
    "an id that is none": "one,a,DE,1,2026-01-01",
    "an id beyond 64 bits": "9223372036854775808,a,DE,1,2026-01-01",
    "a key that is missing": ",a,DE,1,2026-01-01",
}


@pytest.mark.parametrize("case", ODD)
def test_a_value_that_is_none_is_set_aside_as_it_came(desk, file, case):
    write_csv(desk.orders, [ODD[case], *(GOOD.replace("1,", f"{number},", 1) for number in (7, 8))])
    desk.prompt.must("run", "sales/orders")
    (row,) = desk.prompt.by("ana").must("quarantine", "show", "sales.orders", "--json").json
    came = dict(zip(HEADER.split(","), (value or None for value in ODD[case].split(",")), strict=True))
    assert {name: row[name] for name in came} == came
    assert [one["id"] for one in rows_of(desk.prompt.home, "sales.orders")] == [7, 8]
    assert faults(desk.prompt.home) == []


@pytest.mark.parametrize("what", ["nothing", "a folder", "a pipe", "a device", "a link to a secret"])
def test_what_is_no_file_of_the_product_is_not_read(desk, file, what):
    file.unlink()
    {
        "nothing": lambda: None,
        "a folder": file.mkdir,
        "a pipe": lambda: os.mkfifo(file),
        "a device": lambda: file.symlink_to("/dev/zero"),
        "a link to a secret": lambda: file.symlink_to("/etc/passwd"),
    }[what]()
    said = desk.refused("run", "sales/orders")
    assert "root:" not in said.err
    assert said.error.startswith(("The source `data/orders.csv` matches no file", "The engine may not go there")), (
        said.err
    )


@pytest.mark.parametrize(
    "location",
    ["../../etc/passwd", "data/../../other/orders.csv", "file:///etc/passwd", "https://example.org/orders.csv"],
)
def test_a_source_elsewhere_is_refused_when_it_is_published(desk, location):
    folder = desk.draft()
    edit(folder, "product.odps.yaml", "location: data/orders.csv", f"location: {location}")
    said = desk.refused("publish", folder)
    assert f"TRL294 The location `{location}` cannot be read" in said.err


@pytest.mark.parametrize("location", ["/dev/zero", "/dev/stdin", "/proc/self/mem"])
def test_a_device_is_no_source_by_its_whole_name_either(desk, location):
    folder = desk.draft()
    edit(folder, "product.odps.yaml", "location: data/orders.csv", f"location: {location}")
    desk.prompt.must("publish", folder)
    said = desk.refused("run", f"sales/{folder.name}")
    assert f"`{location}`" in said.error or "is not what this product relies on" in said.error


@pytest.mark.parametrize("kept", [0, 4, 100, -1])
def test_a_parquet_file_cut_short_is_named(desk, kept):
    folder = desk.draft(location="data/orders.parquet")
    whole = folder / "data" / "whole.parquet"
    pq.write_table(pa.table({name: ["1"] * 1000 for name in HEADER.split(",")}), whole)
    (folder / "data" / "orders.parquet").write_bytes(whole.read_bytes()[:kept])
    desk.prompt.must("publish", folder)
    said = desk.refused("run", f"sales/{folder.name}")
    assert "orders.parquet" in said.error


def test_what_was_served_before_is_still_answered(desk, file):
    file.unlink()
    assert desk.prompt("run", "sales/orders").code == 1
    assert desk.prompt.by("ana").rows("SELECT id FROM sales.orders ORDER BY id") == ANSWER
