"""A lease is renewed while a run works, and lost when the platform says so; the platform here is a few lines of HTTP."""

import threading
from dataclasses import replace

import httpx
import pytest

from governance.errors import Conflict, Unavailable
from sidecar.platform import Platform
from sidecar.run.lease import LeaseKeeper
from sidecar.run.order import Lease

PROBLEM = {"type": "/problems/lease-lost", "detail": "The run has lost its lease", "hint": "another run took over"}


class Answers:
    """Gives the statuses in turn, the last one for ever, and lets a test wait for the nth request."""

    def __init__(self, *statuses):
        self.statuses, self.asked, self.seen = list(statuses), [], threading.Condition()

    def __call__(self, request):
        with self.seen:
            self.asked.append((request.url.path, request.content))
            self.seen.notify_all()
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        if status == 0:
            raise httpx.ConnectError("nobody is there")
        return httpx.Response(status, json=PROBLEM if status >= 400 else {"fence": 3, "seconds": 60})

    def wait_for(self, count):
        with self.seen:
            assert self.seen.wait_for(lambda: len(self.asked) >= count, timeout=10)


@pytest.fixture
def keeper(order):
    def make(answers):
        http = httpx.Client(transport=httpx.MockTransport(answers), base_url="http://mesh")
        return LeaseKeeper(Platform(http), replace(order, lease=Lease(fence=3, seconds=0.03)))

    return make


def test_a_lease_is_renewed_with_its_fence_until_the_end(keeper):
    answers = Answers(200)
    with keeper(answers) as lease:
        answers.wait_for(3)
        lease.check()
    count = len(answers.asked)
    assert answers.asked[0] == ("/api/v1/products/operations/trips/runs/run_1/lease", b'{"fence":3}')
    assert len(answers.asked) == count


def test_a_lease_that_is_lost_is_asked_for_no_more_and_stops_the_run(keeper):
    answers = Answers(200, 409)
    with keeper(answers) as lease:
        answers.wait_for(2)
        lease._thread.join(timeout=10)
        with pytest.raises(Conflict, match="lost its lease"):
            lease.check()
    assert len(answers.asked) == 2


@pytest.mark.parametrize("status", [0, 503, 500])
def test_a_platform_that_is_away_for_a_while_loses_no_lease(keeper, status):
    answers = Answers(status, status, 200)
    with keeper(answers) as lease:
        answers.wait_for(4)
        lease.check()


@pytest.mark.parametrize(("status", "kind"), [(0, Unavailable), (503, Unavailable), (409, Conflict)])
def test_every_call_raises_the_platforms_own_failure(order, status, kind):
    http = httpx.Client(transport=httpx.MockTransport(Answers(status)), base_url="http://mesh")
    with pytest.raises(kind) as failure:
        Platform(http).start(order.product, holder="h")
    assert failure.value.hint


def test_ends_are_told_under_a_key_so_that_they_happen_once(order):
    keys = []

    def answer(request):
        keys.append(request.headers.get("idempotency-key"))
        return httpx.Response(200, json={})

    platform = Platform(httpx.Client(transport=httpx.MockTransport(answer), base_url="http://mesh"))
    platform.publish(order.product, "run_1", {"fence": 1})
    platform.fail(order.product, "run_1", {"fence": 1})
    platform.start(order.product, holder="h")
    assert keys == ["publish-run_1", "fail-run_1", None]
