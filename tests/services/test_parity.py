"""All engines give one answer; `python -m tests.security.parity` asks them a hundred thousand questions."""

import json

import pytest

from governance.policy import OpaEngine, RegoEngine, WasmEngine
from governance.policy.bundle import load_bundle
from tests.security import parity

pytestmark = [pytest.mark.services, pytest.mark.allow_hosts(["127.0.0.1"])]


class Otherwise:
    """An engine that is sometimes of another opinion."""

    revision = ""

    def evaluate(self, entrypoint, document):
        return WasmEngine().evaluate(entrypoint, document) if "now" in document else {"allow": True}


@pytest.mark.parametrize("batch", range(4))
def test_three_engines_decide_alike(opa_url, batch):
    server = OpaEngine(opa_url, revision=load_bundle().revision, timeout=30)
    engines = {"wasm": WasmEngine(), "rego": RegoEngine(), "server": server}
    seeds = range(10**6 + batch * 100, 10**6 + batch * 100 + 100)
    assert [one for one in parity.differences(engines, seeds) if not one.in_words_only] == []


def test_an_engine_that_decides_otherwise_is_found():
    found = list(parity.differences({"wasm": WasmEngine(), "other": Otherwise()}, range(300)))
    assert found
    assert not any(one.in_words_only for one in found)


def test_the_campaign_that_is_kept_was_of_these_policies_and_found_nothing():
    kept = json.loads(parity.RESULT.read_text())
    assert kept["cases"] >= 100_000
    assert (kept["differences"], kept["revision"]) == (0, load_bundle().revision)
