import duckdb
import pytest

from governance.errors import Invalid
from sidecar.sources import read


def rows(relation):
    return duckdb.sql(f"SELECT * FROM {relation}").fetchall()


def test_csv_columns_arrive_as_text(tmp_path):
    path = tmp_path / "it's.csv"
    path.write_text("id,when\n1,2013-01-01\n007,NA\n")
    assert rows(read([str(path)], kind="csv", options={"null": ["NA", ""]})) == [("1", "2013-01-01"), ("007", None)]


@pytest.mark.parametrize(
    ("text", "options"),
    [("a;b\n1;'x;y'\n", {"delimiter": ";", "quote": "'"}), ("1,x;y\n", {"header": False}), ("a,b\n1,x;y\n", {})],
)
def test_csv_options_say_how_to_read(tmp_path, text, options):
    (tmp_path / "data.csv").write_text(text)
    assert rows(read([str(tmp_path / "data.csv")], kind="csv", options=options)) == [("1", "x;y")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id,name\n#1,a\n#2,b\n", [("#1", "a"), ("#2", "b")]),
        ("a,b\n\\,2\n", [("\\", "2")]),
        ('a,b\n"say ""hi""",2\n', [('say "hi"', "2")]),
        ("a\n1\n\n3\n", [("1",), (None,), ("3",)]),
    ],
)
def test_no_line_of_a_csv_is_passed_over(tmp_path, text, expected):
    (tmp_path / "data.csv").write_text(text)
    assert rows(read([str(tmp_path / "data.csv")], kind="csv", options={})) == expected


@pytest.mark.parametrize("text", ["a,b\n1\n1,2,3\n", "name\nx, y\nz, w, v\n", "# made by hand\na,b\n1,2\n"])
def test_lines_that_do_not_fit_the_header_are_a_failure_not_left_out(tmp_path, text):
    (tmp_path / "data.csv").write_text(text)
    with pytest.raises(duckdb.Error):
        rows(read([str(tmp_path / "data.csv")], kind="csv", options={}))


def test_json_types_are_found_on_every_line(tmp_path):
    (tmp_path / "data.json").write_text('{"a": 1}\n' * 30000 + '{"a": "x"}\n')
    found = rows(read([str(tmp_path / "data.json")], kind="json", options={}))
    assert (found[0], found[-1], len(found)) == (("1",), ('"x"',), 30001)


def test_parquet_keeps_its_types(tmp_path):
    duckdb.sql(f"COPY (SELECT 1::BIGINT AS a) TO '{tmp_path}/data.parquet'")
    assert rows(read([f"{tmp_path}/data.parquet"], kind="parquet", options={})) == [(1,)]


def test_an_unknown_format_names_the_known_ones():
    with pytest.raises(Invalid) as caught:
        read(["x.xml"], kind="xml", options={})
    assert caught.value.hint == "use csv, json, parquet"


@pytest.mark.parametrize(("kind", "known"), [("csv", "delimiter, header, null, quote"), ("json", "no option")])
def test_an_unknown_option_names_the_known_ones(kind, known):
    with pytest.raises(Invalid, match="has no option `delim`") as caught:
        read(["x"], kind=kind, options={"delim": ";"})
    assert known in caught.value.hint
