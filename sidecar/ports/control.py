"""The control port: begin a run or a replay, hold runs back, and ask what became of one; with the caller's own rights."""

import re
from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from governance.errors import Invalid
from sidecar.ports.answers import json_answer
from sidecar.ports.here import Here
from sidecar.ports.ports import Ports

__all__ = ["PauseNew", "ReplayNew", "begin_replay", "begin_run", "list_runs", "pause", "resume", "show_run"]

_KEY = re.compile(r"[A-Za-z0-9_.:-]{1,128}\Z")
RunPath = Annotated[str, Path(max_length=80, pattern=r"^[A-Za-z0-9_-]+$", description="A run's id")]
_Text = Annotated[str, Field(min_length=1, max_length=300)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RunWanted(_Strict):
    """A run, or resuming, takes nothing: what is run is what is published."""


class ReplayNew(_Strict):
    """Which quarantined rows are to be taken through again: those of a port, for these reasons, of this run."""

    port: Annotated[str, Field(min_length=1, max_length=130)]
    reasons: Annotated[list[_Text], Field(min_length=1, max_length=100)] | None = None
    run: Annotated[str, Field(min_length=1, max_length=80)] | None = None


class PauseNew(_Strict):
    """Why runs are held back."""

    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]


def begin_run(here: Here, request: Request, new: RunWanted | None = None) -> Response:
    """Begin a run and say where its outcome can be asked for; repeating it under the same key begins no other."""
    return _begin(here, request, "run", new.model_dump() if new else {})


def begin_replay(here: Here, request: Request, new: ReplayNew) -> Response:
    """Begin a run that takes quarantined rows through again under the contract in force."""
    wanted = {**new.model_dump(exclude_none=True), "port": str(here.port(new.port))}
    return _begin(here, request, "replay", wanted)


def pause(here: Here, request: Request, new: PauseNew) -> Response:
    """Hold back the product's runs until they are resumed."""
    return _pass_on(here, request, "pause", new)


def resume(here: Here, request: Request, new: RunWanted | None = None) -> Response:
    """Let the product's runs begin again."""
    return _pass_on(here, request, "resume", new)


def list_runs(here: Here) -> Response:
    """List the newest runs."""
    return json_answer(here.calls.get(f"products/{here.product}/runs", limit=50)["items"])


def show_run(here: Here, run: RunPath) -> Response:
    """Show one run: under way, or how it ended."""
    return json_answer(here.calls.get(f"products/{here.product}/runs/{run}"))


def _begin(here: Ports, request: Request, verb: str, wanted: dict[str, Any]) -> Response:
    begun = here.runner.begin(here.product, verb, wanted, key=_key(request))
    place = f"{here.base}/runs/{begun.run}"
    headers = {"Location": place, **({"Idempotency-Replayed": "true"} if begun.again else {})}
    return json_answer({"run": begun.run, "links": {"outcome": place}}, status=202, **headers)


def _pass_on(here: Ports, request: Request, verb: str, new: BaseModel | None) -> Response:
    body = new.model_dump() if new else {}
    answer = here.calls.send("POST", f"products/{here.product}/{verb}", body, key=_key(request))
    media_type = answer.headers.get("content-type", "application/json")
    return Response(answer.content, status_code=answer.status_code, headers={"Content-Type": media_type})


def _key(request: Request) -> str:
    given = request.headers.getlist("idempotency-key")
    if len(given) > 1 or (given and not _KEY.match(given[0])):
        raise Invalid(
            "The `Idempotency-Key` is not 1 to 128 letters, digits or any of `_.:-`",
            hint="a UUID for each new request will do",
            slug="bad-idempotency-key",
        )
    return given[0] if given else ""
