"""Every route by every other spelling of its address: nothing but the plain refusals comes back without a token."""

import json

import pytest

from tests.factories.asgi import ask_raw, knock_by_websocket
from tests.factories.authorisation import RIGHTS

CLOSED = [route for route, right in RIGHTS.items() if right != "everyone"]
SPELLINGS = {
    "as it is": "{}",
    "path parameter": "{};v1/health",
    "path parameter before": "/;a=b{}",
    "dots encoded": "/health/%2e%2e{}",
    "dots": "/health/..{}",
    "dots encoded twice": "/health/%252e%252e{}",
    "dots and a semicolon": "/docs/..;{}",
    "two slashes": "/{}",
    "slash encoded": "/health%2f..{}",
    "slash in unicode": "/health\u2215..{}",
    "backslash": "/health\\..{}",
    "backslash encoded": "/health%5c..{}",
    "slash behind": "{}/",
    "dot behind": "{}.",
    "file behind": "{}.json",
    "public file behind": "{}/health",
    "blank behind": "{}%20",
    "tab behind": "{}%09",
    "end of text behind": "{}%00",
    "line break behind": "{}%0d%0aX-User:%20root",
    "hash behind": "{}%23",
    "question mark behind": "{}%3f",
    "whole address": "http://mesh{}",
    "fragment": "{}#/health",
    "token in the query": "{}?access_token=x&token=x&authorization=Bearer%20x",
    "override in the query": "{}?_method=GET&method=GET&x-http-method-override=GET",
}
CLAIMS = [
    (b"x-original-url", b"/health"), (b"x-rewrite-url", b"/health"), (b"x-http-method-override", b"GET"),
    (b"x-forwarded-user", b"root"), (b"x-remote-user", b"root"), (b"remote-user", b"root"), (b"x-user", b"root"),
    (b"x-forwarded-for", b"127.0.0.1"), (b"x-forwarded-prefix", b"/health"), (b"x-real-ip", b"127.0.0.1"),
    (b"forwarded", b"for=127.0.0.1;host=localhost"), (b"cookie", b"session=root; user=root; admin=true"),
    (b"proxy-authorization", b"Basic cm9vdDpyb290"), (b"x-api-key", b"root"), (b"sec-websocket-protocol", b"bearer, root"),
    (b"upgrade", b"websocket"), (b"connection", b"upgrade"), (b"content-type", b"application/json"),
]  # fmt: skip
METHODS = [
    "GET",
    "HEAD",
    "OPTIONS",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "TRACE",
    "CONNECT",
    "PROPFIND",
    "get",
    "GET ",
    "",
]
REFUSALS = {401: "/problems/sign-in-needed", 404: "/problems/unknown-address", 405: "/problems/method-not-allowed"}


def path_of(route):
    """A path in which every parameter stands for something that is there."""
    path = route.partition(" ")[2]
    for name, value in {"domain": "operations", "product": "flights", "port": "operations.flights"}.items():
        path = path.replace("{" + name + "}", value)
    return path.replace("{", "").replace("}", "").replace(":path", "")


def plainly_refused(answer):
    """Whether an answer is one of three, and says nothing but that."""
    if answer.status not in REFUSALS:
        return False
    told = json.loads(answer.body)
    return told["type"] == REFUSALS[answer.status] and set(told) == {"type", "title", "status", "detail", "hint"}


@pytest.mark.parametrize("route", CLOSED)
def test_no_spelling_of_an_address_is_answered_without_a_token(shared_mesh, portal, route):
    path, method = path_of(route), route.partition(" ")[0]
    answers = {how: portal.call(ask_raw, shared_mesh.app, method, to.format(path)) for how, to in SPELLINGS.items()}
    assert {how: answer for how, answer in answers.items() if not plainly_refused(answer)} == {}
    assert answers["as it is"].status == 401


@pytest.mark.parametrize("route", CLOSED)
def test_no_method_is_answered_without_a_token(shared_mesh, portal, route):
    answers = {method: portal.call(ask_raw, shared_mesh.app, method, path_of(route)) for method in METHODS}
    assert {method: answer for method, answer in answers.items() if not plainly_refused(answer)} == {}


@pytest.mark.parametrize("route", CLOSED)
def test_no_header_stands_for_a_token(shared_mesh, portal, route):
    method, path = route.partition(" ")[0], path_of(route)
    plain = portal.call(ask_raw, shared_mesh.app, method, path)
    claimed = [portal.call(ask_raw, shared_mesh.app, method, path, [header]) for header in CLAIMS]
    assert {answer.body for answer in claimed} == {plain.body}


@pytest.mark.parametrize("route", RIGHTS)
def test_no_websocket_is_opened(shared_mesh, portal, route):
    assert portal.call(knock_by_websocket, shared_mesh.app, path_of(route)) == ["websocket.close"]
