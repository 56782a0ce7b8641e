"""Two whole platforms that differ only in what `sam` may not see: the API answers him with the same bytes everywhere."""

import hashlib
import hmac
import re

import pytest
from anyio.from_thread import start_blocking_portal

from platform_api.clock import rfc3339
from platform_api.db import open_registry
from platform_api.main import stock_law
from platform_api.settings import load_settings
from tests.factories.mesh import CountingIds, FakeClock, open_mesh, people_the_mesh
from tests.factories.products import product_files
from tests.factories.running import published, query, run, write_rows

TABLE = "mesh.operations.regions"
COLUMNS = (
    {"name": "id", "logicalType": "integer"},
    {"name": "region", "logicalType": "string"},
    {"name": "person", "logicalType": "string", "classification": "confidential"},
    {"name": "badge", "logicalType": "string", "classification": "confidential", "customProperties": [{"property": "mask", "value": "hash", "vendor": "trellis"}]},
    {"name": "note", "logicalType": "string"},
    {"name": "day", "logicalType": "date"},
)  # fmt: skip
FILTERS = [{"column": "region", "attribute": "region"}]
VISIBLE = [f"{i},north,{{mail}}-{i},b{i % 3},{i % 5},2026-01-{i + 1:02}" for i in range(20)]
HIDDEN = {
    "one": ["900,south,CNRY,CNRY,CNRY-note,2026-02-01"],
    "other": [f"{900 + i},CNRY{i},CNRY{i},CNRY{i},x{i},9999-12-31" for i in range(3000)],
}
ATTACKS = [
    "SELECT * FROM {} ORDER BY id", "SELECT count(*), min(id), max(day) FROM {}", "SELECT * FROM {} LIMIT 3", "SELECT CAST(note AS integer) FROM {}",
    "SELECT count(*) FROM {} WHERE CAST(note AS integer) >= 0", "SELECT person, count(*) FROM {} GROUP BY person", "SELECT max(person) FROM {} WHERE person LIKE 'CNRY%'",
    "SELECT count(*) AS n FROM {} GROUP BY badge ORDER BY n", "SELECT id FROM {} WHERE 1 / (id - 900) < 5", "SELECT date_trunc('year', day), count(*) FROM {} GROUP BY 1",
    "SELECT a.id, b.id FROM {} a JOIN {} b ON a.note = b.note WHERE 1 / (b.id + 1) >= 0 LIMIT 7", "SELECT id, row_number() OVER (ORDER BY note) FROM {}",
    "SELECT CAST(person AS integer) FROM {}", "SELECT nothing FROM {}", "SELECT * FROM {} WHERE region <> 'north'", 'SELECT "$path" FROM {}', "SELECT stats(id) FROM {}",
    "SELECT 1 / (id - 5) FROM {}", "EXPLAIN SELECT * FROM {}", "SELECT (SELECT id FROM {}) AS x",
]  # fmt: skip
PORT, PRODUCT = "/api/v1/mesh/ports/operations.regions", "/api/v1/products/operations/regions"
SURFACES = [
    PORT, f"{PORT}/quarantine", f"{PORT}/quarantine/rows", f"{PORT}/consumers", f"{PORT}/contracts", f"{PORT}/readers", f"{PORT}/decision?purpose=planning",
    f"{PORT}/grants", f"{PORT}/decisions", "/api/v1/mesh/search?q=regions", "/api/v1/mesh/search?q=CNRY", "/api/v1/mesh/lineage/operations.regions",
    "/api/v1/mesh/lineage/operations.regions/columns/person", "/api/v1/mesh/graph", "/api/v1/mesh/datasets", "/api/v1/mesh/jobs", "/api/v1/mesh/decisions",
    "/api/v1/mesh/products", "/api/v1/mesh/events", "/api/v1/me/grants", PRODUCT, f"{PRODUCT}/runs", f"{PRODUCT}/versions",
]  # fmt: skip
_HASH = re.compile(rb"[0-9a-f]{64}")
_VARIES = {"date", "x-request-id", "server-timing"}


@pytest.fixture(scope="module")
def meshes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("meshes")
    database = open_registry(load_settings(home=folder / "template"), clock=FakeClock(), ids=CountingIds())
    with database.write("peopling") as session:
        people_the_mesh(session)
    database.close()
    law = stock_law()
    with start_blocking_portal() as portal:
        opened = [open_mesh(folder / name / "home", folder / "template", portal=portal, law=law) for name in HIDDEN]
        with opened[0] as one, opened[1] as other:
            for mesh, name in zip((one, other), HIDDEN, strict=True):
                _furnish(mesh, folder / name, name)
            yield one, other


def _furnish(mesh, folder, name):
    shown = [line.format(mail=f"CNRY-{name}") for line in VISIBLE]
    rows = [*HIDDEN[name][:1], *shown, *HIDDEN[name][1:]]
    folder = write_rows(folder, "id,region,person,badge,note,day\n" + "\n".join(rows) + "\n")
    files = product_files("operations/regions", COLUMNS, contract={"row_filters": FILTERS})
    published(mesh, files, name="operations/regions", location=str(folder))
    run(mesh, folder / "scratch", "operations/regions")
    for who in ("sam", "wes"):
        mesh.by("root").patch(f"/api/v1/infrastructure/principals/{who}", json={"attributes": {"region": ["north"]}})
        body = {"grantee_kind": "user", "grantee": who, "purposes": ["planning", "research"], "reason": "to plan"}
        given = mesh.by("olga").post(f"{PORT}/grants", json={**body, "expires": rfc3339(mesh.clock() + 3600)})
        assert given.status_code == 201, given.text


def _seen(answer):
    headers = {name: value for name, value in answer.headers.items() if name not in _VARIES}
    return answer.status_code, headers, answer.content


@pytest.mark.parametrize("text", ATTACKS)
@pytest.mark.parametrize("accept", ["application/json", "application/vnd.apache.arrow.stream"])
def test_a_query_is_answered_with_the_same_bytes_and_headers(meshes, text, accept):
    asked = text.format(TABLE, TABLE)
    one, other = (_seen(query(mesh, asked, by="sam", purpose="planning", accept=accept)) for mesh in meshes)
    assert _unkeyed(one) == _unkeyed(other)
    assert b"CNRY" not in one[2].replace(b"CNRY%", b"")


def _unkeyed(seen):
    """Hashes are keyed by each platform's own secret: which rows have the same one is what a reader may see."""
    status, headers, content = seen
    found = {}
    for word in _HASH.findall(content):
        found.setdefault(word, f"hash {len(found):059}".encode())
    for word, name in found.items():
        content = content.replace(word, name)
    return status, headers, content


@pytest.mark.parametrize("path", SURFACES)
def test_every_other_page_is_the_same_too(meshes, path):
    one, other = (mesh.by("sam").get(path) for mesh in meshes)
    assert _plain(one) == _plain(other)
    assert "CNRY" not in one.text.replace("q=CNRY", "") or "search" in path


_COUNTED = rb'"(rows|published|total|seconds|regions)":[0-9.]+'
"""What a run says to everyone: how many rows there were, how long it took, and the number of its snapshot."""


def _plain(answer):
    """A page without the names of the two test folders, and without what a run counts."""
    status, headers, content = _unkeyed(_seen(answer))
    content = re.sub(rb"meshes0/(one|other)/|dataset_[0-9a-f]{24}", b"", content)
    content = re.sub(_COUNTED, rb'"\1":0', content)
    return status, {**headers, "content-length": str(len(content))}, content


def _hashes(mesh, who, purpose):
    told = query(mesh, f"SELECT badge FROM {TABLE} ORDER BY id", by=who, purpose=purpose)
    return [row["badge"] for row in told.json()["rows"]]


def test_hashes_of_two_readers_or_purposes_do_not_join(meshes):
    kinds = [(who, purpose) for who in ("sam", "wes") for purpose in ("planning", "research")]
    found = [_hashes(meshes[0], *kind) for kind in kinds]
    assert [len(set(hashes)) for hashes in found] == [3] * 4
    assert len({one for hashes in found for one in hashes}) == 12
    assert _hashes(meshes[0], "sam", "planning") == found[0]


def test_no_dictionary_of_guesses_meets_a_hash(meshes):
    hashes = set(_hashes(meshes[0], "sam", "planning"))
    keys = [b"", b"sam", b"planning", b"sam\0planning", b"trellis", b"masks"]
    for word in (b"b0", b"b1", b"b2"):
        plain = {hashlib.new(kind, word).hexdigest() for kind in ("md5", "sha1", "sha256")}
        keyed = {hmac.new(key, word, hashlib.sha256).hexdigest() for key in keys}
        assert not hashes & (plain | keyed)
