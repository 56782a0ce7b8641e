"""Runs begun elsewhere: the platform that has the tables begins them, next to those."""

from typing import Any

from governance.names import ProductName
from sidecar.calls import Calls
from sidecar.ports.ports import Begun

__all__ = ["PassedOn"]


class PassedOn:
    """Asks the platform's own control port, as the caller; raises what it answers."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def begin(self, product: ProductName, verb: str, wanted: dict[str, Any], *, key: str) -> Begun:
        """Return the run that the platform has begun."""
        answer = self._calls.send("POST", f"/products/{product}/{verb}", wanted, key=key)
        return Begun(run=str(answer.json()["run"]), again="idempotency-replayed" in answer.headers)
