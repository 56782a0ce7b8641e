"""A few strikes of each journey at any instant; `python -m tests.crash` has thousands, and `reliability.json` their figures."""

import pytest

from tests.crash.__main__ import figures, together
from tests.crash.campaign.campaign import Tally, strike
from tests.crash.campaign.flows import FLOWS
from tests.crash.campaign.strikes import Strike


@pytest.mark.parametrize("share", [0.15, 0.5, 0.85])
@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.journey)
def test_nothing_is_lost_halved_or_doubled_at_any_instant(shop, flow, share):
    tally = Tally(flow.journey, 0)
    strike(shop, flow, Strike(flow.journey, "instant", share=share), 0.5, tally)
    assert tally.violations == []


def test_what_does_not_hold_is_told(shop):
    class Wrong:
        journey, mends_itself = "query", False

        def prepare(self, shop): ...

        def after(self, shop, ended):
            yield "lost"

        def mended(self, shop):
            yield "stuck"

    tally = Tally("query", 0)
    strike(shop, Wrong(), Strike("query", "crash", at="registry.commit.before=crash@1"), 0.5, tally)
    found = together([figures([tally], seed=seed, seconds=1.0) for seed in (1, 2)])
    assert (found["kills"], len(found["violations"]), found["upper_bound_per_kill"]) == (2, 4, None)
    assert (found["journeys"]["query"]["kills"], found["journeys"]["query"]["distinct_points"]) == (2, 1)
