"""Transforms in SQL and Python: what they may name, what they may give back, and how they fail."""

import pytest

from governance.descriptors import InputPort
from governance.errors import Invalid, NotFound, TrellisError
from governance.policy.decision import Mask, RowFilter
from governance.sql import GovernedTable, Relation
from sidecar.backends.code import call_transform
from sidecar.backends.duck import recorded, said_plainly
from sidecar.run.transform import Setting, make, transform_file

ROWS = "(SELECT * FROM (VALUES (1, 'AA', 5.0), (2, 'UA', NULL)) AS v(id, carrier, delay))"
COLUMNS = (("id", "INTEGER"), ("carrier", "VARCHAR"), ("delay", "DOUBLE"))
RELATION = Relation(name="rows", columns=COLUMNS, sql=ROWS)
GOVERNED = GovernedTable(
    relation=Relation(name="weather.late", columns=COLUMNS, sql=ROWS),
    columns=("id", "carrier"),
    masks=(Mask(column="carrier", kind="null", policy="p"),),
    filters=(RowFilter(column="id", values=(2,), policy="p"),),
)


def made(engine, text, *, file="transform.sql", table="trips", **relations):
    given = relations or {"rows": RELATION}
    inputs = [InputPort(name=name, version="1", contract_id=f"shop.{name}", path=()) for name in given]
    return make({file: text}, table, inputs=inputs, relations=given, connection=engine, setting=Setting(mask_key=b"k"))


def rows(engine, done):
    return engine.execute(f"SELECT * FROM {done.relation} ORDER BY ALL").fetchall()


def code(engine, body, *, table="trips", file="transform.py", **inputs):
    given = inputs or {"rows": f"SELECT * FROM {ROWS}"}
    return call_transform(engine, body, file=file, inputs=given, table=table)


def result(engine, name):
    return engine.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall()


def test_sql_reads_its_inputs_and_tells_where_each_column_comes_from(engine):
    done = made(engine, "SELECT id, upper(carrier) AS c FROM {{ source('rows') }} WHERE delay > 0")
    assert rows(engine, done) == [(1, "AA")]
    assert dict(done.lineage) == {"id": [("rows", "id")], "c": [("rows", "carrier")]}
    assert done.influences == (("rows", "delay"),)
    assert done.row_wise


def test_sql_that_groups_is_not_read_twice(engine):
    assert not made(engine, "SELECT count(*) AS n FROM {{ source('rows') }}").row_wise


@pytest.mark.parametrize("name", ["late", "shop.late", "mesh.shop.late"])
def test_an_input_goes_by_its_own_name_and_its_ports_and_is_governed(engine, name):
    done = made(engine, f"SELECT id, carrier FROM {{{{ input('{name}') }}}}", late=GOVERNED)
    assert rows(engine, done) == [(2, None)]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT delay FROM {{ input('late') }}",
        "SELECT * FROM {{ input('nothing') }}",
        "SELECT * FROM rows",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT nothing FROM {{ input('late') }}",
        "DROP TABLE x",
        "SELECT 1; SELECT 2",
        "SELECT",
        "{{ 1 / 0 }}",
        "{% for i in range(10 ** 9) %}x{% endfor %}",
        "{{ ''.__class__.__mro__ }}",
    ],
)
def test_sql_that_may_not_be_is_refused(engine, text):
    with pytest.raises(TrellisError) as failure:
        made(engine, text, late=GOVERNED)
    assert failure.value.hint


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"transform.sql": ""}, "transform.sql"),
        ({"transform.py": ""}, "transform.py"),
        ({"transform.sql": "", "transforms/trips.sql": ""}, "transforms/trips.sql"),
        ({"transform.sql": "", "transforms/other.sql": ""}, "transform.sql"),
    ],
)
def test_a_table_has_its_own_transform_or_the_products(files, found):
    assert transform_file(files, "trips") == found


def test_a_table_that_nothing_makes_is_not_found():
    with pytest.raises(NotFound, match="Nothing makes the table `trips`"):
        transform_file({"transforms/other.sql": ""}, "trips")


@pytest.mark.parametrize(
    "body",
    [
        "def transform(rows):\n    return rows.filter('id = 1')\n",
        "def transform(rows):\n    return rows.filter('id = 1').to_arrow_table()\n",
        "def transform(rows):\n    return rows.filter('id = 1').to_arrow_reader()\n",
        "def transform(rows):\n    return {'trips': rows.filter('id = 1'), 'other': rows}\n",
        "def transform(**inputs):\n    return inputs['rows'].filter('id = 1')\n",
        "import pyarrow as pa\ndef transform():\n    return pa.table({'id': [1], 'carrier': ['AA'], 'delay': [5.0]})\n",
    ],
    ids=["relation", "table", "reader", "dict", "keywords", "nothing asked"],
)
def test_python_gives_back_a_relation_or_arrow(engine, body):
    assert result(engine, code(engine, body)) == [(1, "AA", 5.0)]


def test_two_tables_of_one_product_do_not_get_each_others_rows(engine):
    arrow = "import pyarrow as pa\ndef transform(rows):\n    return {'a': pa.table({'x': [1]}), 'b': rows.select('id + 1 AS x')}\n"
    names = [code(engine, arrow, table=table) for table in ("a", "b")]
    assert [result(engine, name) for name in names] == [[(1,)], [(2,), (3,)]]


@pytest.mark.parametrize(
    ("body", "message", "hint"),
    [
        (
            "def transform(rows):\n    x = 1\n    raise ValueError('it is N1')\n",
            "failed: ValueError: it is N1",
            "see line 3 of `transform.py`",
        ),
        ("def transform(rows):\n    return 1 / 0\n", "failed: ZeroDivisionError", "see line 2 of `transform.py`"),
        ("def transform(nothing):\n    return nothing\n", "asks for `nothing`, which is no input", "`rows`"),
        ("def transform(rows):\n    return 42\n", "returned int", "Arrow"),
        ("def transform(rows):\n    return None\n", "returned NoneType", "Arrow"),
        ("def transform(rows):\n    return {'other': rows}\n", "a dict without `trips`", "tables of the output ports"),
        ("def transform(rows):\n    return {'trips': 1}\n", "returned int", "Arrow"),
        ("x = 1\n", "defines no `transform`", "def transform"),
        ("transform = 1\n", "defines no `transform`", "def transform"),
        ("def transform(rows:\n", "cannot be loaded: SyntaxError", "see line 1 of `transform.py`"),
        (
            "x = 1\nimport nothing_of_the_kind\n",
            "cannot be loaded: ModuleNotFoundError",
            "see line 2 of `transform.py`",
        ),
        ("def transform(rows):\n    return rows.filter('nothing = 1')\n", "failed: BinderException", "see line 2"),
    ],
)
def test_python_that_fails_says_where_and_what_to_do(engine, body, message, hint):
    with pytest.raises(Invalid) as failure:
        code(engine, body)
    assert message in failure.value.message
    assert hint in failure.value.hint
    assert "N1" not in recorded(failure.value)


def test_a_masked_input_is_masked_for_python_too(engine):
    done = made(engine, "def transform(late):\n    return late\n", file="transform.py", late=GOVERNED)
    assert rows(engine, done) == [(2, None)]
    assert (done.row_wise, done.lineage) == (False, None)


def test_a_reader_is_read_as_it_comes(engine):
    body = (
        "import pyarrow as pa\n"
        "def transform():\n"
        "    schema = pa.schema([('x', pa.int64())])\n"
        "    batches = (pa.record_batch([[n]], schema=schema) for n in range(3))\n"
        "    return pa.RecordBatchReader.from_batches(schema, batches)\n"
    )
    name = code(engine, body)
    assert engine.execute(f"SELECT sum(x) FROM {name}").to_arrow_table().to_pydict() == {"sum(x)": [3]}


def test_a_reader_that_fails_half_way_says_where_and_tells_no_value_to_everybody(engine):
    body = (
        "import pyarrow as pa\n"
        "def batches():\n"
        "    yield pa.record_batch({'x': [1]})\n"
        "    raise ValueError('it is N1')\n"
        "def transform():\n"
        "    return pa.RecordBatchReader.from_batches(pa.schema([('x', pa.int64())]), batches())\n"
    )
    name = code(engine, body)
    with pytest.raises(Invalid, match="failed: ValueError") as failure, said_plainly():
        engine.execute(f"SELECT * FROM {name}").fetchall()
    assert (failure.value.hint, "N1" in recorded(failure.value)) == ("see line 4 of `transform.py`", False)
