import duckdb
import pytest

from governance.errors import Invalid
from sidecar.sources import check_alike, read


def files(folder, *selects):
    paths = [f"{folder}/{at}.parquet" for at in range(len(selects))]
    for path, select in zip(paths, selects, strict=True):
        duckdb.execute(f"COPY (SELECT {select}) TO '{path}'")
    return paths


@pytest.mark.parametrize(
    ("selects", "expected"),
    [
        (("1::INTEGER AS a", "1099511627776 AS a"), {(1,), (1 << 40,)}),
        (("1::INTEGER AS a", "1.75::DOUBLE AS a"), {(1.0,), (1.75,)}),
        (("1::BIGINT AS a", "'x' AS a"), {("1",), ("x",)}),
        (("1::BIGINT AS a", "3 AS b, 2::BIGINT AS a"), {(1, None), (2, 3)}),
    ],
)
def test_files_whose_types_one_type_can_hold_are_read_without_loss(tmp_path, selects, expected):
    paths = files(tmp_path, *selects)
    with duckdb.connect() as connection:
        check_alike(connection, paths)
        found = connection.execute(f"SELECT * FROM {read(paths, kind='parquet', options={})}").fetchall()
    assert set(found) == expected


@pytest.mark.parametrize(
    ("selects", "told"),
    [
        (("1::BIGINT AS a", "1.75::DOUBLE AS a"), r"`a` is BIGINT in `.*0\.parquet` and DOUBLE in `1\.parquet`"),
        (("1.75::DOUBLE AS a", "1::BIGINT AS a"), r"`a` is BIGINT in `.*1\.parquet` and DOUBLE in `0\.parquet`"),
        (("1::INTEGER AS a", "1.75::FLOAT AS a"), "`a` is INTEGER in"),
        (("1::DECIMAL(38,2) AS a", "1::DECIMAL(38,9) AS a"), r"`a` is DECIMAL\(38,9\) in"),
        (("1 AS a, 2 AS b", "1 AS a"), r"1\.parquet` has no column `b`, which `0\.parquet` has"),
    ],
)
def test_files_whose_numbers_would_be_rounded_or_columns_missed_are_refused(tmp_path, selects, told):
    paths = files(tmp_path, *selects)
    with duckdb.connect() as connection, pytest.raises(Invalid, match=told):
        check_alike(connection, paths)
