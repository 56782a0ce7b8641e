"""What is on the disk, read without the service: SQLite by itself, Iceberg metadata and Parquet as any reader would."""

import json
import os
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from pyiceberg.table import StaticTable

__all__ = ["TableFacts", "faults", "in_force", "registry_rows", "rows_of", "runs", "tables"]

# What is written down of every question and every attempt, whatever becomes of it.
_TALK = (
    "chores",
    "column_reads",
    "decisions",
    "due_runs",
    "job_versions",
    "lineage_",
    "outbox_events",
    "query_records",
    "receipts",
    "run_assertions",
    "runs",
    "search_",
    "sqlite_",
    "verdict_records",
)


@dataclass(frozen=True)
class TableFacts:
    """One Iceberg table as its newest metadata and the folder beside it have it."""

    name: str
    refs: dict[str, int]
    summary: dict[str, str]
    snapshots: dict[int, dict[str, str]]
    live: tuple[str, ...]
    kept: frozenset[str]
    on_disk: frozenset[str]
    folders: frozenset[str]

    def count(self) -> int:
        """Return how many rows `main` shows, by the footers of its files."""
        return sum(pq.ParquetFile(path).metadata.num_rows for path in self.live)

    def values(self, column: str) -> list[Any]:
        """Return the values of a column of all rows that `main` shows."""
        return [value for path in self.live for value in pq.ParquetFile(path).read([column])[column].to_pylist()]

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows that `main` shows, sorted."""
        parts = [pq.ParquetFile(path).read() for path in self.live]
        found = pa.concat_tables(parts).to_pylist() if parts else []
        return sorted(found, key=repr)


def registry_rows(home: Path, sql: str, *values: Any) -> list[dict[str, Any]]:
    """Return rows of the registry's file, opened for reading alone."""
    with sqlite3.connect(f"file:{home / 'registry.db'}?mode=ro", uri=True) as connection:
        connection.row_factory = sqlite3.Row
        found = [dict(row) for row in connection.execute(sql, values)]
    connection.close()
    return found


def runs(home: Path) -> list[dict[str, Any]]:
    """Return every run, product by product in the order in which they took the lease."""
    found = registry_rows(home, "SELECT * FROM runs ORDER BY product, fence")
    return [{**row, "outcome": json.loads(row["outcome"])} for row in found]


def tables(home: Path) -> dict[str, TableFacts]:
    """Return every managed table by `domain.table`."""
    rows = registry_rows(home, "SELECT namespace, name, metadata_location FROM iceberg_tables ORDER BY 1, 2")
    return {f"{row['namespace']}.{row['name']}": _facts(row) for row in rows}


def in_force(home: Path) -> dict[str, Any]:
    """Return all that the registry holds but attempts and questions, and what each table shows, to compare two moments."""
    names = [
        row["name"] for row in registry_rows(home, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")
    ]
    kept = [name for name in names if not name.startswith((*_TALK, "iceberg_tables"))]
    shown = {name: (table.refs, table.rows()) for name, table in tables(home).items()}
    return {**{name: registry_rows(home, f'SELECT * FROM "{name}"') for name in kept}, "shown": shown}


def rows_of(home: Path, table: str) -> list[dict[str, Any]]:
    """Return the rows that `main` of a table shows."""
    return tables(home)[table].rows()


def _facts(row: dict[str, Any]) -> TableFacts:
    table = StaticTable.from_metadata(row["metadata_location"])
    metadata = table.metadata
    files = {snapshot.snapshot_id: _files(table.io, snapshot) for snapshot in metadata.snapshots}
    main = metadata.refs["main"].snapshot_id
    data = Path(_path(metadata.location)) / "data"
    summaries = {one.snapshot_id: dict(one.summary.additional_properties) for one in metadata.snapshots}
    return TableFacts(
        name=f"{row['namespace']}.{row['name']}",
        refs={name: ref.snapshot_id for name, ref in metadata.refs.items()},
        summary=summaries[main],
        snapshots=summaries,
        live=files[main],
        kept=frozenset(path for found in files.values() for path in found),
        on_disk=frozenset(str(path) for path in data.rglob("*") if path.is_file()),
        folders=frozenset(path.name for path in data.glob("*")),
    )


def _files(io: Any, snapshot: Any) -> tuple[str, ...]:
    entries = [entry for manifest in snapshot.manifests(io) for entry in manifest.fetch_manifest_entry(io)]
    return tuple(sorted(_path(entry.data_file.file_path) for entry in entries))


def _path(location: str) -> str:
    return location.removeprefix("file://")


def faults(home: Path) -> list[str]:
    """Return every invariant that does not hold between two commands, in words; none is what a test wants."""
    found = tables(home)
    return [*_registry_faults(home), *_table_faults(home, found), *_run_faults(home, found), *_litter(home)]


def _registry_faults(home: Path) -> Iterator[str]:
    for pragma in ("integrity_check", "foreign_key_check"):
        answer = registry_rows(home, f"PRAGMA {pragma}")
        if answer not in ([], [{"integrity_check": "ok"}]):
            yield f"{pragma}: {answer[:3]}"
    for run in registry_rows(home, "SELECT id FROM runs WHERE state = 'running'"):
        yield f"{run['id']} is still running"


def _table_faults(home: Path, found: dict[str, TableFacts]) -> Iterator[str]:
    published = {run["id"] for run in runs(home) if run["state"] == "published"}
    for table in found.values():
        yield from (f"{table.name} has a branch {name}" for name in table.refs if name != "main")
        yield from (f"{table.name} keeps the folder {name}" for name in table.folders - published)
        yield from (f"{table.name} keeps {path}, which no snapshot has" for path in table.on_disk - table.kept)
        yield from (f"{table.name} has lost {path}" for path in table.kept - table.on_disk)


def _run_faults(home: Path, found: dict[str, TableFacts]) -> Iterator[str]:
    events = registry_rows(home, "SELECT topic, payload FROM outbox_events")
    told = Counter((event["topic"], json.loads(event["payload"]).get("run")) for event in events)
    aside: Counter[tuple[str, str]] = Counter()
    shown: dict[str, int] = {}
    last: dict[str, str] = {}
    for run in runs(home):
        yield from _untold(run, told)
        for port in run["outcome"].get("ports", []) if run["state"] == "published" else []:
            if port["rows"] != port["published"] + port["quarantined"]:
                yield f"{run['id']}: {port['rows']} rows of {port['port']} went in, and others came out"
            if run["kind"] == "run":
                aside[port["port"], run["id"]] = port["quarantined"]
            aside.subtract(_left(run, port["port"]))
            before = 0 if port["mode"] == "replace" else shown.get(port["port"], 0)
            gone = port.get("replaced", 0) if port["mode"] != "replace" else 0
            shown[port["port"]] = before + port["published"] - gone - run["outcome"].get("retain", {}).get("rows", 0)
            if run["outcome"]["snapshots"].get(port["port"].partition(".")[2]):
                last[port["port"]] = run["id"]
    for (port, run_id), rows in aside.items():
        there = found[f"{port}__quarantine"].values("run_id").count(run_id)
        if there != rows:
            yield f"{run_id}: {there} of {rows} rows of {port} are in quarantine"
    for name, run_id in last.items():
        if found[name].summary.get("trellis.run-id") != run_id or found[name].count() != shown[name]:
            yield f"{name} does not show what {run_id} published"


def _left(run: dict[str, Any], port: str) -> dict[tuple[str, str], int]:
    """How many rows of each run left the quarantine by a replay, or were dropped."""
    replayed = run["outcome"].get("replay", {}).get("runs", {})
    dropped = run["outcome"].get("discard", {}).get("runs", {})
    return {(port, name): counts["shown"] for name, counts in replayed.items()} | {
        (port, name): rows for name, rows in dropped.items()
    }


def _untold(run: dict[str, Any], told: Counter[Any]) -> Iterator[str]:
    for topic in ("run.started", f"run.{run['state']}"):
        if topic != "run.running" and told[topic, run["id"]] != 1:
            yield f"{run['id']}: {topic} was told {told[topic, run['id']]} times"


def _litter(home: Path) -> Iterator[str]:
    for place, folders, names in os.walk(home / "work"):
        yield from (f"{place}/{name} was left behind" for name in (*folders, *names) if not name.endswith(".lock"))
