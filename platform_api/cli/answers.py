"""Governed answers at the prompt: rows to stdout, what the law did to them to stderr."""

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from platform_api.cli.output import say, table_lines
from sidecar.calls import Calls

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["answer_lines", "fetch_answer", "notes_of", "print_answer"]

_ARROW = "application/vnd.apache.arrow.stream"


def fetch_answer(calls: Calls, sql: str, *, purpose: str) -> "pa.Table":
    """Return the rows of a governed query; raises what the platform refuses it with."""
    import pyarrow as pa

    answer = calls.fetch("POST", "mesh/query", accept=_ARROW, body={"sql": sql, "purpose": purpose})
    return pa.ipc.open_stream(answer.content).read_all()


def notes_of(answer: "pa.Table") -> Iterator[str]:
    """Yield a sentence for each table of which something was masked or filtered."""
    notes = json.loads((answer.schema.metadata or {}).get(b"trellis", b"{}"))
    for table in notes.get("tables", []):
        masked, filters = table["masked"], table["filtered_by"]
        told = [f"{len(masked)} column{'s' * (len(masked) != 1)} masked ({', '.join(masked)})"] if masked else []
        told += [f"rows filtered by {', '.join(filters)}"] if filters else []
        if told:
            yield f"{table['table']}: {'; '.join(told)}"


def answer_lines(answer: "pa.Table") -> list[str]:
    """Return the rows as the lines of an aligned table."""
    names, cells = _cells(answer)
    return table_lines(names, cells)


def print_answer(answer: "pa.Table", form: str) -> None:
    """Write the rows to stdout as `table`, `json`, `csv`, `arrow` or `parquet`."""
    if form in {"arrow", "parquet"}:
        _write(answer, form)
    elif form == "json":
        from platform_api.query.rows import row_objects

        click.echo(json.dumps(row_objects(answer), indent=2))
    elif form == "csv":
        import csv

        names, cells = _cells(answer)
        csv.writer(sys.stdout, lineterminator="\n").writerows([names, *cells])
    else:
        for line in answer_lines(answer):
            click.echo(line)
        say(f"{answer.num_rows:,} row{'s' * (answer.num_rows != 1)}")


def _cells(answer: "pa.Table") -> tuple[list[str], list[list[str]]]:
    from platform_api.query.rows import row_objects

    rows = row_objects(answer)
    cells = [["" if value is None else _text(value) for value in row.values()] for row in rows]
    return list(rows[0]) if rows else answer.column_names, cells


def _text(value: Any) -> str:
    found = value if isinstance(value, str) else json.dumps(value)
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in found)


def _write(answer: "pa.Table", form: str) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    plain = answer.replace_schema_metadata(None)
    if form == "parquet":
        sink = pa.BufferOutputStream()
        pq.write_table(plain, sink)
        sys.stdout.buffer.write(sink.getvalue())
        return
    with pa.ipc.new_stream(sys.stdout.buffer, plain.schema) as writer:
        writer.write_table(plain)
