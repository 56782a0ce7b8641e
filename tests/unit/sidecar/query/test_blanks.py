import os

import duckdb
import pyarrow as pa
import pytest

from sidecar.backends.worker.blanks import blanked

WIDTHS = {
    pa.float64(): 8, pa.int32(): 4, pa.int8(): 1, pa.decimal128(38, 2): 16, pa.date32(): 4, pa.timestamp("us"): 8, pa.time64("us"): 8,
}  # fmt: skip
ROWS = 1001


def dirty(kind, width):
    """An array whose null slots hold what happened to be in memory."""
    bitmap, data = os.urandom((ROWS + 7) // 8), os.urandom(ROWS * width)
    return pa.Array.from_buffers(kind, ROWS, [pa.py_buffer(bitmap), pa.py_buffer(data)])


def one(array):
    return blanked(pa.RecordBatch.from_arrays([array], names=["x"])).column(0)


@pytest.mark.parametrize("kind", WIDTHS, ids=str)
def test_the_bytes_under_a_null_are_zero(kind):
    width = WIDTHS[kind]
    array = dirty(kind, width)
    before, after = (item.buffers()[1].to_pybytes() for item in (array, one(array)))
    slots = [slice(at * width, (at + 1) * width) for at in range(ROWS)]
    valid = array.is_valid().to_pylist()
    assert not all(valid)
    assert all(after[slot] == (before[slot] if kept else bytes(width)) for slot, kept in zip(slots, valid, strict=True))


def test_a_null_row_has_zeros_in_its_fields():
    child = dirty(pa.int64(), 8)
    array = pa.StructArray.from_buffers(
        pa.struct([("a", pa.int64())]), ROWS, [pa.py_buffer(os.urandom(126))], children=[child]
    )
    data = one(array).field(0).buffers()[1].to_pybytes()
    assert all(data[at * 8 : at * 8 + 8] == bytes(8) for at in range(ROWS) if not array[at].is_valid)


def test_an_array_without_nulls_is_left_as_it_is():
    array = pa.array([1, 2, 3])
    assert one(array).buffers()[1].address == array.buffers()[1].address


EXPRESSIONS = [
    "CASE WHEN n % 3 = 0 THEN n::DOUBLE END", "CASE WHEN n % 3 = 0 THEN {'a': n, 'b': [n, NULL]} END", "CASE WHEN n % 3 = 0 THEN [n, NULL] END",
    "CASE WHEN n % 3 = 0 THEN MAP {n: {'a': nullif(n, 9)}} END", "[{'a': nullif(n, 5)}]", "CAST(NULL AS STRUCT(a INTEGER))", "CAST(NULL AS FLOAT[3])",
    "CASE WHEN n % 2 = 0 THEN [{'x': n, 'y': [n]}, NULL] END", "CASE WHEN n % 2 = 0 THEN 'x' || n END", "n", "CASE WHEN n % 2 = 0 THEN n % 4 = 0 END",
    "CASE WHEN n % 2 = 0 THEN INTERVAL (n) DAY END", "CAST(NULL AS INTEGER[])", "[]", "CASE WHEN n % 2 = 0 THEN encode('x' || n) END",
]  # fmt: skip


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_no_value_changes(expression):
    for batch in duckdb.execute(f"SELECT {expression} AS x FROM range(1001) t(n)").to_arrow_reader(400):
        done = blanked(batch)
        done.validate(full=True)
        assert done.schema.equals(batch.schema)
        assert done.to_pylist() == batch.to_pylist()
