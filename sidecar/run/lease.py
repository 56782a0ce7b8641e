"""Keeping the lease while a run works; losing it stops the run."""

import threading
from types import TracebackType
from typing import Self

from governance.errors import Conflict, TrellisError
from sidecar.platform import Platform
from sidecar.run.order import RunOrder

__all__ = ["LeaseKeeper"]


class LeaseKeeper:
    """Renews a lease three times in its length, in a thread of its own, from `with` to the end of the block."""

    def __init__(self, platform: Platform, order: RunOrder) -> None:
        self._platform = platform
        self._order = order
        self._stop = threading.Event()
        self._lost: TrellisError | None = None
        self._thread = threading.Thread(target=self._renew, name="lease", daemon=True)

    def check(self) -> None:
        """Raise what the platform said when it refused to renew the lease."""
        if self._lost is not None:
            raise self._lost

    def _renew(self) -> None:
        while not self._stop.wait(self._order.lease.seconds / 3):
            try:
                self._platform.renew(self._order.product, self._order.run_id, fence=self._order.lease.fence)
            except Conflict as error:
                self._lost = error
                return
            except TrellisError:
                continue  # out of reach for now; the lease may outlast it, and the publish asks again

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join(timeout=5)
