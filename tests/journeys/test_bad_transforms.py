"""Transforms that fail, at once or half way: the author's own line is named, no value leaks, and nothing is shown."""

import pytest

from tests.factories.evidence import faults, rows_of, runs
from tests.factories.orders import write_csv

LATE_CAST = "SELECT id, customer, country, CAST(amount AS DECIMAL(10,2)) AS amount, placed FROM {{ source('INPUT') }}"
REFUSED = {
    "reads a file": ("SELECT * FROM read_csv('/etc/passwd')", "The function `read_csv` is not available in queries"),
    "drops a table": ("DROP TABLE orders", "`DROP` is not allowed"),
    "does two things": ("SELECT 1 AS id; SELECT 2 AS id", "One statement at a time"),
    "counts for ever": (
        "{% for n in range(1000000000) %}{% endfor %}SELECT 1 AS id",
        "`range` counts to 20,000 at most",
    ),
    "climbs out of its sandbox": ("{{ ''.__class__ }}", "access to attribute '__class__'"),
}
SQL = {
    "casts what is no number": (LATE_CAST, "The engine refuses: Conversion Error"),
    "makes other columns": (
        "SELECT id FROM {{ source('INPUT') }}",
        "breaks its contract: Every declared column is there",
    ),
}
BATCHES = """
import pyarrow as pa

def transform(INPUT):
    reader = INPUT.to_arrow_reader(1)

    def batches():
        yield from reader
        raise ValueError("secret 42")

    return pa.RecordBatchReader.from_batches(reader.schema, batches())
"""
PYTHON = {
    "raises": ("def transform(INPUT):\n    raise ValueError('no')\n", "`transform.py` failed: ValueError: no", "line 2"),
    "raises after some batches": (BATCHES, "`transform.py` failed: ValueError", "line 9"),
    "exits": ("def transform(INPUT):\n    raise SystemExit(3)\n", "`transform.py` failed: SystemExit", "line 2"),
    "returns rubbish": ("def transform(INPUT):\n    return 3\n", "`transform` in `transform.py` returned int", "return a DuckDB"),
    "asks for a column that is none": ("def transform(INPUT):\n    return INPUT.project('nope')\n", "nope", "line 2"),
}  # fmt: skip


@pytest.fixture
def with_transform(desk):
    """Publishes a product with another transform, and returns its name."""

    def publish(text, *, file="transform.sql"):
        folder = desk.draft()
        (folder / "transform.sql").unlink()
        (folder / file).write_text(text.replace("INPUT", f"{folder.name}_csv"))
        desk.prompt.must("publish", folder)
        return f"sales/{folder.name}"

    return publish


@pytest.mark.parametrize("case", REFUSED)
def test_a_transform_in_sql_that_no_run_would_take_is_not_published(desk, case):
    text, message = REFUSED[case]
    folder = desk.draft()
    (folder / "transform.sql").write_text(text)
    said = desk.refused("publish", folder)
    assert "TRL266" in said.err
    assert message in said.err
    assert [row for row in runs(desk.prompt.home) if row["product"] == f"sales/{folder.name}"] == []
    assert faults(desk.prompt.home) == []


def problem(desk):
    return [run for run in runs(desk.prompt.home) if run["state"] == "failed"][-1]["problem"]


@pytest.mark.parametrize("case", SQL)
def test_a_transform_in_sql_that_cannot_be_run_says_why(desk, with_transform, case):
    text, message = SQL[case]
    name = with_transform(text)
    said = desk.prompt("run", name)
    assert said.code in {1, 3}
    assert message in said.error, said.err
    assert (rows_of(desk.prompt.home, name.replace("/", ".")), faults(desk.prompt.home)) == ([], [])


@pytest.mark.parametrize("case", PYTHON)
def test_a_transform_in_python_that_fails_names_its_line(desk, with_transform, case):
    text, message, hint = PYTHON[case]
    name = with_transform(text, file="transform.py")
    said = desk.refused("run", name)
    assert message in said.error, said.err
    assert hint in said.hint
    assert "secret" not in problem(desk)


def test_a_row_that_fails_half_way_leaves_what_was_served_before(desk, with_transform):
    name = with_transform(LATE_CAST)
    folder = desk.root / name.partition("/")[2]
    rows = [f"{number},a@example.org,DE,1.00,2026-01-01" for number in range(200_000)]
    write_csv(folder, rows[:3])
    desk.prompt.must("run", name)
    write_csv(folder, [*rows, "200001,a@example.org,DE,secret-42,2026-01-01"])
    said = desk.prompt("run", name)
    assert (said.code, "Conversion Error" in said.error) == (1, True)
    assert "secret-42" not in problem(desk)
    assert [row["id"] for row in rows_of(desk.prompt.home, name.replace("/", "."))] == [0, 1, 2]
    assert faults(desk.prompt.home) == []
