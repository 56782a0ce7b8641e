"""Bodies that mean harm, to every route that reads one: refused in our own words, and never a crash."""

import json
import time

import pytest

from tests.factories.addresses import filled, names_in_paths
from tests.factories.authorisation import RIGHTS
from tests.factories.mesh import open_mesh
from tests.factories.products import product_files
from tests.factories.running import publish

WRITES = [route for route in RIGHTS if not route.startswith("GET ")]
BODIES = {
    "nothing": b"",
    "no JSON": b"{",
    "null": b"null",
    "a list": b"[]",
    "a text": b'"x"',
    "a number": b"1",
    "a key twice": b'{"reason": "a", "reason": "b"}',
    "NaN": b'{"reason": NaN}',
    "infinity by overflow": b'{"reason": 1e999}',
    "endless digits": b'{"seconds": ' + b"9" * 10_000 + b"}",
    "half a character": b'{"reason": "\\ud800"}',
    "a NUL in a key": b'{"rea\\u0000son": "x"}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"reason": "x"}'.encode("utf-16"),
    "latin-1": b'{"reason": "\xe9"}',
    "deep lists": b"[" * 200_000,
    "deep objects": b'{"a":' * 100 + b"1" + b"}" * 100,
    "many keys": json.dumps({f"key{n}": n for n in range(50_000)}).encode(),
    "a prototype": b'{"__proto__": {"roles": ["platform_admin"]}, "__class__": "x", "constructor": {}}',
    "another type": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
}
TYPES = ["text/plain", "application/xml", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", ""]


@pytest.fixture(scope="module")
def mesh(tmp_path_factory, template, portal, stock):
    with open_mesh(tmp_path_factory.mktemp("bodies") / "home", template, portal=portal, law=stock) as opened:
        opened.names = opened.change(lambda session: names_in_paths(session, opened))
        yield opened


def send(mesh, route, who, body, kind="application/json"):
    method, _, path = route.partition(" ")
    headers = {"content-type": kind} if kind else {}
    return mesh.by(who).request(method, filled(path, mesh.names), content=body, headers=headers)


@pytest.mark.parametrize("who", ["olga", "root"])
@pytest.mark.parametrize("route", WRITES)
def test_no_body_crashes_a_route_or_slips_through_it(mesh, route, who):
    given = {name: send(mesh, route, who, body) for name, body in BODIES.items()}
    wrong = {name: answer.text for name, answer in given.items() if answer.status_code not in {403, 404, 413, 422}}
    bodiless = {"nothing"} if "members" in route or "lease" in route else set()
    bodiless |= {"nothing", "null"} if route.endswith(("/run", "/resume")) else set()  # there they mean what they say
    assert set(wrong) - bodiless == set(), wrong
    assert {answer.headers["content-type"] for name, answer in given.items() if name not in bodiless} == {
        "application/problem+json"
    }


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("route", WRITES)
def test_a_body_of_another_type_is_not_read_as_json(mesh, route, kind):
    answer = send(mesh, route, "root", b'{"everywhere": true, "reason": "x"}', kind)
    unread = {200} if route.startswith("DELETE") and "members" in route else set()  # it takes no body, and is done once
    assert answer.status_code in {403, 404, 415, 422} | unread, answer.text


PATHS = [
    "../x.yaml", "/etc/passwd", "a/../../x", "..\\x", "C:\\x", "a\x00b", "a//b", "./a", "", "~/x", "a/./b", "%2e%2e/x", "a\n",
    "contracts/..", "\u2215etc", ".git/config", "a/.git/config", "a" * 300, "-rf", "contracts/\u202eodcs.yaml", "a:b",
]  # fmt: skip
YAML = {
    "aliases": "a: &a [x]\nb: *a\n",
    "a bomb": "\n".join(["a0: &a0 [x, x]", *(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9))]),
    "merge keys": "base: &b {a: 1}\nthing:\n  <<: *b\n",
    "a Python object": "a: !!python/object/apply:os.system ['touch /tmp/pwned']\n",
    "a tag": "a: !Ref x\n",
    "a binary": "a: !!binary aGVsbG8=\n",
    "a key twice": "kind: DataContract\nkind: DataProduct\n",
    "two documents": "a: 1\n---\nb: 2\n",
    "deep lists": "[" * 20_000,
    "deep maps": "{a: " * 5_000,
    "many indicators": "{" * 1_500 + "? - : " * 500,
    "endless digits": f"version: {'9' * 5_000}\n",
    "a huge exponent": "version: 1e999999999\n",
    "Norway": "kind: NO\nversion: 1e3\nid: 2024-01-01\n",
    "a NUL": "a: 'x\x00y'\n",
    "controls": "a: \x07\x1b[31m\n",
    "bidi": "name: \u202eevil\n",
    "zero width": "na\u200bme: x\n",
    "a byte order mark inside": "a: \ufeffx\n",
    "not a mapping": "- 1\n- 2\n",
    "nothing": "",
    "a megabyte": "a: " + "x" * 1_000_000 + "\n",
    "tabs": "a:\n\t- b\n",
    "a directive": "%YAML 9.9\n---\na: 1\n",
}


@pytest.mark.parametrize("path", PATHS)
def test_a_files_path_leads_nowhere(mesh, path):
    files = {**product_files("operations/trips"), path: "a: 1\n"}
    assert publish(mesh, files).status_code == 422


@pytest.mark.parametrize("place", ["product.odps.yaml", "contracts/trips.odcs.yaml"])
@pytest.mark.parametrize("text", YAML.values(), ids=YAML)
def test_a_document_that_means_harm_is_refused_soon(mesh, place, text):
    began = time.process_time()
    answer = publish(mesh, {**product_files("operations/trips"), place: text})
    assert answer.status_code in {403, 409, 422}, answer.text
    assert len(answer.content) < 200_000
    assert time.process_time() - began < 10


@pytest.mark.parametrize("count", [400, 401, 40_000])
def test_a_folder_has_so_many_files_at_most(mesh, count):
    answer = publish(mesh, {f"notes/n{n}.md": "" for n in range(count)})
    assert (answer.status_code == 422) == (count > 400)
