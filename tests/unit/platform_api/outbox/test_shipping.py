"""Events arrive in order for each key, at least once, and a bad one holds up its own key alone, and not for ever."""

import json
import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from governance.errors import NotFound
from platform_api.db import open_registry
from platform_api.outbox.cloudevents import verify_signature
from platform_api.outbox.models import Shipment, Subscriber
from platform_api.outbox.repository import shipments
from platform_api.outbox.service import record_event, try_again
from platform_api.outbox.shipping import ship_pending
from platform_api.settings import WebhookSettings, load_settings
from sidecar.failpoints import CRASHED
from tests.factories.mesh import CountingIds
from tests.factories.processes import run_code

SECRET = "0123456789abcdef"
HOOK = WebhookSettings(name="hook", url="http://127.0.0.1:1/events", secret=SECRET)


class Receiver:
    """A subscriber that takes everything, unless `answer` says otherwise for an event."""

    def __init__(self, answer=lambda event: 204):
        self.answer, self.taken, self.seen = answer, [], []
        self.client = httpx.Client(transport=httpx.MockTransport(self))

    def __call__(self, request):
        event = json.loads(request.content)
        self.seen.append((request, event))
        status = self.answer(event)
        if isinstance(status, Exception):
            raise status
        if status < 300:
            self.taken.append(event["data"]["n"])
        return httpx.Response(status, headers={"location": "http://169.254.169.254/"})


def tell(database, *events, topic="told"):
    with database.write("telling") as session:
        for number, key in events:
            record_event(session, topic, key, {"n": number})


def ship(database, receiver, clock, *, rounds=1, hook=HOOK):
    for _ in range(rounds):
        found = ship_pending(database, hook, receiver.client, source="trellis")
        clock.now += 3600
    return found


def test_events_arrive_once_and_in_order(database, clock):
    tell(database, *((number, f"k{number % 3}") for number in range(250)))
    receiver = Receiver()
    assert [ship(database, receiver, clock).more for _ in range(3)] == [True, True, False]
    ship(database, receiver, clock)
    assert receiver.taken == list(range(250))


def test_a_delivery_is_a_signed_cloud_event(database, clock):
    tell(database, (7, "operations/flights"))
    receiver = Receiver()
    ship(database, receiver, clock)
    request, event = receiver.seen[0]
    assert (event["specversion"], event["type"], event["subject"]) == ("1.0", "trellis.told", "operations/flights")
    assert (event["source"], event["data"], event["time"][-1]) == ("trellis", {"n": 7}, "Z")
    assert request.headers["content-type"] == "application/cloudevents+json"
    assert verify_signature(request.headers, request.content, secret=SECRET)


@pytest.mark.parametrize(
    ("headers", "body", "secret"),
    [
        (lambda h: h, lambda b: b + b" ", SECRET),
        (lambda h: h, lambda b: b, "another secret!!"),
        (lambda h: {"Trellis-Signature": h["Trellis-Signature"].replace("t=1", "t=2")}, lambda b: b, SECRET),
        (lambda h: {"Trellis-Signature": "t=1,v1="}, lambda b: b, SECRET),
        (lambda h: {"Trellis-Signature": "nonsense"}, lambda b: b, SECRET),
        (lambda h: {}, lambda b: b, SECRET),
    ],
)
def test_a_delivery_that_was_changed_or_forged_does_not_verify(database, clock, headers, body, secret):
    tell(database, (1, "k"))
    receiver = Receiver()
    ship(database, receiver, clock)
    request = receiver.seen[0][0]
    assert not verify_signature(headers(request.headers), body(request.content), secret=secret)


@pytest.mark.parametrize("trouble", [500, 503, 429, 408, httpx.ConnectError("refused"), httpx.ReadTimeout("slow")])
def test_a_subscriber_that_is_away_is_asked_later_and_misses_nothing(database, clock, trouble):
    tell(database, (1, "a"), (2, "b"))
    receiver = Receiver(lambda event: trouble)
    ship_pending(database, HOOK, receiver.client, source="trellis")
    ship_pending(database, HOOK, receiver.client, source="trellis")
    assert len(receiver.seen) == 1  # not asked again at once, nor for every event
    receiver.answer = lambda event: 204
    clock.now += 5
    ship(database, receiver, clock)
    assert receiver.taken == [1, 2]


def test_waiting_grows_while_a_subscriber_is_away(database, clock):
    tell(database, (1, "a"))
    receiver, pauses = Receiver(lambda event: 500), []
    for _ in range(12):
        ship_pending(database, HOOK, receiver.client, source="trellis")
        with database.read() as session:
            pauses.append(session.get(Subscriber, "hook").next_try - clock.now)
        clock.now += pauses[-1]
    assert pauses[:4] == [5, 10, 20, 40]
    assert max(pauses) == 3600


def test_a_refused_event_holds_up_its_own_key_alone(database, clock):
    tell(database, (1, "bad"), (2, "good"), (3, "bad"), (4, "good"))
    receiver = Receiver(lambda event: 400 if event["data"]["n"] == 1 else 204)
    ship(database, receiver, clock)
    assert receiver.taken == [2, 4]
    receiver.answer = lambda event: 204
    ship(database, receiver, clock, rounds=2)
    assert receiver.taken == [2, 4, 1, 3]


def test_a_poison_event_is_parked_and_its_key_goes_on(database, clock):
    tell(database, (1, "bad"), (2, "bad"))
    receiver = Receiver(lambda event: 422 if event["data"]["n"] == 1 else 204)
    ship(database, receiver, clock, rounds=10)
    assert receiver.taken == [2]
    assert sum(event["data"]["n"] == 1 for _, event in receiver.seen) == 8
    with database.read() as session:
        parked = session.exec(shipments(subscriber_name="hook", state="parked")).all()
    assert [(row.attempts, row.trouble) for row in parked] == [(8, "status 422")]


def test_a_parked_event_can_be_tried_again_once_the_subscriber_is_mended(database, clock):
    tell(database, (1, "bad"))
    receiver = Receiver(lambda event: 422)
    ship(database, receiver, clock, rounds=9)
    receiver.answer = lambda event: 204
    ship(database, receiver, clock)
    assert receiver.taken == []
    with database.write("mending") as session:
        try_again(session, "hook", 1)
    ship(database, receiver, clock)
    assert receiver.taken == [1]


@pytest.mark.parametrize(("subscriber", "event"), [("hook", 1), ("hook", 99), ("ghost", 1)])
def test_only_what_is_parked_can_be_tried_again(database, subscriber, event):
    tell(database, (1, "a"))
    with pytest.raises(NotFound, match="parked"), database.write("mending") as session:
        try_again(session, subscriber, event)


def test_a_redirect_is_not_followed(database, clock):
    tell(database, (1, "a"))
    receiver = Receiver(lambda event: 302)
    ship(database, receiver, clock)
    assert [str(request.url) for request, _ in receiver.seen] == ["http://127.0.0.1:1/events"]


def test_a_subscriber_hears_of_its_topics_alone(database, clock):
    for topic in ("grant.issued", "other"):
        tell(database, (topic, "k"), topic=topic)
    receiver = Receiver()
    ship(database, receiver, clock, hook=HOOK.model_copy(update={"topics": ("grant.issued",)}))
    assert receiver.taken == ["grant.issued"]


def test_subscribers_do_not_wait_for_each_other(database, clock):
    tell(database, (1, "a"))
    ship(database, Receiver(lambda event: 500), clock)
    other = Receiver()
    ship(database, other, clock, hook=HOOK.model_copy(update={"name": "other"}))
    assert other.taken == [1]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("abc"), st.lists(st.sampled_from([400, 500]), max_size=3)), max_size=15))
def test_whatever_a_subscriber_answers_each_key_arrives_whole_and_in_order(make_database, clock, plan):
    database = make_database()
    tell(database, *((number, key) for number, (key, _) in enumerate(plan)))
    left = {number: list(troubles) for number, (_, troubles) in enumerate(plan)}
    receiver = Receiver(lambda event: left[event["data"]["n"]].pop() if left[event["data"]["n"]] else 204)
    ship(database, receiver, clock, rounds=3 * len(plan) + 4)
    by_key = defaultdict(list)
    for number in receiver.taken:
        by_key[plan[number][0]].append(number)
    assert sorted(receiver.taken) == list(range(len(plan)))
    assert all(numbers == sorted(numbers) for numbers in by_key.values())
    with database.read() as session:
        assert session.exec(select(Shipment)).all() == []


@pytest.fixture
def make_database(tmp_path, clock):
    made = []

    def make():
        home = tmp_path / f"home{len(made)}"
        made.append(open_registry(load_settings(home=home), clock=clock, ids=CountingIds()))
        return made[-1]

    yield make
    for database in made:
        database.close()


@pytest.mark.parametrize(("place", "copies"), [("before", 2), ("after", 1)])
@pytest.mark.enable_socket
def test_a_shipper_that_dies_delivers_again_rather_than_never(database, settings_of_home, clock, place, copies):
    tell(database, (1, "a"))
    received = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            received.append(json.loads(self.rfile.read(int(self.headers["content-length"])))["id"])
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        code = SHIP.format(home=settings_of_home, url=f"http://127.0.0.1:{server.server_port}/", secret=SECRET)
        run_code(code, expect=CRASHED, TRELLIS_FAILPOINTS=f"outbox.remember.{place}=crash")
        run_code(code)
        server.shutdown()
    assert (len(received), len(set(received))) == (copies, 1)


SHIP = """
import httpx
from platform_api.db import open_registry
from platform_api.outbox.shipping import ship_pending
from platform_api.settings import WebhookSettings, load_settings
database = open_registry(load_settings(home={home!r}))
with httpx.Client() as client:
    ship_pending(database, WebhookSettings(name="hook", url={url!r}, secret={secret!r}), client, source="trellis")
database.close()
"""


@pytest.fixture
def settings_of_home(database, tmp_path):
    return str(tmp_path / "home")
