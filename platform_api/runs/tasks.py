"""What is done to one port instead of a run: whose it is to ask for, and which rows it is about."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from governance.errors import Conflict, Denied, NotFound
from platform_api.caller import Caller
from platform_api.db import RegistrySession
from platform_api.principals.service import owners_of
from platform_api.registry.service import existing_port, existing_product
from platform_api.runs import repository
from platform_api.runs.models import Run
from platform_api.runs.schemas import ALL, Discard, Replay, Retain

__all__ = ["task_of"]

_ADDS = frozenset({"append", "upsert"})


def task_of(session: RegistrySession, product: str, asked: Replay | Discard | Retain, *, by: Caller) -> dict[str, Any]:
    """Return the task as it is kept with its run: the port, and the runs whose rows are meant (None for all).

    Raises `NotFound` for a port of another product or an unknown run, `Conflict` for rows that a later run replaced,
    `Denied` when rows are to be dropped by somebody who does not own them.
    """
    port = existing_port(session, asked.port)
    if port.product != product:
        raise NotFound(
            f"`{product}` has no port `{asked.port[:130]}`",
            hint=f"`{port.name}` is a port of `{port.product}`",
            slug="unknown-port",
        )
    task: dict[str, Any] = {"port": port.name}
    if isinstance(asked, Discard):
        _check_owner(session, product, by)
        task["because"] = asked.because
    if not isinstance(asked, Retain):
        task |= {"reasons": sorted(set(asked.reasons)), "runs": _runs(session, product, asked, port.name)}
    return task


def _check_owner(session: RegistrySession, product: str, by: Caller) -> None:
    owners = owners_of(session, existing_product(session, product).team)
    if by.id not in owners:
        raise Denied(
            f"`{by.id}` may not drop diverted rows of `{product}` for good: that takes an owner",
            hint=f"ask an owner ({', '.join(owners)})",
            slug="denied",
        )


def _runs(session: RegistrySession, product: str, asked: Replay | Discard, port: str) -> Sequence[str] | None:
    if isinstance(asked, Discard) and asked.run == ALL:
        return None
    every = repository.loads(session, product)
    current = _current(every, port)
    if asked.run in {None, ALL}:
        return current
    if asked.run not in {run.id for run in every}:
        raise NotFound(
            f"No run `{asked.run}` of `{product}` has diverted a row",
            hint=f"trellis list runs --product {product}",
            slug="unknown-run",
        )
    if isinstance(asked, Replay) and asked.run not in current:
        raise Conflict(
            f"What `{asked.run}` diverted was replaced by a later run, which read the same anew",
            hint=f"trellis quarantine replay {port}",
            slug="run-superseded",
        )
    return [asked.run]


def _current(every: Sequence[Run], port: str) -> list[str]:
    """The runs, the newest first, whose rows nothing has replaced: down to the last that made the whole table anew.

    A range replaces what ranges that it meets had diverted, and whatever was loaded in another way before it.
    """
    found: list[str] = []
    later: list[Run] = []
    for run in every:
        modes = [one.get("mode") for one in run.outcome.get("ports", []) if one.get("port") == port]
        is_range = "range" in modes
        if later and modes and not is_range:
            break
        if modes and not any(_meet(run, one) for one in later):
            found.append(run.id)
        if is_range:
            later.append(run)
        elif any(mode not in _ADDS for mode in modes):
            break
    return found


def _meet(one: Run, other: Run) -> bool:
    """Tell whether the ranges of two runs have a moment in common."""
    start, end = (
        max(map(_moment, (one.range_from, other.range_from))),
        min(map(_moment, (one.range_to, other.range_to))),
    )
    return start < end


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
