"""What the binder takes for an expression that cannot fail does not fail, on the extremes of every type."""

from itertools import product

import duckdb
import pytest

from governance.errors import TrellisError
from governance.policy.decision import RowFilter
from governance.sql import GovernedTable, Relation, parse_query, rewrite
from governance.sql.functions import FUNCTIONS
from sidecar.backends.worker.engine import steady
from tests.security.sql.cells import HIDDEN, VISIBLE
from tests.security.sql.twins import COLUMNS

BY_LETTER = {
    "s": ["note", "doc"], "j": ["doc", "note"], "y": ["raw"], "i": ["id", "small"], "n": ["id", "ratio", "wide", "amount"], "b": ["ok"],
    "d": ["day", "moment"], "w": ["day", "moment"], "t": ["day", "moment"], "v": ["INTERVAL '1' DAY"], "a": ["tags", "numbers", "ARRAY[tags]"],
    "m": ["props"], "x": ["id", "note", "ratio", "wide", "day", "moment", "ok", "tags"], "k": ["'[0-9]+'", "'$.a'"], "u": ["'week'", "'year'"],
    "l": ["x -> x IS NULL", "(x, y) -> x IS NULL"],
}  # fmt: skip
SIMPLE = [name for name, _ in COLUMNS if name not in {"pin", "email", "salary", "born", "card", "badge", "region"}]
TYPES = (
    "bigint",
    "integer",
    "smallint",
    "double",
    "real",
    "decimal(38, 10)",
    "decimal(10, 2)",
    "varchar",
    "date",
    "timestamp",
    "boolean",
    "json",
    "time",
    "timestamp with time zone",
    "map(varchar, bigint)",
    "array(time)",
)
SIGNS = ("=", "<", "IS DISTINCT FROM", "||", "+", "-", "*", "/", "%", "LIKE")
PAIRED = (
    "coalesce({0}, {1})",
    "CASE WHEN ok THEN {0} ELSE {1} END",
    "ARRAY[{0}, {1}]",
    "nullif({0}, {1})",
    "greatest({0}, {1})",
    "{0} IN ({1}, 1)",
)
OPERATORS = [
    *(f"{left} {sign} {right}" for left, sign, right in product(SIMPLE, SIGNS, SIMPLE)),
    *(shape.format(left, right) for shape, left, right in product(PAIRED, SIMPLE, SIMPLE)),
    *(f"{word}({name} AS {kind})" for word, name, kind in product(("CAST", "TRY_CAST"), SIMPLE, TYPES)),
    *(f"-{name}" for name in SIMPLE),
    *(f"{name} AT TIME ZONE 'Asia/Tokyo'" for name in SIMPLE),
    *(f"{name} {sign} {n}" for name, sign, n in product(("id", "small", "wide", "ratio"), "+-*/%", ("1", "-1", "0.5", "1e0"))),
]  # fmt: skip


@pytest.fixture(scope="module")
def extremes():
    """Asks for the value of an expression on every extreme row; None when the binder says that it may fail or refuses it."""
    columns = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in COLUMNS)
    rows = " UNION ALL BY NAME ".join(
        f"SELECT {text.replace('$', salt)} FROM range(60) t(i)"
        for text, salt in ((VISIBLE, "3"), (HIDDEN, "3"), (HIDDEN, "11"))
    )
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE extremes AS SELECT {columns} FROM ({rows})")
        relation = Relation(name="a.t", columns=COLUMNS, sql="extremes")
        names = tuple(name for name, _ in COLUMNS)
        filtered = GovernedTable(
            relation=relation, columns=names, filters=(RowFilter(column="region", values=("x",), policy="p"),)
        )

        def run(expression):
            try:
                query = parse_query(f"SELECT {expression} AS v FROM a.t")
                staged = rewrite(query, {"a.t": filtered}, hash_key=b"").stages
                done = rewrite(query, {"a.t": GovernedTable.open(relation)}, hash_key=b"")
            except TrellisError:
                return None
            return None if staged else _run(connection, done)

        yield run


def _run(connection, done):
    steady(connection, done.sql)
    try:
        return len(connection.execute(done.sql).fetchall())
    except (duckdb.BinderException, duckdb.CatalogException):
        return None  # for its types, whatever the data


def test_an_operator_or_cast_that_cannot_fail_does_not(extremes):
    assert sum(extremes(text) is not None for text in OPERATORS) > 500


@pytest.mark.parametrize(
    "name",
    sorted(name for name, forms in FUNCTIONS.items() if any(form.total and form.kind == "scalar" for form in forms)),
)
def test_a_function_that_cannot_fail_does_not(extremes, name):
    ran = 0
    for form in FUNCTIONS[name]:
        letters = form.letters(form.bounds[0] + form.takes.endswith("*"))
        for arguments in product(*(BY_LETTER[letter] for letter in letters)):
            ran += extremes(f"{name}({', '.join(arguments)})") is not None
    assert ran or extremes("array_join(tags, ',')")
