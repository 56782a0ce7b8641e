from contextlib import nullcontext

import duckdb
import pytest

from governance.errors import Invalid
from sidecar.sources import check_kept, read


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
        check_kept(connection, paths, kind="parquet")
        found = connection.execute(f"SELECT * FROM {read(paths, kind='parquet', options={})}").fetchall()
    assert set(found) == expected


@pytest.mark.parametrize(
    ("selects", "told"),
    [
        (("1::BIGINT AS a", "1.75::DOUBLE AS a"), r"`a` is BIGINT in `.*0\.parquet` and DOUBLE in `1\.parquet`"),
        (("1.75::DOUBLE AS a", "1::BIGINT AS a"), r"`a` is BIGINT in `.*1\.parquet` and DOUBLE in `0\.parquet`"),
        (("1::INTEGER AS a", "1.75::FLOAT AS a"), "`a` is INTEGER in"),
        (("1::DECIMAL(38,2) AS a", "1::DECIMAL(38,9) AS a"), r"`a` is DECIMAL\(38,9\) in"),
        (("{x: 1::BIGINT} AS a", "{x: 1.75::DOUBLE} AS a"), r'`a` is STRUCT\("x" BIGINT\) in'),
        (("[{x: 1::BIGINT}] AS a", "[{x: 1.75::DOUBLE}] AS a"), r'`a` is STRUCT\("x" BIGINT\)\[\] in'),
        (("MAP {'k': 1::BIGINT} AS a", "MAP {'k': 1.75::DOUBLE} AS a"), r"`a` is MAP\(VARCHAR, BIGINT\) in"),
        (("1 AS a, 2 AS b", "1 AS a"), r"1\.parquet` has no column `b`, which `0\.parquet` has"),
    ],
)
def test_files_whose_numbers_would_be_rounded_or_columns_missed_are_refused(tmp_path, selects, told):
    paths = files(tmp_path, *selects)
    with duckdb.connect() as connection, pytest.raises(Invalid, match=told):
        check_kept(connection, paths, kind="parquet")


def judge(path, *, is_refused):
    """Hold a JSON file to what is refused of it: one number of `a`, or nothing."""
    rounded = pytest.raises(Invalid, match="1 numbers of `a` would be rounded") if is_refused else nullcontext()
    with duckdb.connect() as connection, rounded:
        check_kept(connection, [str(path)], kind="json")


@pytest.mark.parametrize(
    ("value", "is_refused"),
    [
        ("9007199254740993", True),
        ("-12345678901234567890123", True),
        ("1e400", True),
        ("9007199254740992", False),
        ("1e22", False),
        ("7", False),
    ],
)
def test_a_whole_number_that_fractions_beside_it_would_round_is_refused(tmp_path, value, is_refused):
    path = tmp_path / "data.json"
    path.write_text(f'{{"a": {value}, "it\'s": 1}}\n{{"a": 1.5}}\n{{"a": null}}\n')
    judge(path, is_refused=is_refused)


@pytest.mark.parametrize(
    "around", ['{{"x": {}}}', "[null, {}]", '[{{"it\'s": [[{}]]}}]', '{{"y": "a", "x": {{"z": {}}}}}']
)
@pytest.mark.parametrize(("value", "is_refused"), [("9007199254740993", True), ("9007199254740992", False)])
def test_a_number_inside_of_a_value_is_no_more_rounded_than_one_beside_it(tmp_path, around, value, is_refused):
    path = tmp_path / "data.json"
    values = [value, "1.5", "null"]
    path.write_text("".join(f'{{"b": 2, "a": {around.format(one)}}}\n' for one in values) + '{"a": null}\n')
    judge(path, is_refused=is_refused)


def test_a_number_of_a_map_is_no_more_rounded_than_one_beside_it(tmp_path):
    path = tmp_path / "data.json"
    entries = ", ".join(f'"k{at}": 1.5' for at in range(300))
    path.write_text(f'{{"a": {{{entries}}}}}\n{{"a": {{"k1": 9007199254740993}}}}\n')
    judge(path, is_refused=True)
