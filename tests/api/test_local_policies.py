"""A product's own policies: compiled when it is published, asked at every read, and never able to widen."""

import pytest

from governance.opa.program import inside
from tests.factories.mesh import open_mesh
from tests.factories.products import product_files
from tests.factories.running import problem, publish, published, query, run, write_rows
from tests.services import install

LOCAL = """package local.read

# Nobody but the crew reads trips that were late, and carriers are nobody's business.
filters contains {"column": "delay", "values": [0], "policy": "on-time-only"}

masks contains {"column": "carrier", "kind": "redact", "policy": "carriers-are-hidden"} if input.subject.id != "olga"

deny contains {
	"policy": "not-on-research",
	"path": "purpose",
	"message": "Trips are not for research",
	"fix": "ask for another purpose",
} if {
	input.purpose == "research"
}
"""
TEST = "package local.read_test\n\nimport data.local.read\n\ntest_one if count(read.filters) == 1\n"
WITH_POLICIES = {"policies/read.rego": LOCAL, "policies/read_test.rego": TEST}


def test_a_product_with_policies_is_not_published_where_nothing_can_compile_them(lawful, monkeypatch):
    monkeypatch.setenv("TRELLIS_OPA", "/nowhere/opa")
    refused = publish(lawful, product_files(files=WITH_POLICIES))
    assert problem(refused) == (503, "unavailable")
    assert "opa version" in refused.json()["hint"]
    assert lawful.by("olga").get("/api/v1/products/operations/trips").status_code == 404


@pytest.fixture
def opa_is_named(monkeypatch):
    monkeypatch.setenv("TRELLIS_OPA", str(install.opa()))


@pytest.fixture
def governed(tmp_path, template, portal, stock, opa_is_named):
    """`operations/trips`, whose every column is public, under policies of its own."""
    with open_mesh(tmp_path / "home", template, portal=portal, law=stock) as mesh:
        columns = ({"name": "id", "logicalType": "integer", "primaryKey": True, "primaryKeyPosition": 1},
                   {"name": "carrier", "logicalType": "string"}, {"name": "delay", "logicalType": "integer"})  # fmt: skip
        location = str(write_rows(tmp_path, "id,carrier,delay\n1,UA,0\n2,AA,30\n3,DL,0\n"))
        published(mesh, product_files(columns=columns, files=WITH_POLICIES), location=location)
        run(mesh, tmp_path / "scratch")
        yield mesh


@pytest.mark.services
def test_they_mask_and_filter_what_the_law_shows_everyone(governed):
    answer = query(
        governed, "SELECT id, carrier FROM operations.trips ORDER BY id", by="sam", purpose="planning"
    ).json()
    assert answer["rows"] == [{"id": 1, "carrier": "***"}, {"id": 3, "carrier": "***"}]
    assert answer["notes"]["tables"][0]["filtered_by"] == ["delay"]
    assert "+" in answer["notes"]["revision"]


@pytest.mark.services
def test_they_refuse_with_their_own_reason_and_the_refusal_replays(governed):
    refused = query(governed, "SELECT id FROM operations.trips", by="sam", purpose="research")
    assert (refused.status_code, refused.json()["policy"], refused.json()["hint"]) == (
        403,
        "not-on-research",
        "ask for another purpose",
    )
    last = governed.by("root").get("/api/v1/mesh/decisions", params={"kind": "access/read"}).json()["items"][0]
    replayed = governed.by("root").get(f"/api/v1/mesh/decisions/{last['id']}/replay").json()
    assert replayed["same"] is True


@pytest.mark.services
@pytest.mark.parametrize(
    ("rego", "words"),
    [
        ("package local.read\n\ndeny contains {", "rego_parse_error"),
        ("package local.read\n\nallow := http.send({}).status\n", "undefined function http.send"),
        ("package local.other\n\nx := 1\n", "local/read"),
        ("package local.read\n\ndenny contains {}\n", "`denny`"),
        ("package local.read.more\n\ndeny contains {}\n", "`local.read.more`"),
    ],
)
def test_rego_that_cannot_be_asked_is_refused_and_nothing_is_published(lawful, opa_is_named, rego, words):
    refused = publish(lawful, product_files(files={**WITH_POLICIES, "policies/read.rego": rego}))
    assert problem(refused) == (422, "bad-rego")
    assert words in refused.json()["detail"]
    assert lawful.by("olga").get("/api/v1/products/operations/trips").status_code == 404


@pytest.mark.services
def test_a_policy_that_makes_no_sense_is_a_no(lawful, tmp_path, opa_is_named):
    rego = 'package local.read\n\nmasks contains {"column": "nothing", "kind": "redact", "policy": "p"}\n'
    files = product_files(files={**WITH_POLICIES, "policies/read.rego": rego})
    published(lawful, files, location=str(write_rows(tmp_path)))
    refused = query(lawful, "SELECT id FROM operations.trips", by="olga", purpose="planning")
    assert (refused.status_code, refused.json()["policy"]) == (403, "undecided")


NEEDS_OPA = """package local.read

deny contains {
	"policy": "not-on-research",
	"path": "purpose",
	"message": sprintf("Trips are not for %s", [input.purpose]),
	"fix": "ask for another purpose",
} if {
	input.purpose == "research"
}
"""


@pytest.fixture
def opa_is_inside(monkeypatch):
    monkeypatch.delenv("TRELLIS_OPA", raising=False)
    assert inside() is not None


@pytest.mark.services
def test_policies_that_need_a_builtin_of_opa_are_decided_by_it(lawful, tmp_path, opa_is_inside):
    files = product_files(files={"policies/read.rego": NEEDS_OPA})
    published(lawful, files, location=str(write_rows(tmp_path)))
    refused = query(lawful, "SELECT id FROM operations.trips", by="olga", purpose="research")
    assert (refused.status_code, refused.json()["policy"]) == (403, "not-on-research")
    assert "Trips are not for research" in refused.json()["detail"]


@pytest.mark.services
def test_they_are_compiled_before_the_writers_turn_is_taken(tmp_path, template, portal, stock, opa_is_inside):
    with open_mesh(tmp_path / "home", template, portal=portal, law=stock, lock_wait_seconds=0.5) as mesh:
        with mesh.state.database.lock.turn("a test"):
            assert publish(mesh, product_files(files=WITH_POLICIES)).status_code == 503
        (made,) = mesh.state.compiled._known.values()
    assert made.entrypoints == ("local/read",)


@pytest.mark.services
def test_nothing_is_compiled_for_someone_who_may_not_publish(lawful, opa_is_inside):
    refused = publish(lawful, product_files(files=WITH_POLICIES), by="sam")
    assert refused.status_code in {403, 404}
    assert not lawful.state.compiled._known


@pytest.mark.services
def test_a_failure_is_kept_without_the_memory_of_the_opa_that_failed(lawful, opa_is_inside):
    files = product_files(files={**WITH_POLICIES, "policies/read.rego": "package local.read\n\nx := nothing\n"})
    assert problem(publish(lawful, files)) == (422, "bad-rego")
    (kept,) = lawful.state.compiled._known.values()
    assert (kept.case, kept.__traceback__, kept.__cause__) == ("bad-rego", None, None)
