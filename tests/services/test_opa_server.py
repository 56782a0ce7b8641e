"""A real OPA server: what it answers, and what happens when it does not."""

import gzip
import io
import json
import socket
import tarfile
import threading
from contextlib import contextmanager

import pytest

from governance.digests import canonical_json
from governance.errors import Unavailable
from governance.policy import Law, OpaEngine, WasmEngine
from governance.policy.bundle import load_bundle, rego_bundle
from tests.oracles import questions
from tests.services.opa import free_port, opa_server
from tests.unit.governance.policy.facts import granted

pytestmark = [pytest.mark.services, pytest.mark.allow_hosts(["127.0.0.1"])]
REVISION = load_bundle().revision


def ordered(value):
    """An answer with its sets, which JSON gives as lists in any order, put in order."""
    if isinstance(value, dict):
        return {key: ordered(held) for key, held in value.items()}
    return sorted(map(ordered, value), key=canonical_json) if isinstance(value, list) else value


@pytest.mark.parametrize("batch", range(6))
@pytest.mark.parametrize("entrypoint", sorted(questions.KINDS))
def test_wasm_and_opa_never_differ(opa_url, entrypoint, batch):
    wasm, opa = WasmEngine(), OpaEngine(opa_url, revision=REVISION)
    for seed in range(batch * 200, batch * 200 + 200):
        document = questions.asked(entrypoint, seed)
        assert ordered(wasm.evaluate(entrypoint, document)) == ordered(opa.evaluate(entrypoint, document)), seed


def unanswered(engine):
    with pytest.raises(Unavailable) as failure:
        engine.evaluate("access/read", granted())
    assert not Law(engine).read(granted()).allowed
    return failure.value


def test_a_server_that_is_gone_is_a_no(tmp_path):
    with opa_server(tmp_path) as url:
        engine = OpaEngine(url, revision=REVISION)
        assert Law(engine).read(granted()).allowed
    assert "health" in unanswered(engine).hint
    engine.close()


def test_a_server_that_was_never_there_is_a_no():
    assert unanswered(OpaEngine(f"http://127.0.0.1:{free_port()}", revision=REVISION)).case == "no-opa"


def test_a_server_with_other_policies_is_a_no(opa_url):
    failure = unanswered(OpaEngine(opa_url, revision="0" * 64))
    assert REVISION in failure.message


def test_a_server_without_a_bundle_that_has_a_revision_is_a_no(tmp_path):
    unpacked = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(gzip.decompress(rego_bundle()))) as whole,
        tarfile.open(fileobj=unpacked, mode="w") as bare,
    ):
        for entry in whole:
            if entry.name != ".manifest":
                bare.addfile(entry, whole.extractfile(entry))
    with opa_server(tmp_path, gzip.compress(unpacked.getvalue())) as url:
        assert unanswered(OpaEngine(url, revision=REVISION)).case == "other-policies"


@contextmanager
def listening(reply):
    """Something that is no OPA: it takes a connection and says `reply`, or nothing at all."""
    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)

        def serve():
            held = []
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                held.append(connection)
                if reply:
                    connection.recv(65536)
                    connection.sendall(reply)
                    connection.close()
            for connection in held:
                connection.close()

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}"
        finally:
            stop.set()
            thread.join()


def http(status, body):
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return (head + body).encode()


YES = json.dumps({"result": {"allow": True}})


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"nonsense\r\n\r\n",
        http("500 Internal Server Error", "{}"),
        http("404 Not Found", "{}"),
        http("403 Forbidden", YES),
        http("200 OK", ""),
        http("200 OK", "yes"),
        http("200 OK", "[]"),
        http("200 OK", "null"),
        http("200 OK", "{}"),
        http("200 OK", YES),
        http("200 OK", json.dumps({"result": {}, "provenance": None})),
        http("200 OK", json.dumps({"result": {}, "provenance": {"bundles": None}})),
        http("200 OK", json.dumps({"result": {}, "provenance": {"bundles": [1]}})),
        http("200 OK", json.dumps({"result": {}, "provenance": {"bundles": {"a": 1}}})),
        http("200 OK", json.dumps({"result": {}, "provenance": {"bundles": {"a": {}}}})),
        http("200 OK", json.dumps({"result": {}, "provenance": {"bundles": {"a": {"revision": REVISION}, "b": {}}}})),
    ],
)
def test_anything_but_an_answer_under_the_revision_is_a_no(reply):
    with listening(reply) as url:
        engine = OpaEngine(url, revision=REVISION, timeout=0.3)
        unanswered(engine)
        engine.close()


def test_a_server_behind_a_token_is_asked_with_it(opa_url):
    engine = OpaEngine(opa_url, revision=REVISION, token="secret")
    assert Law(engine).read(granted()).allowed
