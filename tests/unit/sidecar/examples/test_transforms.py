"""Transforms on an example: the code of a run, closed off, and each failure at the line of the product's own code."""

import os
from dataclasses import replace

import duckdb
import pytest

from sidecar.examples import run_examples
from sidecar.examples.run import bench
from tests.samples.contracts.sample import changed, marked
from tests.unit.sidecar.examples.samples import EXAMPLE, PYTHON, SQL, example, found, only, places, product

READER = changed(
    "    return joined.select(",
    """\
    table = joined.select(""",
    'f.place")\n',
    """\
f.place").to_arrow_table()

    def parts():
        yield from table.to_batches()
        raise ValueError("half way")

    return pa.RecordBatchReader.from_batches(table.schema, parts())
""",
    text=f"import pyarrow as pa\n\n{PYTHON}",
)


def test_a_transform_in_python_is_run_as_one_in_sql_is():
    assert found(python=PYTHON) == []


@pytest.mark.parametrize(
    ("code", "edits"),
    [
        ("TRL706", ("n.note,", "CAST(n.note AS INTEGER)\n «AS note,")),
        ("TRL706", ("f.minutes,", "f.flight / (f.flight - f.flight) «AS minutes,")),
        ("TRL706", ("n.note,", "\nn.«nose AS note,")),
        ("TRL707", ("n.note,", "n.note, f.flight «AS number,")),
    ],
)
def test_a_failure_in_sql_is_found_at_its_place(code, edits):
    text, line, column = marked(changed(*edits, text=SQL))
    assert places(sql=text) == [(code, "transform.sql", line, column)]


@pytest.mark.parametrize(
    ("edits", "message", "fix"),
    [
        (
            ("n.note,", "CAST(n.note AS INTEGER) AS note,"),
            "The engine refuses: a value cannot be converted to the type that is asked for, making `note`",
            "`TRY_CAST` gives null for such a value, and the contract then diverts its row",
        ),
        (
            ("f.minutes,", "f.flight / (f.flight - f.flight) AS minutes,"),
            "The transform fails: division by zero, making `minutes`",
            "`TRY_CAST` gives null for such a value, and the contract then diverts its row",
        ),
        (
            ("n.note,", "n.nose AS note,"),
            "There is no column `nose` in `n`",
            "did you mean `note`? An input has the columns that `expectations/<input>.yaml` relies on",
        ),
    ],
)
def test_a_failure_in_sql_says_what_failed_on_which_example(edits, message, fix):
    finding = only(sql=changed(*edits, text=SQL))
    assert finding.message == f"{message}, given the rows of `tests/rows.yaml`"
    assert finding.fix == fix


def test_a_failure_of_all_columns_is_found_in_the_file():
    assert places(sql=f"{SQL}WHERE CAST(n.note AS INTEGER) > 1\n") == [("TRL706", "transform.sql", 0, 0)]


def test_a_column_that_is_not_made_is_named():
    finding = only(sql=changed("n.note, ", "", text=SQL))
    assert (finding.code, finding.line) == ("TRL707", 0)
    assert "`note` is missing" in finding.message


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('raise ValueError("boom")', "`transform.py` failed: ValueError: boom"),
        ("notes.nose", "AttributeError"),
        ("import sys; sys.exit(0)", "`transform.py` failed: SystemExit: 0"),
        ("flights.query('x', \"SELECT * FROM read_csv('/etc/passwd')\")", "file system operations are disabled"),
        ("flights.query('x', \"COPY (SELECT 1) TO '/tmp/out.csv'\").fetchall()", "file system operations are disabled"),
    ],
)
def test_a_failure_in_python_is_found_at_the_line(line, message):
    text, number, _ = marked(changed("    return", f"    «{line}\n    return", text=PYTHON))
    finding = only(python=text)
    assert (finding.code, finding.file, finding.line) == ("TRL706", "delays/transform.py", number)
    assert message in finding.message


@pytest.mark.parametrize("text", ["import sys\nsys.exit(0)\n" + PYTHON, "import nowhere_at_all\n" + PYTHON])
def test_python_that_cannot_be_loaded_is_found_at_the_line(text):
    assert only(python=text).code == "TRL706"
    assert only(python=text).line == text.split(PYTHON)[0].count("\n")


def test_a_reader_that_fails_half_way_is_found_at_the_line():
    finding = only(python=READER)
    assert (finding.code, finding.line) == ("TRL706", 12)
    assert "half way" in finding.message
    assert "Traceback" not in finding.message


def test_a_transform_that_returns_nothing_says_what_to_return():
    finding = only(python=PYTHON.replace("return joined", "joined"))
    assert finding.fix == "return a DuckDB relation, an Arrow table or an Arrow reader"


def test_what_python_prints_does_not_mix_with_findings(capfd):
    assert found(python=PYTHON.replace("    return", '    print("loud")\n    return')) == []
    assert capfd.readouterr() == ("", "loud\n")


def test_a_transform_that_makes_far_more_rows_than_it_was_given_is_stopped():
    sql = (
        SQL.replace("SELECT f.flight", "SELECT CAST(x AS INTEGER) AS flight")
        + "CROSS JOIN UNNEST(sequence(1, 9000)) AS t(x)\n"
    )
    finding = only(sql=sql)
    assert finding.message.startswith("The transform makes more than 1,000 rows of `delays`")


def test_an_input_without_rows_is_an_input_all_the_same():
    nothing = "references: {operations.carriers: []}\ngiven: {flights: [], notes: []}\nexpect: {delays: []}\n"
    assert found(example=nothing) == []
    assert found(example=nothing, python=PYTHON) == []


def test_an_input_may_be_called_by_its_name_or_by_its_port():
    assert found(sql=SQL.replace("input('operations.flights')", "input('flights')")) == []


def test_a_failure_on_one_example_leaves_the_others_alone():
    loaded = replace(
        product(), tests={"tests/a.yaml": "[", "tests/b.yaml": EXAMPLE, "tests/c.yaml": example(expect=[])}
    )
    assert [(one.code, one.file) for one in run_examples(loaded)] == [
        ("TRL101", "delays/tests/a.yaml"),
        ("TRL701", "delays/tests/c.yaml"),
    ]


def test_the_engine_reaches_its_own_scratch_alone_and_leaves_nothing(tmp_path):
    with bench() as (connection, scratch):
        connection.execute(f"COPY (SELECT 1) TO '{scratch}/inside.csv'")
        with pytest.raises(duckdb.PermissionException):
            connection.execute(f"COPY (SELECT 1) TO '{tmp_path}/outside.csv'")
    assert not os.path.exists(scratch)
