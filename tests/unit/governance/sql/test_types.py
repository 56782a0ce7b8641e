import duckdb
import pytest

from governance.errors import Invalid
from governance.sql.types import type_of_column

PRINTED = [
    "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "FLOAT", "DOUBLE", "DECIMAL(10,2)", "VARCHAR", "BLOB",
    "DATE", "TIME", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "INTERVAL", "UUID", "JSON", "INTEGER[]", "DECIMAL(5,1)[][]",
    "STRUCT(a INTEGER, b VARCHAR[])", 'STRUCT("a b" INTEGER, "c""d" STRUCT(e DATE))', "MAP(VARCHAR, DOUBLE[])",
]  # fmt: skip


@pytest.mark.parametrize("text", PRINTED)
def test_what_duckdb_prints_is_read_and_written_back_as_the_same_type(text):
    written = type_of_column(text).duckdb
    connection = duckdb.connect()
    assert connection.execute(f"SELECT typeof(CAST(NULL AS {text})), typeof(CAST(NULL AS {written}))").fetchone() == (
        text,
        text,
    )


@pytest.mark.parametrize(
    ("text", "trino"),
    [
        ("STRUCT(a INTEGER, b VARCHAR)", "row(a integer, b varchar)"),
        ("MAP(VARCHAR, BIGINT)", "map(varchar, bigint)"),
        ("DECIMAL(10,2)[]", "array(decimal(10, 2))"),
        ("TIMESTAMP WITH TIME ZONE", "timestamp with time zone"),
        ("ENUM('a', 'b')", "varchar"),
        ("UBIGINT", "hugeint"),
        ("GEOMETRY", "unknown"),
        ("FLOAT[3]", "array(real)"),
    ],
)
def test_a_type_is_shown_by_its_trino_name(text, trino):
    assert str(type_of_column(text)) == trino


def test_a_text_that_is_no_type_is_refused():
    with pytest.raises(Invalid, match="not a column type"):
        type_of_column("INTEGER; DROP TABLE x")
