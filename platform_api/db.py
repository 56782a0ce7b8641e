"""The registry's connections: many readers, one writer at a time, one transaction a block."""

import sqlite3
import weakref
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from anyio.to_thread import run_sync
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError
from sqlmodel import Session

from governance.errors import Conflict, Invalid, Unavailable
from platform_api.clock import Clock, system_clock
from platform_api.file_lock import FileLock
from platform_api.home import open_home
from platform_api.ids import Ids, random_ids
from platform_api.settings import Settings
from sidecar.failpoints import failpoint

__all__ = ["Database", "RegistrySession", "open_registry"]

_EVERY = ("foreign_keys = ON", "busy_timeout = 5000", "mmap_size = 0", "trusted_schema = OFF")
_WRITER = (*_EVERY, "journal_mode = WAL", "synchronous = FULL")
_READER = (*_EVERY, "query_only = ON")


class _Sqlite(sqlite3.Connection):
    """A connection that closes in its turn, as closing the last one writes the log back into the database."""

    lock: FileLock

    def close(self) -> None:
        if self.lock.held:
            super().close()
            return
        with self.lock.turn("closing"):
            super().close()


class RegistrySession(Session):
    """One transaction: it has one `now`, and `new_id` names what it makes; `request` is the request it is part of."""

    def __init__(self, engine: Engine, *, now: int, new_id: Ids) -> None:
        super().__init__(engine, expire_on_commit=False)
        self.now = now
        self.new_id = new_id
        self.request = ""

    @cached_property
    def core(self) -> Connection:
        """The transaction's connection, for statements on rows; asking the session for it costs a third of one."""
        return self.connection()


class Database:
    """Hands out sessions. A block of `write` is one transaction: committed at its end, undone when it raises."""

    def __init__(self, *, writer: Engine, reader: Engine, lock: FileLock, clock: Clock, ids: Ids) -> None:
        self.writer = writer
        self.reader = reader
        self.lock = lock
        self._clock = clock
        self._ids = ids
        self._closing = weakref.finalize(self, _close, writer, reader, lock)  # also at the end of the process

    @contextmanager
    def read(self) -> Iterator[RegistrySession]:
        """Yield a session that sees one state of the registry and cannot change it."""
        with _registry_errors(), self._session(self.reader) as session:
            yield session

    @contextmanager
    def write(self, purpose: str) -> Iterator[RegistrySession]:
        """Yield a session that may change the registry; `purpose` is what others read while they wait for it.

        Raises `Unavailable` when its turn does not come, `Conflict` when a constraint refuses the change.
        """
        self.lock.acquire(purpose)
        try:
            with _registry_errors(), self._session(self.writer) as session:
                _ = session.core
                yield session
                _commit(session)
        finally:
            self.lock.release()

    @asynccontextmanager
    async def write_async(self, purpose: str) -> AsyncIterator[RegistrySession]:
        """Do as `write` does, with the waiting on the event loop and the work in threads."""
        await self.lock.acquire_async(purpose)
        try:
            with _registry_errors(), self._session(self.writer) as session:
                yield session  # which begins with its first statement, in a thread
                await run_sync(_commit, session)
        finally:
            self.lock.release()

    def checkpoint(self) -> None:
        """Write the log back into the database file and empty it, as far as readers allow."""
        with self.lock.turn("checkpoint"), self.writer.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def close(self) -> None:
        """Close every connection; nothing may be under way. Raises `Unavailable` when its turn does not come."""
        _close(self.writer, self.reader, self.lock)
        self._closing.detach()

    def _session(self, engine: Engine) -> RegistrySession:
        return RegistrySession(engine, now=self._clock(), new_id=self._ids)


def _close(writer: Engine, reader: Engine, lock: FileLock) -> None:
    with lock.turn("closing"):
        reader.dispose()
        writer.dispose()


def _commit(session: Session) -> None:
    try:
        failpoint("registry.commit.before")
        session.commit()
        failpoint("registry.commit.after")
    except OSError as error:  # its outcome is unknown; a receipt tells when the request comes again
        raise _out_of_reach() from error


@contextmanager
def _registry_errors() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        raise Conflict(
            "It clashes with what the registry holds already",
            hint="read it again, then retry",
            slug="registry-conflict",
        ) from error
    except OperationalError as error:
        raise _out_of_reach() from error
    except DatabaseError as error:
        if not isinstance(error.orig, sqlite3.DatabaseError) or isinstance(error.orig, sqlite3.ProgrammingError):
            raise
        raise Unavailable(
            "The registry's file is damaged", hint="`trellis doctor` says more", slug="registry-damaged"
        ) from error


def _out_of_reach() -> Unavailable:
    return Unavailable(
        "The registry cannot be read or written now",
        hint="retry with the same `Idempotency-Key`; `trellis doctor` looks at the disk and the file",
        slug="registry-unavailable",
    )


def open_registry(settings: Settings, *, clock: Clock = system_clock, ids: Ids = random_ids) -> Database:
    """Return the registry, created or brought up to this version's tables first.

    A process that dies on the way leaves the registry as it was before. Raises `Conflict` for a newer registry.
    """
    from platform_api.migrations import bring_up_to_date

    open_home(settings.home)
    path = _sqlite_path(settings.registry)
    _make_private(path)
    lock = FileLock(path.with_suffix(".lock"), wait=settings.lock_wait_seconds)
    writer, reader = (_engine(path, lock, writes=writes) for writes in (True, False))
    database = Database(writer=writer, reader=reader, lock=lock, clock=clock, ids=ids)
    bring_up_to_date(database, is_new=path.stat().st_size == 0)
    return database


def _make_private(path: Path) -> None:
    try:
        path.touch(mode=0o600)
    except OSError as error:
        raise Unavailable(
            f"The registry cannot be at `{path}`: {error.strerror}",
            hint="set `TRELLIS_REGISTRY_URL` to a file that you may write to",
            slug="registry-unavailable",
        ) from error


def _sqlite_path(text: str) -> Path:
    url = make_url(text)
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:" or url.query:
        raise Invalid(
            f"The registry cannot be at `{url.render_as_string(hide_password=True)}`",
            hint="set `TRELLIS_REGISTRY_URL` to `sqlite:////path/to/registry.db`, or leave it empty",
            slug="bad-setting",
        )
    return Path(url.database).absolute()


def _engine(path: Path, lock: FileLock, *, writes: bool) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        connect_args={"factory": _Sqlite, "isolation_level": None, "check_same_thread": False},
        pool_size=1 if writes else 0,  # 0: as many as there are readers at once; none is closed in between
        max_overflow=0,
    )

    def prepare(connection: _Sqlite, _record: object) -> None:
        connection.lock = lock
        for pragma in _WRITER if writes else _READER:
            connection.execute(f"PRAGMA {pragma}").fetchall()

    def begin(dbapi_connection: Any) -> None:
        dbapi_connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", prepare)
    engine.dialect.do_begin = begin  # type: ignore[method-assign]  # an event would be looked for at every statement
    return engine
