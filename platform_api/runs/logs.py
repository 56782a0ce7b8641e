"""What runs say while they work: a file a run in the home, of lines that hold no value of any row, bounded in size and age."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

from platform_api.runs.schemas import LogLine
from platform_api.state import PlatformState

__all__ = ["MOST_BYTES", "append_log", "forget_old_logs", "read_log"]

MOST_BYTES = 512 * 1024
"""The most that is kept of one run's log."""

_DAY = 24 * 60 * 60
_FULL = {"level": "warning", "step": "", "text": f"the log is full: {MOST_BYTES // 1024} KiB are kept of each run"}


def append_log(state: PlatformState, product: str, run_id: str, lines: Sequence[LogLine]) -> int:
    """Keep lines of a run, whole or not at all, and return how many there was room for; the last says if it is full."""
    path = _path(state, product, run_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        kept, text = 0, ""
        for line in lines if size < MOST_BYTES else ():
            text += json.dumps(line.model_dump()) + "\n"
            kept += 1
            if size + len(text) >= MOST_BYTES:
                text += json.dumps({"at": line.at, **_FULL}) + "\n"
                break
        os.write(descriptor, text.encode())
        return kept
    finally:
        os.close(descriptor)


def read_log(state: PlatformState, product: str, run_id: str, *, after: int, limit: int) -> tuple[list[LogLine], int]:
    """Return at most `limit` lines behind the first `after`, and the number to go on behind; a half line is left out."""
    path = _path(state, product, run_id)
    if not path.exists():
        return [], after
    whole = path.read_bytes().rpartition(b"\n")[0]
    lines = whole.split(b"\n")[after : after + limit] if whole else []
    return [line for text in lines if (line := _line(text)) is not None], after + len(lines)


def forget_old_logs(state: PlatformState) -> int:
    """Delete the logs that nothing was written to for as many days as the settings keep them, and return how many."""
    oldest, count = state.clock() - state.settings.log_days * _DAY, 0
    for path in state.home.logs.glob("*/*.jsonl"):
        try:
            if path.stat().st_mtime < oldest:
                path.unlink()
                count += 1
        except FileNotFoundError:
            continue  # another server was quicker
    return count


def _path(state: PlatformState, product: str, run_id: str) -> Path:
    """Both names come from the registry, and neither can hold a `/` or a `.` that leads elsewhere."""
    return state.home.logs / product.replace("/", ".") / f"{run_id}.jsonl"


def _line(text: bytes) -> LogLine | None:
    """A disk that was full may have cut a line short."""
    try:
        return LogLine.model_validate_json(text)
    except ValueError:
        return None
