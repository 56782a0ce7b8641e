"""What a process does that is about to die: one function a journey, run in a fork of a warm interpreter."""

import ctypes
import json
import resource
import signal
import time
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import anyio
import click
import httpx
from anyio.from_thread import start_blocking_portal
from anyio.to_thread import run_sync

from governance.names import ProductName
from platform_api.cli.program import run as trellis
from platform_api.client.connection import in_process, open_home_of
from platform_api.db import open_registry
from platform_api.embedded import Embedded
from platform_api.gate.catalog import Gate
from platform_api.main import ROUTED, close_app, create_app, stock_law
from platform_api.outbox.shipping import ship_pending
from platform_api.query.rows import row_objects
from platform_api.retention.service import keep_tidy
from platform_api.schedules.claims import Due
from platform_api.schedules.scheduler import Scheduler
from platform_api.schedules.workers import Ended
from platform_api.settings import Settings, WebhookSettings, load_settings
from platform_api.tables import all_tables
from sidecar.calls import Calls
from sidecar.platform import Platform
from sidecar.run import Surroundings, discard_rows, replay_rows, retain_rows, run_product
from tests.factories.disks import answer_with

__all__ = [
    "ask",
    "broken",
    "clean_later",
    "look",
    "open_first",
    "run_later",
    "ship",
    "struck",
    "typed",
    "typed_humbly",
    "typed_within",
]

_WARM = (Gate, row_objects, start_blocking_portal, discard_rows, replay_rows, retain_rows)
_ROUTES = [import_module(f"platform_api.{name}.routes") for name in ROUTED]  # so that no fork has to import them
all_tables()
stock_law()
_HOOK = WebhookSettings(name="hook", url="http://127.0.0.1:1/events", secret="0123456789abcdef")


def typed(home: str, *words: str) -> int:
    """A command at the prompt."""
    return trellis(["--home", home, *words])


def typed_within(home: str, size: int, *words: str) -> int:
    """A command that can write no file larger than `size` bytes: to a program what a full disk is."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return typed(home, *words)


def typed_humbly(home: str, *words: str) -> int:
    """A command by someone to whom the modes of files apply, as they do not to root."""
    libc = ctypes.CDLL(None, use_errno=True)
    header, sets = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    libc.capget(header, sets)
    for word in range(3):  # effective, permitted, inheritable
        sets[word] &= ~0b110  # to override the modes of files, for writing and for reading
    if libc.capset(header, sets):
        raise OSError(ctypes.get_errno(), "capset")
    return typed(home, *words)


def ask(home: str, user: str, path: str, body: dict[str, object], key: str) -> None:
    """A request under an Idempotency-Key; the answer goes to stdout."""
    embedded = open_home_of(load_settings(home=Path(home)))
    with in_process(embedded, user=user) as client:
        click.echo(json.dumps(Calls(client).post(path, body, key=key)))
    embedded.close()


def run_later(home: str, user: str, product: str, seconds: int) -> None:
    """A run by somebody whose clock is `seconds` ahead, so that leases have ended which others still hold."""
    with _ahead(home, seconds) as embedded, in_process(embedded, user=user) as client:
        given = Surroundings(
            platform=Platform(client),
            catalog=embedded.tables_of_run,
            scratch=str(embedded.state.home.work),
            tell=click.echo,
        )
        run_product(ProductName.parse(product), given)


def clean_later(home: str, days: int) -> None:
    """Tidying, on a clock that is `days` ahead of the files."""
    with _ahead(home, days * 86_400, snapshots_kept=1) as embedded:
        for one in keep_tidy(embedded.state).tables:
            click.echo(
                f"{one.table}: {one.expired} expired, {one.files} files{one.problem and f', error: {one.problem}'}"
            )


@contextmanager
def _ahead(home: str, seconds: int, **settings: object):
    app = create_app(load_settings(home=Path(home), **settings), clock=lambda: int(time.time()) + seconds)
    try:
        yield Embedded(app=app, close=lambda: close_app(app))
    finally:
        close_app(app)


def ship(home: str, taken: str) -> None:
    """Tell a subscriber, which writes down each event that it takes."""
    database = open_registry(load_settings(home=Path(home)))

    def take(request: httpx.Request) -> httpx.Response:
        with Path(taken).open("a") as file:
            file.write(json.loads(request.content)["id"] + "\n")
        return httpx.Response(204)

    with httpx.Client(transport=httpx.MockTransport(take)) as client:
        while ship_pending(database, _HOOK, client, source="trellis").more:
            pass
    database.close()


def struck(seconds: float, scenario: str, *given: Any) -> Any:
    """A journey that the power leaves after so many seconds, in the middle of whatever instruction that is."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    return globals()[scenario](*given)


def broken(calls: list[str], code: int, scenario: str, *given: Any) -> Any:
    """A journey on a disk that answers these system calls with an error for ever."""
    answer_with(code, calls)
    return globals()[scenario](*given)


def _note(done: str, due: Due) -> None:
    with Path(done).open("a") as file:
        file.write(f"{due[0]} {due[1]}\n")


def look(home: str, done: str) -> None:
    """A server that looks for what is due, writes down what it was, and looks once more."""
    embedded = open_home_of(load_settings(home=Path(home)))

    async def work(_settings: Settings, due: Due, *, seconds: float) -> Ended:
        await run_sync(_note, done, due)
        return Ended(0 if seconds else 1, "")

    async def twice() -> None:
        scheduler = Scheduler(embedded.state, work)
        for _ in range(2):
            async with anyio.create_task_group() as tasks:
                await scheduler.look(tasks)

    anyio.run(twice)
    embedded.close()


def open_first(home: str) -> None:
    """The first start of a home: its keys, and a registry from nothing."""
    embedded = open_home_of(load_settings(home=Path(home)), create=True)
    embedded.state.home.secret("masks")
    embedded.close()
