"""A run in a process of its own, begun for whoever asked a control port, and with their rights alone."""

import json
import os
import signal
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NoReturn

import httpx

from governance.errors import TrellisError
from governance.names import ProductName
from governance.problems import problem_of
from platform_api.client.transport import InProcess
from platform_api.embedded import Embedded
from platform_api.main import close_app, create_app
from platform_api.settings import load_settings
from sidecar.platform import Platform

if TYPE_CHECKING:
    from sidecar.run import Surroundings

__all__ = ["main"]


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
            _work(given, surroundings)
            _say({"over": True})
    finally:
        close_app(app)


def _work(given: Mapping[str, Any], surroundings: "Surroundings") -> None:
    product = ProductName.parse(given["product"])
    if given["verb"] == "replay":
        from sidecar.run.replay import replay_rows
        from sidecar.run.task import DivertedRows

        replay_rows(product, surroundings, DivertedRows(**given["wanted"]))
        return
    from sidecar.run import run_product

    run_product(product, surroundings)


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
