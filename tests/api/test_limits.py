"""Limits: at the bound, one over, and far over; and everyone else is served meanwhile."""

import anyio
import pytest

from tests.factories.mesh import open_mesh

DOMAINS = "/api/v1/mesh/domains"
MIB = 1024 * 1024


def padded(size):
    body = b'{"name": "x", "description": "x", "team": "nobody"}'
    return body + b" " * (size - len(body))


@pytest.mark.parametrize(("size", "status"), [(MIB, 404), (MIB + 1, 413), (100 * MIB, 413)])
@pytest.mark.parametrize("announced", [True, False])
def test_a_body_has_a_bound(shared_mesh, size, status, announced):
    content = padded(size) if announced else chunks(padded(size))
    answer = shared_mesh.by("root").post(DOMAINS, content=content, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def chunks(body, size=65536):
    for start in range(0, len(body), size):
        yield body[start : start + size]


@pytest.mark.parametrize(
    "length", [b"-1", b"1e3", b"0x10", "٣".encode(), "²".encode("latin-1"), b"9" * 30, b"1048577", b"1, 1"]
)
def test_a_length_that_lies_is_refused(shared_mesh, length):
    headers = {b"content-length": length, b"content-type": b"application/json"}
    assert shared_mesh.by("root").post(DOMAINS, content=b"{}", headers=headers).status_code == 413


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, gzip", "GZIP"])
def test_a_compressed_body_is_refused_unread(shared_mesh, coding):
    answer = shared_mesh.by("root").post(DOMAINS, content=b"\x1f\x8b", headers={"content-encoding": coding})
    assert answer.status_code == 415


@pytest.mark.parametrize(("size", "status"), [(15_000, 200), (17_000, 431), (1_600_000, 431)])
def test_headers_have_a_bound(shared_mesh, size, status):
    assert shared_mesh.by().get("/health", headers={"X-Padding": "x" * size}).status_code == status


def test_a_long_token_is_refused_before_it_is_decoded(shared_mesh):
    assert shared_mesh.by(token="A" * 9000).get("/api/v1/me").status_code == 401


@pytest.mark.parametrize(
    ("limit", "status"), [("1", 200), ("500", 200), ("501", 422), ("0", 422), ("-1", 422), ("all", 422)]
)
def test_a_page_has_a_bound(shared_mesh, limit, status):
    assert shared_mesh.by("sam").get(DOMAINS, params={"limit": limit}).status_code == status


def test_an_operator_can_make_pages_smaller(tmp_path, template, portal):
    with open_mesh(tmp_path / "home", template, portal=portal, max_page_size=10, page_size=5) as mesh:
        statuses = [mesh.by("sam").get(DOMAINS, params={"limit": limit}).status_code for limit in (10, 11)]
    assert statuses == [200, 422]


def test_others_are_served_while_someone_sends_slowly(mesh, portal):
    async def slow():
        await anyio.sleep(60)
        yield b"{}"

    async def race():
        async with mesh.aclient("root") as client, anyio.create_task_group() as tasks:
            tasks.start_soon(lambda: client.post(DOMAINS, content=slow()))
            await anyio.sleep(0.05)
            answers = [await client.post("/api/v1/infrastructure/teams", json={"name": "t", "owners": ["olga"]})]
            answers.append(await client.get("/health"))
            tasks.cancel_scope.cancel()
        return [answer.status_code for answer in answers]

    assert portal.call(race) == [201, 200]


def test_a_body_that_drips_is_given_up(tmp_path, template, portal):
    async def drip():
        yield b"{"
        await anyio.sleep(60)

    async def send(mesh):
        async with mesh.aclient("root") as client:
            return await client.post(DOMAINS, content=drip())

    with open_mesh(tmp_path / "home", template, portal=portal, max_body_seconds=0.05) as mesh:
        answer = portal.call(send, mesh)
    assert (answer.status_code, answer.json()["type"]) == (408, "/problems/body-too-slow")


def test_rights_that_end_while_a_body_arrives_have_ended(mesh, portal):
    arriving = anyio.Event()

    async def body():
        yield b'{"name": "late", "description": "x", '
        await arriving.wait()
        yield b'"team": "flight_ops"}'

    async def race():
        found = []

        async def send(client):
            headers = {"content-type": "application/json"}
            found.append((await client.post(DOMAINS, content=body(), headers=headers)).status_code)

        async with mesh.aclient("root") as client, anyio.create_task_group() as tasks:
            tasks.start_soon(send, client)
            await anyio.sleep(0.05)
            await client.post("/api/v1/me/sign-out", json={"everywhere": True})
            arriving.set()
        return found

    assert portal.call(race) == [401]
    assert mesh.by("sam").get(f"{DOMAINS}/late").status_code == 404
