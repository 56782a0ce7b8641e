"""The child's end: read the job, seal the process, call the tool, write the answer to the door that was left open."""

import json
import os
import sys
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sidecar.confinement.seal import seal

__all__ = ["answer"]

_ROOT = Path(__file__).parents[2]
_CODE = [str(_ROOT / "confinement"), str(_ROOT / "backends" / "tools")]
_LONGEST = 600  # characters of a tool's own words
Act = Callable[[Mapping[str, Any]], tuple[dict[str, Any], bytes]]


def answer(act: Act) -> None:
    """Do one job: a line of JSON comes through stdin, a line of JSON and bytes go to stdout.

    What the tool prints goes to stderr, and an exception becomes an answer.
    """
    door = os.dup(1)
    os.dup2(2, 1)
    job = json.loads(sys.stdin.buffer.readline())
    limits = job["limits"]
    held = seal(limits["scratch"], seconds=limits["seconds"], memory_bytes=limits["memory_bytes"], code=_CODE)
    warnings.simplefilter("ignore")
    body = b""
    try:
        head, body = act(job)
        told = {"ok": True, **head}
    except BaseException as error:  # noqa: BLE001 - whatever a tool ends with is told
        told = {"ok": False, "kind": type(error).__name__, "module": type(error).__module__, "words": _words(error)}
    with os.fdopen(door, "wb") as out:
        out.write(json.dumps({**told, "held": held}, default=str).encode() + b"\n" + body)
    sys.stderr.flush()
    os._exit(0)  # a tool's own clean-up may want what it no longer has


def _words(error: BaseException) -> str:
    return " ".join(str(error).split())[:_LONGEST]
