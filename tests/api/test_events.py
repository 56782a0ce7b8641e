"""`/api/v1/mesh/events`: the feed has every event once, in the order of the commits."""

from functools import partial

import anyio
import pytest

from platform_api.outbox.models import Shipment, Subscriber
from tests.factories.mesh import NOON

EVENTS = "/api/v1/mesh/events"


def feed(mesh, **params):
    return mesh.by("root").get(EVENTS, params=params).json()


def test_what_happened_is_told_in_order_and_nothing_is_skipped(mesh):
    found, after = [], 0
    while page := feed(mesh, after=after, limit=3)["items"]:
        found += page
        after = page[-1]["seq"]
    assert [event["seq"] for event in found] == list(range(1, len(found) + 1))
    assert {event["topic"] for event in found} >= {
        "team.created",
        "product.published",
        "contract.in_force",
        "grant.issued",
    }


def test_an_event_of_something_that_failed_does_not_exist(mesh):
    before = feed(mesh)["last"]
    mesh.by("root").post("/api/v1/infrastructure/teams", json={"name": "half", "owners": ["ghost"]})
    assert feed(mesh, after=before) == {"items": [], "last": before}


@pytest.mark.parametrize(
    ("topics", "expected"), [(["grant.issued"], 1), (["team.created", "domain.created"], 4), (["x"], 0)]
)
def test_topics_can_be_chosen(mesh, topics, expected):
    assert len(feed(mesh, topic=topics)["items"]) == expected


@pytest.mark.parametrize("after", ["-1", "x", str(2**63), "1e3"])
def test_a_place_that_cannot_be_is_malformed(mesh, after):
    assert mesh.by("root").get(EVENTS, params={"after": after}).status_code == 422


def test_one_who_follows_the_feed_misses_nothing_while_many_write(mesh, portal):
    async def race():
        seen, after = [], feed_start

        async def write(client, number):
            await client.post("/api/v1/infrastructure/teams", json={"name": f"t{number}", "owners": ["olga"]})

        async with mesh.aclient("root") as client, anyio.create_task_group() as tasks:
            for number in range(25):
                tasks.start_soon(partial(write, client, number))
            while len(seen) < 25:
                page = (await client.get(EVENTS, params={"after": after, "topic": "team.created"})).json()
                seen += [event["key"] for event in page["items"]]
                after = page["last"]
        return seen

    feed_start = feed(mesh)["last"]
    assert sorted(portal.call(race)) == sorted(f"t{number}" for number in range(25))


@pytest.mark.parametrize(
    ("filters", "expected"), [({}, [1, 2]), ({"state": "parked"}, [2]), ({"subscriber": "ghost"}, [])]
)
def test_what_subscribers_did_not_take_can_be_looked_at(mesh, filters, expected):
    def refuse(session):
        session.add(Subscriber(name="hook"))
        session.flush()
        for event, state in ((1, "waiting"), (2, "parked")):
            session.add(
                Shipment(subscriber="hook", event=event, key="k", state=state, next_try=NOON, trouble="status 422")
            )

    mesh.change(refuse)
    found = mesh.by("root").get("/api/v1/mesh/shipments", params=filters).json()["items"]
    assert [row["event"] for row in found] == expected
