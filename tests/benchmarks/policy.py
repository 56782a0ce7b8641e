"""Policy decisions: what a query asks per table, what a publish asks per product, against OPA over HTTP; and building them."""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from governance.descriptors import load_product
from governance.policy import (
    ColumnFacts,
    FilterRule,
    Grant,
    Known,
    Law,
    OpaEngine,
    PolicyEngine,
    PortFacts,
    RegoEngine,
    Subject,
    WasmEngine,
    read_input,
    registration_input,
)
from governance.policy.authoring import build_local, run_policy_tests
from governance.policy.bundle import load_bundle
from governance.policy.toolbox import find_tools
from tests.benchmarks.figures import Row, figure, spread
from tests.oracles import questions
from tests.services.opa import opa_server

__all__ = ["measure"]

_FLIGHTS = Path(__file__).parents[2] / "products" / "operations" / "flights"
_NOW = 1_790_000_000
_WARM = 50
_LOCAL = """package local.read

masks contains {"column": "email", "kind": "null", "policy": "no-mail"} if input.purpose == "research"
"""
_TEST = """package local.read_test

import data.local.read

test_mail_is_hidden if count(read.masks) == 1 with input.purpose as "research"

test_mail_is_shown if count(read.masks) == 0 with input.purpose as "billing"
"""


def measure(*, asked: int = 5000, opa: bool = True) -> Iterator[Row]:
    """Yield decisions a second and the time of one, for reads that are allowed and refused, and for registrations."""
    law = Law(WasmEngine())
    granted, refused, registered = _read(purpose="planning"), _read(purpose="billing"), _registration()
    assert law.read(granted).allowed
    assert not law.read(refused).allowed
    assert law.verdict("registration/register", registered).allowed
    yield from _decisions("read, 20 columns, allowed", lambda: law.read(granted), asked)
    yield from _decisions("read, 20 columns, refused", lambda: law.read(refused), asked)
    register = "registration of operations/flights"
    yield from _decisions(register, lambda: law.verdict("registration/register", registered), asked // 5)
    if opa:
        yield from _against_a_server(asked // 5)
        yield from _authoring()


def _against_a_server(asked: int, rounds: int = 5) -> Iterator[Row]:
    """The same questions of all kinds, in turn: compiled policies, OPA over one kept connection, OPA's own evaluator here."""
    mixed = [(kind, questions.asked(kind, seed)) for seed in range(asked // 4) for kind in questions.KINDS]
    with tempfile.TemporaryDirectory() as folder, opa_server(Path(folder)) as url:
        ours, inside = WasmEngine(), RegoEngine()
        server = OpaEngine(url, revision=load_bundle().revision, timeout=30)
        rates = [[_rate(engine, mixed) for engine in (ours, server, inside)] for _ in range(rounds)]
    compiled, served, evaluated = (list(column) for column in zip(*rates, strict=True))
    yield from spread("decisions of all kinds, against OPA over HTTP", compiled, "1/s", baseline=served, goal=1.5)
    yield from spread("decisions by the OPA inside, against OPA over HTTP", evaluated, "1/s", baseline=served)


def _rate(engine: PolicyEngine, mixed: list[tuple[str, dict[str, Any]]]) -> float:
    for kind, document in mixed[:_WARM]:
        engine.evaluate(kind, document)
    began = time.perf_counter()
    for kind, document in mixed:
        engine.evaluate(kind, document)
    return len(mixed) / (time.perf_counter() - began)


def _authoring(rounds: int = 5) -> Iterator[Row]:
    """A product's own policies, checked, tested with coverage and built by the OPA inside, its machine code at hand."""
    tools, took = find_tools(), []
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("read.rego", _LOCAL), ("read_test.rego", _TEST)):
            Path(folder, name).write_text(text)
        for _ in range(rounds):
            began = time.perf_counter()
            assert run_policy_tests([Path(folder)], tools).ok
            build_local({"read.rego": _LOCAL}, tools)
            took.append(time.perf_counter() - began)
    yield from spread("a product's policies: check, tests with coverage, build", took, "s", goal=1)


def _decisions(name: str, decide: Callable[[], Any], asked: int) -> Iterator[Row]:
    took = []
    for _ in range(_WARM):
        decide()
    for _ in range(asked):
        began = time.perf_counter()
        decide()
        took.append(time.perf_counter() - began)
    took.sort()
    yield figure(f"{name}, decisions", asked / sum(took), "1/s", goal=2000)
    yield figure(f"{name}, p50", statistics.median(took) * 1000, "ms")
    yield figure(f"{name}, p99", took[int(len(took) * 0.99)] * 1000, "ms", goal=3)


def _read(*, purpose: str) -> dict[str, Any]:
    """A port of 20 columns with a row filter, read by a user with three grants, one of which counts."""
    levels = ("internal", "confidential", "restricted", "internal")
    columns = [ColumnFacts(name=f"c{at}", classification=levels[at % 4], mask="hash") for at in range(20)]
    port = PortFacts(
        name="operations.flights",
        domain="operations",
        product="operations/flights",
        version="1.0.0",
        status="active",
        team="flight_ops",
        columns=columns,
        purposes=["operations", "planning"],
        row_filters=[FilterRule(column="c0", attribute="carriers")],
    )
    times = ((0, _NOW - 1), (_NOW + 1, _NOW + 2), (0, _NOW + 1))
    grants = [
        Grant(
            id=f"grant_{at}",
            grantee_kind="user",
            grantee="wes",
            purposes=["planning"],
            columns=["*"],
            clear=["c1"],
            starts=starts,
            expires=expires,
        )
        for at, (starts, expires) in enumerate(times)
    ]
    subject = Subject(id="wes", kind="user", teams=["weather_team"], attributes={"carriers": ["AA", "UA"]})
    return read_input(subject=subject, purpose=purpose, now=_NOW, port=port, grants=grants)


def _registration() -> dict[str, Any]:
    product = load_product(str(_FLIGHTS))
    assert product.descriptor is not None
    domain, team = product.descriptor.product.domain, product.descriptor.team
    inputs = {one.contract_id: f"{domain}.{one.name}" for one in product.descriptor.inputs}
    return registration_input(
        subject=Subject(id="ana", kind="user", teams=[team]),
        descriptor=product.descriptor,
        contracts=list(product.contracts.values()),
        known=Known(domains={domain: team}, teams=[team], ids=inputs),
        now=_NOW,
    )
