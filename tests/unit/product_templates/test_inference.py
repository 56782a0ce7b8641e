"""What is proposed for the columns of a file: types that every value has, rules that every row of it keeps."""

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.checks import compile_checks
from governance.descriptors import load_product
from product_templates import (
    ColumnProfile,
    distinct_sql,
    infer_columns,
    infer_nulls,
    key_candidates,
    left_out,
    profile_sql,
    read_profiles,
    render,
)
from product_templates.inference.names import legal_names
from sidecar.sources import read
from tests.factories.product_examples import differences, judge_rows, transformed
from tests.factories.templates import MESSY, proposed, starter


def profiles(select, types=None):
    connection = duckdb.connect()
    described = {row[0]: row[1] for row in connection.execute(f"DESCRIBE {select}").fetchall()}
    return read_profiles(connection.execute(profile_sql(f"({select})", types or described)).fetchall())


def texts(*values):
    """Return the profile of a text column `c` with these values."""
    listed = ", ".join("(NULL)" if value is None else "('" + value.replace("'", "''") + "')" for value in values)
    return profiles(f"SELECT c::VARCHAR AS c FROM (VALUES {listed}) AS t(c)")[0]


def inferred(*values, name="c", key=()):
    profile = texts(*values)
    (column,) = infer_columns([ColumnProfile(**{**vars(profile), "name": name})], origin="a.csv", key=key)
    return column


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["1", "-20", "300"], "integer"),
        (["1", "2.5"], "number"),
        (["1e3", "2.5"], "number"),
        (["007", "1"], "string"),
        (["1,000", "2"], "string"),
        (["1" * 19], "string"),
        (["true", "FALSE"], "boolean"),
        (["yes", "no"], "string"),
        (["2024-01-31", "2024-02-29"], "date"),
        (["2024-01-31", "2023-02-29"], "string"),
        (["31.01.2024"], "string"),
        (["2024-01-31 09:30:00"], "timestamp"),
        (["2024-01-31T09:30:00Z", "2024-01-31T09:30:00+01:00"], "timestamp"),
        (["2024-01-31T09:30:00Z", "2024-01-31T09:30:00"], "string"),
        (["09:30", "23:59:59"], "time"),
        (["24:00"], "string"),
        (["a", "1"], "string"),
        ([" 1", "2"], "string"),
        ([None, None], "string"),
        (["", "NA"], "string"),
    ],
)
def test_a_type_is_one_that_every_value_has(values, kind):
    assert inferred(*values)["type"] == kind


def test_instants_have_a_zone_and_local_times_have_none():
    assert inferred("2024-01-31T09:30:00Z")["zoned"] is True
    assert "zoned" not in inferred("2024-01-31T09:30:00")


@pytest.mark.parametrize(
    ("values", "nulls"),
    [
        (["1", "NA", "-"], ["", "-", "NA"]),
        (["1", ""], [""]),
        (["Namibia", "NA"], [""]),
        (["2024-01-31", "null", "N/A"], ["", "N/A", "null"]),
    ],
)
def test_a_missing_value_is_known_by_standing_among_values_of_another_type(values, nulls):
    assert infer_nulls([texts(*values)]) == nulls


@pytest.mark.parametrize(
    ("values", "required"), [(["1", "2"], True), (["1", None], False), (["1", "NA"], False), (["a", ""], False)]
)
def test_what_is_never_missing_is_required(values, required):
    assert inferred(*values).get("required", False) is required


def test_a_few_texts_that_repeat_become_a_list():
    assert inferred(*["open", "closed", "open"] * 20)["enum"] == ["closed", "open"]


@pytest.mark.parametrize(
    "values",
    [
        ["open", "closed"],
        ["open"] * 50,
        [str(n % 3) for n in range(60)],
        [f"{n % 20}x" for n in range(400)],
        ["a ", "b"] * 30,
    ],
    ids=["too few rows", "one value", "numbers", "many values", "blanks at the end"],
)
def test_no_list_is_made_of_what_may_go_on(values):
    assert "enum" not in inferred(*values)


def test_a_spelling_of_a_missing_value_among_texts_forbids_a_list():
    assert "enum" not in inferred(*["open", "closed", "NA"] * 20)


@pytest.mark.parametrize(
    "name",
    ["email", "customer_e_mail", "phone", "first_name", "date_of_birth", "ssn", "home_address", "ip_address", "salary"],
)
def test_a_name_that_sounds_personal_makes_a_column_confidential(name):
    assert inferred("x", name=name)["classification"] == "confidential"


@pytest.mark.parametrize("value", ["ana@example.org", "+49 30 1234567", "123-45-6789"])
def test_values_that_look_personal_make_a_column_confidential(value):
    column = inferred(*[value] * 9, "x", name="reference")
    assert column["classification"] == "confidential"
    assert value not in str(column)


@pytest.mark.parametrize(
    ("name", "value"), [("carrier", "UA"), ("quantity", "5"), ("flight", "1545"), ("name", "Boeing")]
)
def test_other_columns_are_internal(name, value):
    assert inferred(value, name=name)["classification"] == "internal"


def test_ranges_are_noted_and_never_become_rules():
    column = inferred("3", "10", "2")
    assert column["seen"] == "Seen: 2 to 10, 3 different values"
    assert set(column) == {"name", "source", "type", "required", "classification", "description", "seen", "example"}


@pytest.mark.parametrize(
    ("given", "legal"),
    [
        (["Dep Time"], ["dep_time"]),
        (["DepTime", "depTimeUTC", "HTTPServer"], ["dep_time", "dep_time_utc", "http_server"]),
        (["Größe (cm)", "prénom"], ["groe_cm", "prenom"]),
        (["order", "Group"], ["order_value", "group_value"]),
        (["1st", "2024"], ["column_1st", "column_2024"]),
        (["", "?", "日本"], ["column_1", "column_2", "column_3"]),
        (["a", "A", "a!"], ["a", "a_2", "a_3"]),
        (["__x", "_trellis_row"], ["x", "trellis_row"]),
        (["x" * 300], ["x" * 55]),
    ],
)
def test_names_become_such_as_sql_can_carry_and_no_two_the_same(given, legal):
    assert legal_names(given) == legal


@given(st.lists(st.text(max_size=12), max_size=8))
def test_names_never_clash(given):
    found = legal_names(given)
    assert len(set(found)) == len(given)


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        ("1::INTEGER", {"type": "integer", "physical": "INT"}),
        ("1::BIGINT", {"type": "integer"}),
        ("1::HUGEINT", {"type": "integer", "physical": "DECIMAL(38,0)"}),
        ("1::FLOAT", {"type": "number", "physical": "REAL"}),
        ("1.5::DECIMAL(10,2)", {"type": "number", "physical": "DECIMAL(10,2)"}),
        ("now()", {"type": "timestamp", "zoned": True}),
        ("DATE '2024-01-31'", {"type": "date"}),
        ("uuid()", {"type": "string"}),
        ("['a']", {"type": "array"}),
        ("{'a': 1, 'b': ['x']}", {"type": "object"}),
        ("MAP {'a': 1}", {"type": "map"}),
    ],
)
def test_types_of_a_typed_file_are_kept(kind, column):
    (found,) = infer_columns(profiles(f"SELECT {kind} AS c"), origin="a.parquet")
    assert column.items() <= found.items()


@pytest.mark.parametrize("value", ["'x'::BLOB", "INTERVAL 1 DAY", "{'Not Legal': 1}", "[{'a b': 1}]"])
def test_what_no_contract_can_hold_is_left_out_and_named(value):
    found = profiles(f"SELECT 1 AS id, {value} AS c")
    assert [column["name"] for column in infer_columns(found, origin="a.parquet")] == ["id"]
    assert left_out(found) == ["c"]


def test_what_holds_something_personal_is_confidential_itself():
    (column,) = infer_columns(profiles("SELECT {'email': 'x', 'amount': 1} AS c"), origin="a.json")
    assert column["classification"] == "confidential"


@pytest.mark.parametrize(
    ("select", "groups"),
    [
        ("SELECT range AS n, range * 2 AS order_id FROM range(9)", [("order_id",), ("n",)]),
        ("SELECT range // 3 AS a, range % 3 AS b FROM range(9)", [("a", "b")]),
        ("SELECT range + 0.5 AS price, range // 2 AS a FROM range(9)", []),
        ("SELECT nullif(range, 0) AS a FROM range(9)", []),
        ("SELECT 1 AS a WHERE false", []),
        ("SELECT {'a': range} AS a FROM range(9)", []),
    ],
)
def test_a_key_is_looked_for_among_columns_that_tell_rows_apart(select, groups):
    assert key_candidates(profiles(select)) == groups


def test_whether_a_group_is_a_key_is_counted():
    select = "(SELECT range // 3 AS a, range % 3 AS b, 1 AS c FROM range(9))"
    assert duckdb.sql(distinct_sql(select, [("a", "b"), ("a", "c")])).fetchone() == (9, 9, 3)


def accepted(folder, source):
    """Render a product from what is proposed for `source`, and return how many of its rows the contract accepts."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    kind = "csv" if source.suffix == ".csv" else "parquet"
    scan = f"read_csv('{source}', all_varchar = true)" if kind == "csv" else f"'{source}'"
    answers = starter(location=str(source), **proposed(scan, origin=source.name))
    render("source-aligned", folder, {key: value for key, value in answers.items() if kind == "csv" or key != "nulls"})
    product = load_product(str(folder))
    assert product.findings == ()
    (port,) = product.descriptor.inputs
    rows = read([str(source)], kind=port.source.format, options=port.source.options)
    made = transformed(connection, product, {port.name: rows})
    outcome = judge_rows(connection, compile_checks(product.contracts["flights"]), made, {})
    return connection.execute(f"SELECT count(*) FROM {outcome.published}").fetchone()[0], outcome.quarantined


def test_every_row_of_a_messy_file_is_accepted_by_the_contract_proposed_for_it(tmp_path):
    assert accepted(tmp_path, MESSY) == (5, [])


def test_every_row_of_a_nested_file_is_accepted_by_the_contract_proposed_for_it(tmp_path):
    rows = (
        "SELECT range AS id, {'zip': '01234', 'tags': ['a']} AS place, MAP {'a': 1.5} AS m, [range] AS l FROM range(50)"
    )
    duckdb.sql(f"COPY ({rows}) TO '{tmp_path / 'nested.parquet'}'")
    assert accepted(tmp_path / "product", tmp_path / "nested.parquet") == (50, [])
    assert differences(tmp_path / "product", tmp_path / "product/tests/rows.yaml") == []


CELLS = st.sampled_from([
    "", "NA", "1", "007", "-2.50", "1e3", "true", "2024-01-31", "2024-01-31T09:30:00Z", "09:30", "a@example.org", " x", "ü",
    '"', "'", "NaN", "inf", "99999999999999999999", "0x1F", "1_000",
])  # fmt: skip


@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=12))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_contract_accepts_the_rows_it_was_proposed_from(rows, tmp_path_factory):
    folder = tmp_path_factory.mktemp("any")
    connection = duckdb.connect()
    connection.execute("CREATE TABLE t (a VARCHAR, b VARCHAR, c VARCHAR)")
    connection.executemany("INSERT INTO t VALUES (?, ?, ?)", rows)
    connection.execute(f"COPY t TO '{folder / 'rows.csv'}' (HEADER, FORCE_QUOTE *)")
    assert accepted(folder / "product", folder / "rows.csv") == (len(rows), [])
