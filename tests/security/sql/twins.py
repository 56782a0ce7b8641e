"""Twin meshes: the same visible rows, with other values in every hidden cell and another number of hidden rows.

Whoever may read only the visible part must get the same bytes from both: rows, column names, errors, sizes.
"""

from dataclasses import dataclass

import duckdb
import pyarrow as pa

from governance.errors import TrellisError
from governance.policy.decision import Mask, RowFilter
from governance.sql import GovernedTable, Relation, parse_query, rewrite
from tests.security.sql.cells import HIDDEN, VISIBLE

__all__ = ["CANARY", "COLUMNS", "POLICY_TEXT", "Outcome", "Twin", "pair"]

CANARY = "CNRY"
POLICY_TEXT = ("secret_policy", "'DE'")
COLUMNS = (
    ("id", "BIGINT"), ("email", "VARCHAR"), ("salary", "DOUBLE"), ("region", "VARCHAR"), ("note", "VARCHAR"),
    ("born", "DATE"), ("amount", "DECIMAL(10,2)"), ("tags", "VARCHAR[]"), ("card", "VARCHAR"), ("pin", "VARCHAR"),
    ("small", "INTEGER"), ("wide", "DECIMAL(38,10)"), ("ratio", "DOUBLE"), ("day", "DATE"), ("moment", "TIMESTAMP"),
    ("ok", "BOOLEAN"), ("raw", "BLOB"), ("numbers", "BIGINT[]"), ("props", "MAP(VARCHAR, BIGINT)"),
    ("spot", "STRUCT(x DOUBLE, name VARCHAR)"), ("doc", "VARCHAR"), ("badge", "VARCHAR"),
)  # fmt: skip
_MASKS = {"email": "redact", "salary": "null", "born": "year", "card": "last4", "badge": "hash"}
_TABLES = {"customers": (True, True), "filtered": (False, True), "masked": (True, False)}
"""Which tables have masks, and which a row filter."""


@dataclass(frozen=True)
class Outcome:
    """Everything that a reader can see of one query."""

    kind: str
    case: str
    text: str
    columns: tuple[str, ...]
    rows: bytes

    @property
    def ran(self):
        return self.kind == "answer"


@dataclass(frozen=True)
class Twin:
    """One of the two meshes."""

    tables: dict[str, GovernedTable]
    files: tuple[str, ...]

    def rewritten(self, text):
        return rewrite(parse_query(text), self.tables, hash_key=b"a key")

    def ask(self, text, run):
        """What the reader gets for `text`; `run` takes a rewritten query and files, and gives an Arrow table."""
        try:
            query = parse_query(text)
        except TrellisError as error:
            return _failed(error)
        return self.answer(query, run)

    def answer(self, query, run):
        """The same for a query that has been parsed."""
        try:
            table = run(rewrite(query, self.tables, hash_key=b"a key"), self.files)
        except TrellisError as error:
            return _failed(error)
        return Outcome("answer", "", str(table.schema), tuple(table.column_names), _bytes(table))


def _failed(error):
    words = f"{error.message} | {error.hint} | {sorted(error.context.items())}"
    return Outcome(type(error).__name__, error.case, words, (), b"")


def _bytes(table):
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()


def pair(folder, visible):
    """Two twins: few hidden rows among the visible ones, and eighty times as many."""
    return _build(folder, f"a{visible}", 7, 3, visible), _build(folder, f"b{visible}", 4000, 11, visible)


def _build(folder, name, hidden, salt, visible):
    """Write one twin's files and govern them: what a reader sees does not follow from `hidden` and `salt`."""
    folder = folder / name
    folder.mkdir()
    files, tables = [], {}
    with duckdb.connect() as connection:
        for table, (masked, filtered) in _TABLES.items():
            files.append(str(folder / f"{table}.parquet"))
            rows = _rows(visible, hidden if filtered else 0, salt if masked else 0, salt)
            connection.execute(f"COPY ({rows}) TO '{files[-1]}' (FORMAT parquet)")
            tables[f"sales.{table}"] = _governed(f"sales.{table}", files[-1], masked=masked, filtered=filtered)
        files.append(str(folder / "leads.parquet"))
        connection.execute(f"COPY ({_LEADS}) TO '{files[-1]}' (FORMAT parquet)")
    leads = Relation(name="crm.leads", columns=_LEADS_COLUMNS, sql=f"read_parquet(['{files[-1]}'])")
    return Twin({**tables, "crm.leads": GovernedTable.open(leads)}, tuple(files))


def _governed(name, file, *, masked, filtered):
    return GovernedTable(
        relation=Relation(name=name, columns=COLUMNS, sql=f"read_parquet(['{file}'])"),
        columns=tuple(column for column, _ in COLUMNS if column != "pin"),
        masks=tuple(
            Mask(column=column, kind=kind, policy="secret_policy") for column, kind in _MASKS.items() if masked
        ),
        filters=(RowFilter(column="region", values=("DE",), policy="secret_policy"),) if filtered else (),
    )


def _rows(visible, hidden, cell_salt, salt):
    """Visible rows among hidden ones. What works on every visible row fails on some hidden one."""
    columns = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in COLUMNS)
    cells = VISIBLE.replace("$", str(cell_salt)).replace("CNRY", "CNRY" if cell_salt else "open")
    seen = f"SELECT i AS place, {cells} FROM range({visible}) t(i)"
    others = (
        f"SELECT i * {visible + 1} / {hidden or 1} AS place, {HIDDEN.replace('$', str(salt))} FROM range({hidden}) t(i)"
    )
    return f"SELECT {columns} FROM ({seen} UNION ALL BY NAME {others}) ORDER BY place, id"


_LEADS_COLUMNS = (
    ("id", "BIGINT"),
    ("email", "VARCHAR"),
    ("region", "VARCHAR"),
    ("note", "VARCHAR"),
    ("at", "TIMESTAMP"),
)
_LEADS = """SELECT i AS id, 'lead' || i AS email, 'DE' AS region, CASE i WHEN 19 THEN 'bad' ELSE i::VARCHAR END AS note,
    TIMESTAMP '2024-01-01 00:00:00' + to_hours(i * 7) AS at FROM range(20) t(i)"""
