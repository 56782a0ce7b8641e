"""`trellis new`: from a template and answers to files that pass `trellis check` and their own tests as they are."""

import json
import shutil

import duckdb
import pytest

from tests.cli.conftest import ABOUT, PEOPLE, ROOT

MESSY = ROOT / "tests" / "golden" / "messy.csv"
DERIVED = (*ABOUT, "--set", "purpose=planning", "--set", "row=One order")
AGGREGATE = ("--set", "group_by=[shop]", "--set", "measures=[{name: total, function: sum, column: amount}]")
FILES = {
    "quotes": 'id,"a ""b""",c\n1,"x, ""y""\nz",2\n2,,3\n',
    "missing values": "id,n,d\n1,NA,2024-01-31\n2,5,NA\n3,,2024-02-01\n",
    "mixed types": "id,value\n1,5\n2,five\n3,5.5\n",
    "no rows": "id,name\n",
    "unicode names": "Größe,名前,naïve id\n1,a,b\n2,c,d\n",
    "the same name twice": "id,a,a,A\n1,2,3,4\n2,3,4,5\n",
    "names that are SQL": 'select,"x"" --",{{ 1 }},from\n1,2,3,4\n',
    "a key that is not first": "name,id\na,1\nb,2\n",
    "one column": "name\na\nb\na\n",
    "a semicolon between values": "id;amount\n1;2,5\n2;3,5\n",
    "a tab between values": "id\tname\n1\ta, b\n",
    "dates and instants": "id,on,at\n1,2024-01-31,2024-01-31T10:00:00Z\n2,2024-02-29,2024-02-01T00:00:00+02:00\n",
    "a byte order mark": "\ufeffid,name\n1,a\n",
    "lines like comments": "id,name\n#1,a\n#2,b\n",
}


def read(path):
    return path.read_text(encoding="utf-8")


@pytest.fixture
def made(trellis, place):
    """Make a source-aligned product from a file with that text, and check it with its own tests."""

    def from_text(text, *options):
        (place / "mine.csv").write_text(text, encoding="utf-8")
        done = trellis("new", "source-aligned", "sales/orders", *ABOUT, "--source", "mine.csv", *options)
        assert done.code == 0, done.err
        checked = trellis("check", "products/sales/orders", "--fail-on", "warning")
        assert checked.code == 0, checked.out
        return place / "products" / "sales" / "orders"

    return from_text


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_what_a_file_comes_to_passes_its_own_check(text, made):
    made(text)


def test_the_template_without_a_source_passes_its_own_check(trellis):
    assert trellis("new", "source-aligned", "sales/orders", *ABOUT).code == 0
    checked = trellis("check", "products/sales/orders", "--fail-on", "warning")
    assert (checked.code, checked.out) == (0, "All good: 5 files checked\n")


@pytest.mark.parametrize(
    "columns",
    [
        "[{name: a, required: true}, {name: b, unique: true}]",
        "[{name: a, required: true}, {name: b, unique: true}, {name: c, key: true}]",
        "[{name: a, key: true}, {name: b, type: integer, key: true}, {name: c, type: date, required: true}]",
    ],
)
def test_columns_of_ones_own_pass_their_own_check(columns, trellis):
    assert trellis("new", "source-aligned", "sales/orders", *ABOUT, "--set", f"columns={columns}").code == 0
    checked = trellis("check", "products/sales/orders", "--fail-on", "warning")
    assert checked.code == 0, checked.out


@pytest.mark.parametrize(
    ("template", "options"),
    [
        ("aggregate", AGGREGATE),
        ("consumer-aligned", ("--set", "picked=[id, amount, city]")),
        ("consumer-aligned", ("--set", "picked=[id, amount, city]", "--set", "language=python")),
    ],
)
def test_what_is_made_on_ports_passes_its_own_check(template, options, trellis, home):
    inputs = ("--input", "sales.orders", "--input", "places.shops:shop")
    done = trellis("--home", home, "new", template, "planning/totals", *DERIVED, *inputs, *options)
    assert done.code == 0, done.err
    checked = trellis("check", "products/planning/totals", "--fail-on", "warning")
    assert checked.code == 0, checked.out


def test_a_port_joins_by_its_own_key(trellis, home, place):
    inputs = ("--input", "sales.orders", "--input", "places.shops")
    assert trellis("--home", home, "new", "aggregate", "planning/totals", *DERIVED, *inputs, *AGGREGATE).code == 0
    transform = read(place / "products" / "planning" / "totals" / "transform.sql")
    assert "ON shops.shop = orders.shop" in transform


def test_ports_that_nothing_joins_are_refused_with_what_would(trellis, home):
    inputs = ("--input", "places.shops", "--input", "sales.orders")
    done = trellis("--home", home, "new", "aggregate", "planning/totals", *DERIVED, *inputs, *AGGREGATE)
    assert done.code == 1
    assert "`--input sales.orders:shop`" in done.err


def test_the_answers_come_from_the_columns_of_the_file(made):
    product = made(FILES["missing values"])
    contract = read(product / "contracts" / "orders.odcs.yaml")
    assert "primaryKey: true" in contract
    assert "logicalType: date" in contract
    assert 'null": ["", "NA"]' in read(product / "product.odps.yaml")


def test_a_file_elsewhere_is_named_whole(made, place):
    assert f"location: {place / 'mine.csv'}" in read(made("id\n1\n") / "product.odps.yaml").replace('"', "")


def test_a_copy_travels_with_the_product(made, place):
    product = made("id\n1\n", "--copy")
    assert read(product / "data" / "mine.csv") == "id\n1\n"
    assert "location: data/mine.csv" in read(product / "product.odps.yaml")
    (place / "mine.csv").unlink()


def test_a_copy_is_never_taken_for_the_templates_sample(trellis, place):
    (place / "orders.csv").write_text("id\n7\n8\n")
    assert trellis("new", "source-aligned", "sales/orders", *ABOUT, "--source", "orders.csv", "--copy").code == 0
    product = place / "products" / "sales" / "orders"
    assert read(product / "data" / "orders.csv") == "id\n7\n8\n"
    assert "location: ./data/orders.csv" in read(product / "product.odps.yaml").replace('"', "")


def test_a_file_inside_the_product_is_left_as_it_is(trellis, place):
    data = place / "products" / "sales" / "orders" / "data"
    data.mkdir(parents=True)
    (data / "orders.csv").write_text("id\n7\n8\n")
    options = ("--source", data / "orders.csv", "--overwrite")
    assert trellis("new", "source-aligned", "sales/orders", *ABOUT, *options).code == 0
    assert read(data / "orders.csv") == "id\n7\n8\n"


def test_several_files_are_one_source(trellis, place):
    for name in ("a-1.csv", "a-2.csv"):
        (place / name).write_text(f"id\n{name}\n")
    done = trellis("new", "source-aligned", "sales/orders", *ABOUT, "--source", "a-*.csv")
    assert "Read 2 rows" in done.err
    assert "a-*.csv" in read(place / "products" / "sales" / "orders" / "product.odps.yaml")


def test_nested_columns_of_parquet_keep_their_types(trellis, place):
    rows = "SELECT 1 AS id, {'x': 1.5, 'tags': ['a']} AS place, [1, 2] AS codes, MAP {'k': 1} AS more, 'b'::BLOB AS raw"
    duckdb.execute(f"COPY ({rows}) TO '{place}/mine.parquet'")
    done = trellis("new", "source-aligned", "sales/orders", *ABOUT, "--source", "mine.parquet")
    assert "left out, as no contract can hold them: raw" in done.err
    assert trellis("check", "products/sales/orders", "--fail-on", "warning").code == 0
    contract = read(place / "products" / "sales" / "orders" / "contracts" / "orders.odcs.yaml")
    assert [kind for kind in ("object", "array", "map") if f"logicalType: {kind}" not in contract] == []


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("none.csv", None, "matches no file"),
        ("folder", "", "is a folder"),
        ("empty.csv", b"", "is empty"),
        ("latin.csv", "größe\n1\n".encode("latin-1"), "it is not UTF-8"),
        ("ragged.csv", b"a,b\n1,2\n1\n", "line 3 does not fit the header of 2: it holds 1"),
        ("fake.parquet", b"PAR1 and nothing more", "cannot be read as parquet"),
        ("blobs.parquet", "SELECT 'b'::BLOB AS raw", "has no column that a contract can hold"),
    ],
)
def test_a_source_that_cannot_be_used_is_told_and_nothing_is_written(name, content, told, trellis, place):
    match content:
        case "":
            (place / name).mkdir()
        case bytes():
            (place / name).write_bytes(content)
        case str():
            duckdb.execute(f"COPY ({content}) TO '{place / name}' (FORMAT parquet)")
    done = trellis("new", "source-aligned", "sales/orders", *ABOUT, "--source", name)
    assert done.code == 1
    assert told in done.err
    assert "hint: " in done.err
    assert not (place / "products").exists()


def test_what_is_missing_is_named_with_the_option_that_gives_it(trellis, place):
    done = trellis("new", "aggregate", "planning/totals", *PEOPLE)
    assert done.code == 1
    missing = ("description", "purpose", "inputs", "group_by")
    assert [name for name in missing if f"`{name}`: not answered" not in done.err] == []
    assert "add --set description='…' --set purpose='…' --input DOMAIN.PORT --set group_by='[…]'" in done.err
    assert not (place / "products").exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--set", "colour=red"), "asks no question `colour`"),
        (("--set", "refresh=often"), "choose one of `hourly`"),
        (("--set", "purposes=[a"), "`purposes` cannot be read"),
        (("--set", "contact=nobody"), "no e-mail address"),
        (("--set", "title"), "sets nothing"),
        (("--set", "domain=other"), "given twice"),
        (("--set", "columns=[]"), "Write a list of 1 to"),
        (("--input", "sales.orders"), "`--input` is not for `source-aligned`"),
        (("--answers", "none.yaml"), "There are no answers at"),
    ],
)
def test_an_answer_that_cannot_be_used_is_told_and_nothing_is_written(options, told, trellis, place):
    done = trellis("new", "source-aligned", "sales/orders", *ABOUT, *options)
    assert done.code == 1
    assert told in done.err
    assert not (place / "products").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("nonsense", "sales/orders"), "There is no template `nonsense`"),
        (("derived", "sales/orders"), "There is no template `derived`"),
        (("source-aligned", "Sales/orders"), "The domain name `Sales`"),
        (("source-aligned", "orders"), "is not a product name"),
        (("aggregate", "sales/orders", "--source", "x.csv"), "`--source` is not for `aggregate`"),
    ],
)
def test_a_wrong_word_is_told_what_would_do(arguments, told, trellis):
    done = trellis("new", *arguments, *ABOUT)
    assert done.code == 1
    assert told in done.err
    assert "hint: " in done.err


def test_a_dry_run_tells_the_files_and_writes_none(trellis, place):
    done = trellis("new", "source-aligned", "sales/orders", *ABOUT, "--dry-run", "--json")
    told = json.loads(done.out)
    assert "contracts/orders.odcs.yaml" in told["created"]
    assert told["dry_run"] is True
    assert list(place.iterdir()) == []


def test_the_files_are_data_and_the_next_steps_are_talk(trellis):
    done = trellis("new", "source-aligned", "sales/orders", *ABOUT)
    assert ["contracts/orders.odcs.yaml", "created"] in [line.split() for line in done.out.splitlines()]
    assert "hint: trellis check products/sales/orders" in done.err
    assert "hint" not in done.out


def test_edits_are_kept_until_they_are_given_up(trellis, place):
    new = ("new", "source-aligned", "sales/orders", *ABOUT)
    trellis(*new)
    transform = place / "products" / "sales" / "orders" / "transform.sql"
    transform.write_text("SELECT 1")
    refused = trellis(*new)
    assert (refused.code, transform.read_text()) == (1, "SELECT 1")
    assert "`--overwrite`" in refused.err
    assert trellis(*new, "--overwrite").code == 0
    assert transform.read_text() != "SELECT 1"


def test_the_answers_of_one_product_make_another(trellis, place):
    trellis("new", "source-aligned", "sales/orders", "elsewhere", *ABOUT, "--set", "refresh=weekly")
    assert trellis("new", "source-aligned", "sales/returns", "--answers", "elsewhere").code == 0
    contract = read(place / "products" / "sales" / "returns" / "contracts" / "returns.odcs.yaml")
    assert "id: sales.returns" in contract
    assert "unit: w" in contract


def test_a_source_beats_the_answers_of_a_file_of_another_format(trellis, place):
    trellis("new", "source-aligned", "sales/orders", *ABOUT, "--set", "delimiter=;", "--set", 'nulls=["", "NA"]')
    duckdb.execute(f"COPY (SELECT 1 AS id) TO '{place}/mine.parquet'")
    options = ("--answers", "products/sales/orders", "--source", "mine.parquet")
    assert trellis("new", "source-aligned", "sales/returns", *options).code == 0


def test_templates_are_listed_with_what_they_ask(trellis):
    told = {one["template"]: one for one in json.loads(trellis("new", "--list", "--json").out)}
    assert set(told) == {"aggregate", "consumer-aligned", "source-aligned"}
    assert {"question", "type", "required", "default", "choices", "help"} <= set(told["aggregate"]["questions"][0])
    assert "group_by" in trellis("new", "aggregate", "--list").out


def test_a_copy_that_has_no_place_leaves_nothing_behind(trellis, place):
    (place / "mine.csv").write_text("id\n1\n")
    taken = place / "products" / "sales" / "orders" / "data"
    taken.mkdir(parents=True)
    (taken / "mine.csv").write_text("theirs")
    options = ("--source", "mine.csv", "--copy", "--overwrite")
    assert trellis("new", "source-aligned", "sales/orders", *ABOUT, *options).code == 1
    assert [path.name for path in taken.parent.rglob("*") if path.is_file()] == ["mine.csv"]
    assert (taken / "mine.csv").read_text() == "theirs"


def test_what_is_made_can_be_published_and_is_judged_again(trellis, made, place):
    product = made("id,name\n1,a\n2,b\n")
    done = trellis("publish", product)
    assert done.code == 0, done.err
    shutil.rmtree(place / "home")
