"""Files that nobody has described yet, as `trellis new --source` meets them."""

import gzip
import zipfile

import duckdb
import pytest

from governance.descriptors.model import Source
from governance.errors import Invalid, NotFound
from sidecar.sources.profile import guess_source, open_source


@pytest.fixture
def put(tmp_path):
    def written(name, content):
        (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return name

    return written


@pytest.mark.parametrize(
    ("header", "delimiter"),
    [("a,b", ","), ("a;b;c", ";"), ("a\tb", "\t"), ("a|b", "|"), ("a", ","), ('"a;b;c",d', ","), ("", ",")],
)
def test_a_delimiter_is_what_parts_the_header_into_most_names(header, delimiter, put, tmp_path):
    source = guess_source(put("x.csv", f"{header}\n1;2,5;3\n"), folder=str(tmp_path))
    assert source.options == {"delimiter": delimiter}


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [("x.csv", "a\n", "csv"), ("x.json", "{}", "json"), ("x.ndjson", "{}", "json"), ("x.dat", "a\n", "csv"), ("x", b"PAR1", "parquet")],
)  # fmt: skip
def test_a_format_follows_from_content_and_name(name, content, kind, put, tmp_path):
    assert guess_source(put(name, content), folder=str(tmp_path)).format == kind


def test_what_is_given_is_believed(put, tmp_path):
    given = {"format": "csv", "delimiter": "#"}
    source = guess_source(put("x.json", "a,b\n"), folder=str(tmp_path), given=given)
    assert (source.format, source.options) == ("csv", {"delimiter": "#"})


def test_packed_files_are_looked_into(tmp_path):
    (tmp_path / "x.csv.gz").write_bytes(gzip.compress(b"a;b\n1;2\n"))
    with zipfile.ZipFile(tmp_path / "y.csv.zip", "w") as archive:
        archive.writestr("y.csv", "a;b\n1;2\n")
    for name in ("x.csv.gz", "y.csv.zip"):
        source = guess_source(name, folder=str(tmp_path))
        with open_source(source, folder=str(tmp_path)) as opened:
            assert opened.ask(f"SELECT a, b FROM {opened.relation}") == [("1", "2")]


def test_a_folder_is_told_how_to_name_its_files(tmp_path):
    (tmp_path / "data").mkdir()
    with pytest.raises(Invalid, match="is a folder") as caught:
        guess_source("data", folder=str(tmp_path))
    assert "'data/*.csv'" in caught.value.hint


def test_nothing_in_a_file_or_at_a_place_is_told(put, tmp_path):
    with pytest.raises(Invalid, match="is empty"):
        guess_source(put("x.csv", ""), folder=str(tmp_path))
    with pytest.raises(NotFound, match="matches no file"):
        guess_source("none.csv", folder=str(tmp_path))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("a,b\n1,2\n1,2,3\n", "line 3 does not fit the header of 2: it holds 3"),
        ("a,b\n1\n", "line 2 does not fit the header of 2: it holds 1"),
        ('a,b\n1,"x"y\n', "',' expected after '\"'"),
        ('a,b\n1,"x\n', "unexpected end of data"),
        ("größe,b\n1,2\n".encode("latin-1"), "it is not UTF-8"),
        ("a,b\n1,2\n".encode("utf-16"), "it is not UTF-8"),
        (bytes(range(256)), "it is not UTF-8"),
    ],
)
def test_a_file_that_is_no_csv_is_told_where_it_is_not(content, told, put, tmp_path):
    source = Source(location=put("x.csv", content), format="csv", options={"delimiter": ","})
    with (
        pytest.raises(Invalid) as caught,
        open_source(source, folder=str(tmp_path)) as opened,
    ):
        opened.ask(f"SELECT * FROM {opened.relation}")
    assert caught.value.message == f"`x.csv` cannot be read as csv: {told}"
    assert caught.value.hint


def test_a_fault_far_down_is_found_when_the_rows_are_read(put, tmp_path):
    source = Source(location=put("x.csv", "a,b\n" + "1,2\n" * 50_000 + "1\n"), format="csv")
    with open_source(source, folder=str(tmp_path)) as opened, pytest.raises(Invalid, match="line 50002 does not fit"):
        opened.ask(f"SELECT count(a) FROM {opened.relation}")


def test_a_table_over_files_has_their_columns_and_no_way_to_others(put, tmp_path):
    duckdb.execute(f"COPY (SELECT 1::INTEGER AS a, [1.5] AS b) TO '{tmp_path}/x.parquet'")
    with open_source(Source(location="x.parquet", format="parquet"), folder=str(tmp_path)) as opened:
        assert opened.columns == {"a": "INTEGER", "b": "DECIMAL(2,1)[]"}
        with pytest.raises(Invalid, match="disabled by configuration"):
            opened.ask("SELECT * FROM read_text('/etc/hostname')")


def test_numbers_that_a_run_would_refuse_to_round_are_refused_before_it(tmp_path):
    (tmp_path / "x.json").write_text('{"a": 9007199254740993}\n{"a": 1.5}\n')
    source = Source(location="x.json", format="json")
    with pytest.raises(Invalid, match="would be rounded"), open_source(source, folder=str(tmp_path)):
        pass
