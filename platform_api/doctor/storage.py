"""The warehouse: what nobody needs any more, and how far back its tables can be read."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from platform_api.clock import rfc3339
from platform_api.doctor.examined import Examined, ok, warning
from platform_api.doctor.registry import file_of
from platform_api.settings import Settings

__all__ = ["look"]

_MUCH = 1 << 30  # bytes


def look(settings: Settings) -> Iterator[Examined]:
    """Yield what there is to say about the files of the tables, read without opening the registry for writing."""
    path = file_of(settings)
    if path is None or not path.is_file():
        return
    pointers = _pointers(path)
    if pointers:
        yield _stored(settings, pointers)


def _pointers(path: Path) -> list[str]:
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=5)) as connection:
        has = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'iceberg_tables'").fetchone()
        rows = connection.execute("SELECT metadata_location FROM iceberg_tables ORDER BY 1").fetchall() if has else []
    return [location for (location,) in rows]


def _stored(settings: Settings, pointers: list[str]) -> Examined:
    from platform_api.gate.inventory import inventory_at, stored_files

    found = [inventory_at(location) for location in pointers]
    needed = frozenset[str]().union(*(one.referenced for one in found))
    files = [file for one in found for file in stored_files(one.location, within=settings.home / "warehouse")]
    oldest = min(made for one in found for made in one.made_at)
    limit = time.time() - settings.file_grace_hours * 3600
    loose = [file for file in files if file.path not in needed and file.written_at < limit]
    size, every = sum(file.size for file in loose), sum(file.size for file in files)
    told = (
        f"{every / 2**20:,.1f} MiB in {len(found)} tables, the oldest snapshot of {rfc3339(oldest)}; "
        f"{len(loose):,} files ({size / 2**20:,.1f} MiB) that no snapshot needs"
    )
    if size > _MUCH:
        return warning("storage", told, "trellis clean")
    return ok("storage", told, "trellis clean" if loose else "")
