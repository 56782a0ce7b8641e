"""A run in a process of its own, begun for whoever asked a control port, and with their rights alone."""

import json
import os
import signal
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any, NoReturn

import httpx

from governance.errors import TrellisError
from governance.names import ProductName
from governance.problems import problem_of
from platform_api.client.transport import InProcess
from platform_api.embedded import Embedded
from platform_api.main import close_app, create_app
from platform_api.settings import load_settings
from sidecar.platform import Platform

__all__ = ["main"]

_DONE_BY = {"run": ("sidecar.run.loop", "run_product"), "replay": ("sidecar.run.replay", "replay_rows")}


class _Asked(Platform):
    """Says which run was begun as soon as it has its lease, and for which request."""

    def __init__(self, http: httpx.Client, given: Mapping[str, Any]) -> None:
        super().__init__(http)
        self._given = given

    def start(self, product: ProductName, *, holder: str, **task: Mapping[str, Any]) -> dict[str, Any]:
        requested = self._given["requested"]
        order = self._post(
            f"{product}/runs", {"holder": holder, **task, **({"requested": requested} if requested else {})}
        )
        _say({"run": order["run_id"]})
        return order


def main() -> int:
    """Read what to do from stdin, say on stdout how it began, and return 0 when it ended well."""
    signal.signal(signal.SIGTERM, _give_up)
    given = json.load(sys.stdin)
    try:
        _do(given)
    except TrellisError as error:
        status, problem = problem_of(error)
        _say({"status": status, "problem": problem})
        return 1
    return 0


def _do(given: Mapping[str, Any]) -> None:
    from sidecar.run import Surroundings

    module, name = _DONE_BY[given["verb"]]
    app = create_app(load_settings(**given["settings"]))
    try:
        with httpx.Client(
            transport=InProcess(app), base_url="http://mesh", headers={"Authorization": given["authorization"]}
        ) as http:
            embedded = Embedded(app=app, close=lambda: None)
            surroundings = Surroundings(
                platform=_Asked(http, given),
                catalog=embedded.tables_of_run,
                scratch=str(embedded.state.home.work),
                threads=os.cpu_count() or 2,
            )
            do = getattr(import_module(module), name)
            do(ProductName.parse(given["product"]), surroundings, **given["wanted"])
            _say({"over": True})
    finally:
        close_app(app)


def _say(what: Mapping[str, Any]) -> None:
    """Two lines are read: how it began, and that it is over; whoever asked may be gone by then."""
    try:
        sys.stdout.write(json.dumps(what, default=str) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _give_up(_signal: int, _frame: object) -> NoReturn:
    raise SystemExit(143)


if __name__ == "__main__":
    sys.exit(main())
