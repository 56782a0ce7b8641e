"""Twin meshes: the same 50 visible rows, with other values in every hidden cell and another number of hidden rows.

Whoever may read only the visible part must get the same bytes from both: rows, column names, errors, sizes.
"""

from dataclasses import dataclass

import duckdb
import pyarrow as pa

from governance.errors import TrellisError
from governance.policy.decision import Mask, RowFilter
from governance.sql import GovernedTable, Relation, parse_query, rewrite

__all__ = ["CANARY", "POLICY_TEXT", "Outcome", "Twin", "build"]

CANARY = "CNRY"
POLICY_TEXT = ("secret_policy", "'DE'")
_COLUMNS = (
    ("id", "BIGINT"), ("email", "VARCHAR"), ("salary", "DOUBLE"), ("region", "VARCHAR"), ("note", "VARCHAR"),
    ("born", "DATE"), ("amount", "DECIMAL(10,2)"), ("tags", "VARCHAR[]"), ("card", "VARCHAR"), ("pin", "VARCHAR"),
)  # fmt: skip


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
            table = run(self.rewritten(text), self.files)
        except TrellisError as error:
            words = f"{error.message} | {error.hint} | {sorted(error.context.items())}"
            return Outcome(type(error).__name__, error.case, words, (), b"")
        return Outcome("answer", "", str(table.schema), tuple(table.column_names), _bytes(table))


def _bytes(table):
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue().to_pybytes()


def build(folder, name, *, hidden, salt):
    """Write one twin's files and govern them: e-mail redacted, salary nulled, card by its last four, rows of one region."""
    folder = folder / name
    folder.mkdir()
    customers, leads = str(folder / "customers.parquet"), str(folder / "leads.parquet")
    connection = duckdb.connect()
    connection.execute(f"COPY ({_customers(hidden, salt)}) TO '{customers}' (FORMAT parquet)")
    connection.execute(
        f"COPY (SELECT i AS id, 'lead' || i AS email, 'DE' AS region FROM range(20) t(i)) TO '{leads}' (FORMAT parquet)"
    )
    masks = tuple(
        Mask(column=column, kind=kind, policy="secret_policy")
        for column, kind in (("email", "redact"), ("salary", "null"), ("born", "year"), ("card", "last4"))
    )
    governed = GovernedTable(
        relation=Relation(name="sales.customers", columns=_COLUMNS, sql=f"read_parquet(['{customers}'])"),
        columns=tuple(column for column, _ in _COLUMNS if column != "pin"),
        masks=masks,
        filters=(RowFilter(column="region", values=("DE",), policy="secret_policy"),),
    )
    open_leads = Relation(
        name="crm.leads",
        columns=(("id", "BIGINT"), ("email", "VARCHAR"), ("region", "VARCHAR")),
        sql=f"read_parquet(['{leads}'])",
    )
    return Twin({"sales.customers": governed, "crm.leads": GovernedTable.open(open_leads)}, (customers, leads))


def _customers(hidden, salt):
    """50 visible rows among `hidden` others. What works on every visible row fails on every hidden one."""
    visible = f"""SELECT i AS place, i AS id, 'CNRY-mail-{salt}-' || i AS email, (1000 + i * {salt})::DOUBLE AS salary, 'DE' AS region,
        (i % 10)::VARCHAR AS note, DATE '1980-01-01' + ((i % 3) * 365 + {salt} % 28)::INTEGER AS born,
        (i * 1.25)::DECIMAL(10,2) AS amount, ['a', 't' || (i % 4)] AS tags, 'CNRY{salt}' || '-' || (1000 + i) AS card,
        'CNRY-pin-{salt}' AS pin FROM range(50) t(i)"""
    others = f"""SELECT i * 50.0 / {hidden} AS place, 10000 + i * {salt} AS id, 'CNRY-mail-h{salt}-' || i AS email, (i * 7)::DOUBLE AS salary,
        ['FR', 'CNRY-region-{salt}', NULL][i % 3 + 1] AS region, 'CNRY-note-{salt}-' || i AS note, DATE '2099-01-01' + i::INTEGER AS born,
        99999999.99::DECIMAL(10,2) AS amount, ['CNRY-tag-{salt}'] AS tags, 'CNRY-card-{salt}' AS card, 'CNRY' AS pin FROM range({hidden}) t(i)"""
    return f"SELECT * EXCLUDE (place) FROM ({visible} UNION ALL {others}) ORDER BY place, id"
