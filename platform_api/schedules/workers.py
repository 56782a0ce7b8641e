"""A due run in a process of its own, as the product itself: `trellis run`, begun by the schedule."""

import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from typing import IO

import anyio
from anyio.abc import Process

from platform_api.schedules.claims import Due
from platform_api.settings import Settings

__all__ = ["Ended", "run_worker"]

_PATIENCE = 30.0  # seconds for a run that is told to stop: it gives its lease back first
_MOST = 64 * 1024  # bytes of what a worker said last


@dataclass(frozen=True)
class Ended:
    """How a worker ended: its exit code, and what it said last."""

    code: int
    said: str


async def run_worker(settings: Settings, due: Due, *, seconds: float) -> Ended:
    """Run what is due and return how it ended; after `seconds`, or when this is cancelled, it is told to stop, then killed.

    The process has a session of its own: Ctrl-C at the server reaches it once, through here, and a server that is killed
    leaves it to finish its work.
    """
    with tempfile.TemporaryFile(dir=settings.home / "work") as said:
        process = await anyio.open_process(
            _command(due),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,  # not a pipe: a run that outlives its reader would fail at its next word
            env=_environment(settings),
            start_new_session=True,
        )
        try:
            with anyio.move_on_after(seconds) as limit:
                await process.wait()
        finally:
            await _stop(process)
        late = f"it did not end within {seconds:.0f} s, and was stopped" if limit.cancelled_caught else ""
        return Ended(process.returncode or 0, late or _last(said))


async def _stop(process: Process) -> None:
    with anyio.CancelScope(shield=True):
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
            with anyio.move_on_after(_PATIENCE):
                await process.wait()
        if process.returncode is None:
            process.kill()
            await process.wait()
        await process.aclose()


def _command(due: Due) -> list[str]:
    product, moment = due
    run = ["run", product, "--due", str(moment)]
    return [sys.executable, "-P", "-m", "platform_api.cli", "--as", product, *run]


def _environment(settings: Settings) -> dict[str, str]:
    """The server's own, with what it was started with; a token or an address of another platform means nothing here."""
    kept = {name: value for name, value in os.environ.items() if name not in {"TRELLIS_URL", "TRELLIS_TOKEN"}}
    return {**kept, "TRELLIS_HOME": str(settings.home.absolute()), "TRELLIS_REGISTRY_URL": settings.registry_url}


def _last(said: IO[bytes]) -> str:
    """The failure that a worker told, else its last words."""
    said.seek(max(said.seek(0, os.SEEK_END) - _MOST, 0))
    lines = [line.strip() for line in said.read().decode(errors="replace").splitlines() if line.strip()]
    return next((line for line in lines if line.startswith("error: ")), lines[-1] if lines else "")[:2000]
