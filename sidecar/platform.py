"""The five calls that a sidecar makes to the control plane."""

from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from governance.names import ProductName
from sidecar.calls import Calls

__all__ = ["Platform"]


class Platform:
    """The control plane as a sidecar sees it: HTTP, in the same process or across the network.

    Every method raises the failure that the platform answered with, and `Unavailable` when it cannot be reached.
    """

    def __init__(self, http: httpx.Client) -> None:
        self._calls = Calls(http)

    def start(self, product: ProductName, *, holder: str, **asked: Any) -> dict[str, Any]:
        """Ask to run a product, or to do a task on one of its ports (`replay={"port": …}`).

        Return the order: what to do, on which inputs, under which lease. `asked` is what else the request says, as the API
        spells it (`full_refresh`, `range_from`, `attempt`, `due`, `even_if_paused`).
        """
        return self._post(f"{product}/runs", {"holder": holder, **asked})

    def renew(self, product: ProductName, run_id: str, *, fence: int) -> dict[str, Any]:
        """Keep the lease; raises `Conflict` when another run has taken it over."""
        return self._post(f"{product}/runs/{run_id}/lease", {"fence": fence})

    def log(self, product: ProductName, run_id: str, lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """Hand in what the run said since the last time."""
        return self._post(f"{product}/runs/{run_id}/log", {"lines": list(lines)})

    def publish(self, product: ProductName, run_id: str, end: Mapping[str, Any]) -> dict[str, Any]:
        """Make the staged snapshots current, all of them or none; repeating it returns the first answer."""
        return self._post(f"{product}/runs/{run_id}/publish", end, key=f"publish-{run_id}")

    def fail(self, product: ProductName, run_id: str, end: Mapping[str, Any]) -> dict[str, Any]:
        """Close a run that published nothing, with its reason."""
        return self._post(f"{product}/runs/{run_id}/failure", end, key=f"fail-{run_id}")

    def _post(self, path: str, body: Mapping[str, Any], *, key: str = "") -> dict[str, Any]:
        return dict(self._calls.post(f"products/{path}", body, key=key))
