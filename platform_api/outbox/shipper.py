"""The task that ships events for as long as the platform is up."""

import logging

import anyio
import httpx
from anyio.to_thread import run_sync

from governance.errors import TrellisError
from platform_api.file_lock import FileLock
from platform_api.outbox.shipping import ship_pending
from platform_api.settings import WebhookSettings
from platform_api.state import PlatformState

__all__ = ["ship_for_ever", "ship_round"]

_LOG = logging.getLogger("trellis.platform")


async def ship_for_ever(state: PlatformState) -> None:
    """Ship to every configured webhook, again and again, until cancelled; a failure is logged and tried again."""
    with httpx.Client() as client:
        while True:
            for webhook in state.settings.webhooks:
                await run_sync(ship_round, state, webhook, client)
            await anyio.sleep(state.settings.ship_seconds)


def ship_round(state: PlatformState, webhook: WebhookSettings, client: httpx.Client) -> None:
    """Ship all that waits for one webhook, unless another process is at it: two would mix up the order."""
    turn = FileLock(state.home.work / f"ship-{webhook.name}.lock", wait=1.0, guards="The shipping")
    if not turn.try_acquire("shipping"):
        return
    try:
        while ship_pending(state.database, webhook, client, source=state.settings.issuer).more:
            pass
    except TrellisError as error:
        _LOG.warning("events for `%s` wait: %s", webhook.name, error.message)
    finally:
        turn.release()
