"""The decision log: complete, in order, private, and every entry can be decided again."""

import pytest

from governance.policy import Verdict
from platform_api.access.service import read_question
from platform_api.decisions.service import record_decision
from platform_api.law import answer_json
from platform_api.main import stock_law
from platform_api.principals.service import caller_of
from tests.factories.law import SmallLaw
from tests.factories.mesh import open_mesh

DECISIONS = "/api/v1/mesh/decisions"


def decide(mesh, who, port, purpose="planning"):
    def ask(session):
        question = read_question(session, caller_of(session, who), port, purpose=purpose, now=session.now)
        return record_decision(session, "access/read", question, mesh.law.read(question)).id

    return mesh.change(ask)


@pytest.mark.parametrize("law", [SmallLaw, stock_law], ids=["small law", "stock law"])
@pytest.mark.parametrize(("who", "allowed"), [("olga", True), ("sam", False)])
def test_a_decision_is_kept_whole_and_replays_the_same(tmp_path, template, portal, law, who, allowed):
    with open_mesh(tmp_path / "home", template, portal=portal, law=law()) as mesh:
        name = decide(mesh, who, "operations.flights")
        kept = mesh.by("olga").get(f"{DECISIONS}/{name}").json()
        again = mesh.by("olga").get(f"{DECISIONS}/{name}/replay").json()
    assert (kept["subject"], kept["purpose"], kept["port"], kept["allowed"]) == (
        who, "planning", "operations.flights", allowed,
    )  # fmt: skip
    assert kept["answer"] == answer_json(mesh.law.read(kept["input"]))
    assert (again["same"], again["answered"]) == (True, kept["answer"])


def test_a_decision_replayed_under_another_law_says_what_is_different(mesh):
    name = decide(mesh, "olga", "operations.flights")
    mesh.law.revision = "small-2"
    mesh.law.read = lambda document: SmallLaw("small-2").read({**document, "port": {**document["port"], "team": "x"}})
    again = mesh.by("root").get(f"{DECISIONS}/{name}/replay").json()
    assert (again["same"], again["recorded"]["allowed"], again["answered"]["allowed"]) == (False, True, False)
    assert (again["recorded_revision"], again["revision"]) == ("small-1", "small-2")


@pytest.mark.parametrize(("kind", "port"), [("port", "operations.flights"), ("product", "")])
def test_a_verdict_is_of_the_port_that_was_acted_on_and_of_no_other_thing(mesh, kind, port):
    document = {"action": "grant", "resource": {"kind": kind, "name": "operations.flights"}}
    answer = Verdict(allowed=True, denials=(), warnings=(), revision="r")
    kept = mesh.change(lambda session: record_decision(session, "platform/act", document, answer))
    assert (kept.port, kept.action) == (port, "grant")


def test_owners_list_the_decisions_on_their_port_and_administrators_all(mesh):
    names = [decide(mesh, "sam", port) for port in ("operations.flights", "weather.observations")]
    own = mesh.by("olga").get("/api/v1/mesh/ports/operations.flights/decisions").json()["items"]
    assert [row["id"] for row in own] == names[:1]
    everything = mesh.by("root").get(DECISIONS, params={"kind": "access/read"}).json()["items"]
    assert [row["id"] for row in everything] == names[::-1]


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({}, 4),
        ({"subject": "sam"}, 2),
        ({"allowed": True}, 2),
        ({"subject": "sam", "allowed": True}, 0),
        ({"kind": "x"}, 0),
    ],
)
def test_decisions_are_filtered(mesh, filters, count):
    for who in ("sam", "olga"):
        decide(mesh, who, "operations.flights")
    mesh.by("sam").post("/api/v1/mesh/domains", json={"name": "x", "description": "x", "team": "flight_ops"})
    mesh.by("root").post("/api/v1/mesh/domains", json={"name": "x", "description": "x", "team": "flight_ops"})
    assert len(mesh.by("root").get(DECISIONS, params=filters).json()["items"]) == count


def test_pages_stay_in_step_while_decisions_are_added(mesh):
    names = [decide(mesh, "sam", "operations.flights") for _ in range(5)]
    first = mesh.by("root").get(DECISIONS, params={"limit": 2}).json()
    decide(mesh, "olga", "operations.flights")
    second = mesh.by("root").get(DECISIONS, params={"limit": 10, "after": first["next"]}).json()
    assert [row["id"] for row in first["items"] + second["items"]] == names[::-1]
    assert second["next"] is None


def test_a_decision_names_the_request_it_belongs_to(mesh):
    answer = mesh.by("root").post("/api/v1/mesh/domains", json={"name": "x", "description": "x", "team": "flight_ops"})
    newest = mesh.by("root").get(DECISIONS).json()["items"][0]
    assert newest["request_id"] == answer.headers["x-request-id"]
