import anyio
import httpx
import pytest

from platform_api.file_lock import FileLock
from platform_api.main import create_app
from platform_api.outbox.models import Subscriber
from platform_api.outbox.service import record_event
from platform_api.outbox.shipper import ship_for_ever, ship_round
from platform_api.settings import WebhookSettings, load_settings
from sidecar.failpoints import armed
from tests.factories.law import SmallLaw

HOOK = WebhookSettings(name="hook", url="http://127.0.0.1:1/", secret="0123456789abcdef")


@pytest.fixture
def state(tmp_path):
    settings = load_settings(home=tmp_path / "home", webhooks=(HOOK,), ship_seconds=0.01)
    found = create_app(settings, law=SmallLaw()).state.trellis
    with found.database.write("telling") as session:
        for number in range(230):
            record_event(session, "told", "k", {"n": number})
    yield found
    found.database.close()


def cursor(state):
    with state.database.read() as session:
        found = session.get(Subscriber, "hook")
        return found.cursor if found else 0


def answering(status=204):
    return httpx.Client(transport=httpx.MockTransport(lambda request: httpx.Response(status)))


def test_a_round_ships_until_nothing_waits(state):
    ship_round(state, HOOK, answering())
    assert cursor(state) == 230


def test_a_subscriber_is_served_by_one_process_at_a_time(state):
    other = FileLock(state.home.work / "ship-hook.lock", wait=1)
    with other.turn("shipping"):
        ship_round(state, HOOK, answering())
        assert cursor(state) == 0
    ship_round(state, HOOK, answering())
    assert cursor(state) == 230


def test_a_registry_that_cannot_be_written_stops_nothing_but_the_round(state, caplog):
    with armed(registry__commit__before="error"):
        ship_round(state, HOOK, answering())
    assert "events for `hook` wait" in caplog.text
    assert cursor(state) == 0


@pytest.mark.enable_socket
def test_the_task_goes_on_until_it_is_cancelled(state):
    async def run():
        with anyio.move_on_after(0.3) as scope:
            await ship_for_ever(state)
        return scope.cancelled_caught

    assert anyio.run(run)
    with state.database.read() as session:
        assert session.get(Subscriber, "hook").attempts >= 1  # nobody listens on port 1, and no socket is allowed
