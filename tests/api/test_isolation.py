"""Two domains that must not see each other's secrets: canaries planted in one, every address asked by the other."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from platform_api.routing import guarded_routes
from tests.factories.mesh import open_mesh

CANARIES = ("canary_purpose", "canary_reason")
GRANT = {"grantee_kind": "user", "grantee": "sam", "purposes": ["canary_purpose"], "reason": "canary_reason"}


def weather_names(mesh):
    """Return what to put into a path to point it at the other domain's things."""
    found = mesh.by("wes").get("/api/v1/mesh/ports/weather.observations/grants").json()["items"]
    mesh.by("wes").post(f"/api/v1/mesh/grants/{found[0]['id']}/revocation", json={"reason": "canary_reason"})
    decision = mesh.by("wes").get("/api/v1/mesh/ports/weather.observations/decisions").json()["items"][0]
    digest = mesh.by("wes").get("/api/v1/mesh/ports/weather.observations").json()["contract"]["digest"]
    return {
        "domain": "weather",
        "product": "observations",
        "version": "1.0.0",
        "port": "weather.observations",
        "digest": digest,
        "team": "weather_team",
        "member": "wes",
        "principal:path": "weather/observations",
        "grant": found[0]["id"],
        "decision": decision["id"],
        "slug": "not-found",
    }


def filled(path, names):
    for name, value in names.items():
        path = path.replace("{" + name + "}", value)
    return path


@pytest.mark.parametrize("who", ["", "sam", "mia", "olga", "robot", "operations/flights"])
def test_no_address_shows_one_domain_the_secrets_of_another(mesh, who):
    names = weather_names(mesh)
    for method, path, _ in guarded_routes(mesh.app):
        answer = mesh.by(who).request(method, filled(path, names), params={} if method == "GET" else {"stop": "here"})
        shown = answer.text + str(answer.headers)
        assert [canary for canary in CANARIES if canary in shown] == [], path


@pytest.mark.parametrize("who", ["wes", "root"])
def test_the_canaries_are_there_for_those_who_may_see_them(mesh, who):
    names = weather_names(mesh)
    assert "canary_reason" in mesh.by(who).get(f"/api/v1/mesh/grants/{names['grant']}").text


@pytest.mark.parametrize(
    ("method", "path", "missing"),
    [
        ("GET", "/api/v1/mesh/grants/{grant}", "grant_999999"),
        ("POST", "/api/v1/mesh/grants/{grant}/revocation", "grant_999999"),
        ("GET", "/api/v1/mesh/decisions/{decision}", "decision_999999"),
        ("GET", "/api/v1/mesh/decisions/{decision}/replay", "decision_999999"),
    ],
)
def test_what_is_hidden_looks_exactly_like_what_is_not_there(mesh, method, path, missing):
    names = weather_names(mesh)
    hidden = mesh.by("olga").request(method, filled(path, names), json={"reason": "x"})
    absent = mesh.by("olga").request(method, filled(path, dict.fromkeys(names, missing)), json={"reason": "x"})
    assert (hidden.status_code, hidden.content) == (absent.status_code, absent.content) == (404, hidden.content)
    assert set(hidden.headers) == set(absent.headers)


@pytest.mark.parametrize(
    "field", ["id", "port", "issued_by", "issued_at", "state", "contract", "revoked", "team", "domain"]
)
def test_what_the_platform_decides_cannot_be_sent_along(mesh, field):
    body = {**GRANT, "expires": mesh.clock() + 60, field: "weather.observations"}
    assert mesh.by("olga").post("/api/v1/mesh/ports/operations.flights/grants", json=body).status_code == 422


@pytest.mark.parametrize("field", ["roles", "kind", "status", "teams", "id"])
def test_nobody_makes_themselves_more_than_they_are(mesh, field):
    for path in ("/api/v1/infrastructure/principals/sam", "/api/v1/me"):
        assert mesh.by("sam").patch(path, json={field: ["platform_admin"]}).status_code in {403, 405}
    assert mesh.by("sam").get("/api/v1/me").json()["roles"] == []


def test_an_owner_moves_nothing_into_a_team_that_is_not_theirs(mesh):
    answer = mesh.by("olga").put("/api/v1/infrastructure/teams/weather_team/members/olga", json={"role": "owner"})
    assert answer.status_code == 403
    assert mesh.by("olga").get("/api/v1/me").json()["teams"] == ["flight_ops"]


class TwoDomains(RuleBasedStateMachine):
    """Owners of two domains grant, revoke and change teams as they like; neither ever sees the other's reasons."""

    mesh = None

    def __init__(self):
        super().__init__()
        self.grants = {"olga": [], "wes": []}

    owners = st.sampled_from(["olga", "wes"])
    people = st.sampled_from(["sam", "robot", "mia"])

    def port(self, owner):
        return "operations.flights" if owner == "olga" else "weather.observations"

    @rule(owner=owners, grantee=people)
    def grant(self, owner, grantee):
        kind = "service" if grantee == "robot" else "user"
        body = {**GRANT, "grantee": grantee, "grantee_kind": kind, "reason": f"secret of {owner}"}
        path = f"/api/v1/mesh/ports/{self.port(owner)}/grants"
        answer = self.mesh.by(owner).post(path, json={**body, "expires": self.mesh.clock() + 60})
        assert answer.status_code == 201
        self.grants[owner].append(answer.json()["id"])

    @rule(actor=owners, owner=owners, index=st.integers(0, 5))
    def revoke(self, actor, owner, index):
        if index < len(self.grants[owner]):
            path = f"/api/v1/mesh/grants/{self.grants[owner][index]}/revocation"
            status = self.mesh.by(actor).post(path, json={"reason": f"secret of {actor}"}).status_code
            assert status in ({201, 200, 409} if actor == owner else {404})

    @rule(actor=owners, owner=owners)
    def grant_for_another(self, actor, owner):
        body = {**GRANT, "expires": self.mesh.clock() + 60, "reason": f"secret of {actor}"}
        path = f"/api/v1/mesh/ports/{self.port(owner)}/grants"
        assert (self.mesh.by(actor).post(path, json=body).status_code == 201) == (actor == owner)

    @invariant()
    def neither_sees_the_reasons_of_the_other(self):
        for actor, other in (("olga", "wes"), ("wes", "olga")):
            pages = [f"/api/v1/mesh/ports/{self.port(other)}/{what}" for what in ("grants", "readers", "decisions")] + [
                "/api/v1/me/grants",
                "/api/v1/mesh/events",
                "/api/v1/mesh/decisions",
            ]
            assert f"secret of {other}" not in "".join(self.mesh.by(actor).get(page).text for page in pages)


def test_whatever_two_owners_do_neither_sees_the_other(tmp_path, template, portal):
    with open_mesh(tmp_path / "home", template, portal=portal) as mesh:
        TwoDomains.mesh = mesh
        steps = settings(max_examples=8, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck))
        run_state_machine_as_test(TwoDomains, settings=steps)
