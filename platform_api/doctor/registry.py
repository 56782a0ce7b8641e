"""The registry, read without being opened for writing: its file, its tables, the runs and events it speaks of."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url

import platform_api.migrations
from platform_api.doctor.examined import Examined, fault, ok, warning
from platform_api.settings import Settings, WebhookSettings
from sidecar.holder import is_gone

__all__ = ["file_of", "look"]

_RESTORE = "keep a copy of the file, and put back a backup of it"


def look(settings: Settings) -> Iterator[Examined]:
    """Yield what there is to say about the registry of a home, which need not exist."""
    path = file_of(settings)
    if path is None:
        yield fault(
            "registry", "it is not a file of SQLite", "set `TRELLIS_REGISTRY_URL` to `sqlite:////path/registry.db`"
        )
    elif not path.is_file():
        yield _absent(settings, path)
    else:
        yield from _present(path, settings)


def file_of(settings: Settings) -> Path | None:
    """Return the file that the registry is in; None when it is elsewhere."""
    url = make_url(settings.registry)
    return Path(url.database).absolute() if url.get_backend_name() == "sqlite" and url.database else None


def _absent(settings: Settings, path: Path) -> Examined:
    if (settings.home / "warehouse").is_dir() and any((settings.home / "warehouse").iterdir()):
        return fault("registry", f"`{path}` is not there, and the home holds tables", "put back a backup of it")
    return ok("registry", "there is none yet; the first command that needs one makes it")


def _present(path: Path, settings: Settings) -> Iterator[Examined]:
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=5)) as connection:
            said = [row[0] for row in connection.execute("PRAGMA quick_check(3)")]
            if said != ["ok"]:
                yield fault("registry", f"`{path}` is damaged: {said[0]}", _RESTORE)
                return
            yield ok("registry", f"`{path}` is sound, {path.stat().st_size / 2**20:.1f} MiB")
            standing = _migrations(connection)
            yield standing
            if standing.state == "ok":
                yield _runs(connection, time.time())
                yield _events(connection, settings.webhooks)
    except sqlite3.DatabaseError as error:
        yield fault("registry", f"`{path}` cannot be read: {error}", _RESTORE)


def _migrations(connection: sqlite3.Connection) -> Examined:
    from alembic.script import ScriptDirectory

    versions = ScriptDirectory(str(Path(platform_api.migrations.__file__).parent))
    known = {revision.revision for revision in versions.walk_revisions()}
    heads = set(versions.get_heads())
    applied = (
        {row[0] for row in connection.execute("SELECT version_num FROM alembic_version")}
        if _has(connection, "alembic_version")
        else set()
    )
    if strangers := sorted(applied - known):
        held = f"it has the revision `{strangers[0]}`, which this Trellis does not know"
        return fault("migrations", held, "pip install --upgrade trellis-mesh")
    if applied != heads:
        lacking = f"at {', '.join(sorted(applied)) or 'nothing'}, and {', '.join(sorted(heads))} is the newest"
        return warning("migrations", lacking, "the next start brings it up; keep a copy of the file before")
    return ok("migrations", f"at {', '.join(sorted(heads))}")


def _has(connection: sqlite3.Connection, table: str) -> bool:
    return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", [table]).fetchone())


def _runs(connection: sqlite3.Connection, now: float) -> Examined:
    rows = connection.execute("SELECT product, id, holder, lease_until FROM runs WHERE state = 'running' ORDER BY id")
    running = rows.fetchall()
    dead = [(product, run) for product, run, holder, until in running if is_gone(holder) or until < now]
    if dead:
        names = ", ".join(f"`{run}` of {product}" for product, run in dead)
        advice = " ; ".join(f"trellis run {product}" for product in dict.fromkeys(product for product, _ in dead))
        return warning("runs", f"the sidecar of {names} has died", f"{advice} undoes what it left, and runs anew")
    return ok("runs", f"{len(running)} at work" if running else "none is at work, and none was left half done")


def _events(connection: sqlite3.Connection, webhooks: Sequence[WebhookSettings]) -> Examined:
    (recorded,) = connection.execute("SELECT count(*) FROM outbox_events").fetchone()
    states = dict(connection.execute("SELECT state, count(*) FROM shipments GROUP BY state").fetchall())
    away = [row[0] for row in connection.execute("SELECT name FROM subscribers WHERE attempts > 0 ORDER BY name")]
    behind = [(one.name, _behind(connection, one)) for one in webhooks]
    told = ", ".join(
        [f"{recorded:,} recorded"]
        + [f"{count:,} {state}" for state, count in sorted(states.items())]
        + [f"{count:,} still to be shipped to {name}" for name, count in behind if count]
    )
    if states.get("parked"):
        return warning("events", told, "mend the subscriber, then retry those that `/api/v1/mesh/shipments` lists")
    if away or states.get("waiting"):
        unreached = f"; {', '.join(away)} cannot be reached" if away else ""
        return warning("events", f"{told}{unreached}", "they are shipped when their subscriber answers: is it up?")
    return ok("events", told)


def _behind(connection: sqlite3.Connection, webhook: WebhookSettings) -> int:
    """Count what was recorded since the last event that a webhook has heard of."""
    row = connection.execute("SELECT cursor FROM subscribers WHERE name = ?", [webhook.name]).fetchone()
    query = "SELECT count(*) FROM outbox_events WHERE seq > ?"
    if webhook.topics:
        query += f" AND topic IN ({', '.join('?' * len(webhook.topics))})"
    (count,) = connection.execute(query, [row[0] if row else 0, *webhook.topics]).fetchone()
    return int(count)
