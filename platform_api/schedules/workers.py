"""A due run in a process of its own, as the product itself: `trellis run`, begun by the schedule."""

import os
import signal
import subprocess
import sys
from collections import deque
from dataclasses import dataclass

import anyio
from anyio.abc import Process
from anyio.streams.text import TextReceiveStream

from platform_api.schedules.claims import Due
from platform_api.settings import Settings

__all__ = ["Ended", "run_worker"]

_PATIENCE = 30.0  # seconds for a run that is told to stop: it gives its lease back first
_LINES = 40
_LONGEST = 64 * 1024


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
    process = await anyio.open_process(
        _command(due),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=_environment(settings),
        start_new_session=True,
    )
    said: deque[str] = deque(maxlen=_LINES)
    try:
        with anyio.move_on_after(seconds) as limit:
            await _listen(process, said)
            await process.wait()
    finally:
        await _stop(process)
    late = f"it did not end within {seconds:.0f} s, and was stopped" if limit.cancelled_caught else ""
    return Ended(process.returncode or 0, late or _last(said))


async def _listen(process: Process, said: deque[str]) -> None:
    if process.stderr is None:
        return
    rest = ""
    async for text in TextReceiveStream(process.stderr, errors="replace"):
        *lines, rest = (rest + text)[-_LONGEST:].split("\n")
        said.extend(lines)
    said.append(rest)


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


def _last(said: deque[str]) -> str:
    lines = [line.strip() for line in said if line.strip()]
    return next((line for line in lines if line.startswith("error: ")), lines[-1] if lines else "")[:2000]
