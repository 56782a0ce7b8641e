"""The control port takes quarantined rows through again."""

import pytest

from tests.factories.orders import write_csv
from tests.journeys.test_ports_served import ana, desk, outcome, served  # noqa: F401 - the same processes

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.timeout(600)]


def test_a_replay_is_a_run_whose_outcome_can_be_asked_for(ana, desk):  # noqa: F811
    write_csv(desk.orders)
    begun = ana.post("/replay", json={"port": "orders"})
    assert begun.status_code == 202, begun.text
    found = outcome(ana, begun)
    assert (found["kind"], found["state"]) == ("replay", "published")
