"""Tokens of other issuers: their keys come from where the operator said, whatever the token says."""

import json

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from jwt.algorithms import OKPAlgorithm, RSAAlgorithm
from jwt.api_jws import PyJWS

from governance.errors import Invalid, SignInNeeded, Unavailable
from platform_api.auth.issuers import KeySet, issuers_of, read_keys
from platform_api.auth.keys import SigningKeys, open_keys
from platform_api.auth.tokens import verify_token
from platform_api.home import open_home
from platform_api.settings import IssuerSettings, load_settings
from tests.factories.mesh import NOON, FakeClock
from tests.factories.tokens import claims, forge

ISSUER = "https://login.example.org"


@pytest.fixture(scope="module")
def rsa():
    return generate_private_key(65537, 2048)


@pytest.fixture(scope="module")
def ed():
    return Ed25519PrivateKey.generate()


def key_set(*entries):
    return json.dumps({"keys": list(entries)}).encode()


def public(key, kid, **more):
    algorithm = OKPAlgorithm if isinstance(key, Ed25519PrivateKey) else RSAAlgorithm
    return {**json.loads(algorithm.to_jwk(key.public_key())), "kid": kid, "use": "sig", **more}


@pytest.fixture
def trusting(tmp_path, rsa, ed):
    """The issuers of a home that trusts one more, whose keys are in a file."""
    (tmp_path / "jwks.json").write_bytes(key_set(public(rsa, "r1"), public(ed, "e1")))
    other = IssuerSettings(issuer=ISSUER, audience="trellis", jwks_file=tmp_path / "jwks.json", subject_claim="email")
    home = open_keys(open_home(tmp_path / "home"))
    return issuers_of(load_settings(oidc_issuers=(other,)), home)


def foreign(**changes):
    usual = {"iss": ISSUER, "aud": "trellis", "email": "olga@example.org", "sub": "00u1", "nbf": None}
    return claims(**{**usual, **changes})


def signed(key, algorithm, kid, payload):
    header = {"typ": "at+jwt", "kid": kid}
    return PyJWS().encode(json.dumps(payload).encode(), key, algorithm, headers=header)


@pytest.mark.parametrize(("kid", "algorithm"), [("r1", "RS256"), ("e1", "EdDSA")])
def test_a_token_of_a_trusted_issuer_names_its_subject_by_the_configured_claim(trusting, rsa, ed, kid, algorithm):
    token = signed(rsa if kid == "r1" else ed, algorithm, kid, foreign())
    assert verify_token(token, issuers=trusting, now=NOON).subject == "olga@example.org"


@pytest.mark.parametrize(
    ("kid", "algorithm", "change", "reason"),
    [
        ("r1", "RS512", {}, "algorithm"),
        ("r1", "PS256", {}, "algorithm"),
        ("e1", "RS256", {}, "algorithm"),
        ("r2", "RS256", {}, "key"),
        ("r1", "RS256", {"aud": "trellis-api"}, "audience"),
        ("r1", "RS256", {"email": None}, "subject"),
        ("r1", "RS256", {"iss": ISSUER + "/"}, "issuer"),
        ("r1", "RS256", {"iss": "trellis"}, "key"),
        ("r1", "RS256", {"exp": NOON + 2 * 24 * 3600}, "lifetime"),
        ("r1", "RS256", {"nbf": NOON + 100}, "not valid yet"),
    ],
)
def test_what_the_operator_did_not_allow_is_refused(trusting, rsa, kid, algorithm, change, reason):
    token = signed(rsa, algorithm, kid, {**foreign(), **change})
    with pytest.raises(SignInNeeded) as caught:
        verify_token(token, issuers=trusting, now=NOON)
    assert caught.value.context["reason"] == reason


def test_a_home_key_does_not_sign_for_another_issuer(trusting, tmp_path):
    home = open_keys(open_home(tmp_path / "home"))
    token = forge(home.current, {"alg": "EdDSA", "typ": "at+jwt", "kid": home.kid}, foreign())
    with pytest.raises(SignInNeeded, match="key"):
        verify_token(token, issuers=trusting, now=NOON)


class Server:
    """Answers with a key set and counts how often it was asked."""

    def __init__(self, answer):
        self.answer, self.asked = answer, []

    def __call__(self, request):
        self.asked.append(str(request.url))
        return self.answer() if callable(self.answer) else httpx.Response(200, content=self.answer)


def fetched(server, clock):
    settings = IssuerSettings(issuer=ISSUER, audience="trellis", jwks_url="https://login.example.org/keys")
    return KeySet(settings, transport=httpx.MockTransport(server), clock=clock)


@pytest.mark.parametrize("claim", [{"iss": "https://evil.example"}, {"iss": ["https://evil.example"]}])
@pytest.mark.parametrize("header", [{}, {"jku": "https://evil.example/keys"}, {"x5u": "https://evil.example/cert"}])
def test_nothing_in_a_token_makes_the_platform_ask_anyone(ed, claim, header):
    server = Server(key_set(public(ed, "e1")))
    other = IssuerSettings(issuer=ISSUER, audience="trellis", jwks_url="https://login.example.org/keys")
    issuers = issuers_of(load_settings(oidc_issuers=(other,)), open_keys_of(ed), transport=httpx.MockTransport(server))
    token = forge(ed, {"alg": "EdDSA", "typ": "at+jwt", "kid": "http://evil.example/k", **header}, foreign(**claim))
    with pytest.raises(SignInNeeded):
        verify_token(token, issuers=issuers, now=NOON)
    assert server.asked == []


def open_keys_of(key):
    return SigningKeys("home", key, {"home": key.public_key()})


def test_keys_are_fetched_once_and_again_when_they_are_old(ed):
    server, clock = Server(key_set(public(ed, "e1"))), FakeClock(0)
    keys = fetched(server, clock)
    assert [keys.find("e1") is not None for _ in range(3)] == [True] * 3
    assert server.asked == ["https://login.example.org/keys"]
    clock.now += 600
    keys.find("e1")
    assert len(server.asked) == 1
    clock.now += 1
    keys.find("e1")
    assert len(server.asked) == 2


def test_an_unknown_key_id_cannot_be_used_to_make_us_ask_all_the_time(ed):
    server, clock = Server(key_set(public(ed, "e1"))), FakeClock(0)
    keys = fetched(server, clock)
    assert [keys.find(f"forged{number}") for number in range(20)] == [None] * 20
    clock.now += 30
    assert (keys.find("e2"), len(server.asked)) == (None, 1)


def test_a_new_key_is_had_half_a_minute_later_and_a_known_one_is_not_asked_for(ed):
    server, clock = Server(key_set(public(ed, "e1"))), FakeClock(0)
    keys = fetched(server, clock)
    assert keys.find("e2") is None
    server.answer = key_set(public(ed, "e1"), public(ed, "e2"))
    clock.now += 31
    assert keys.find("e1") is not None
    assert len(server.asked) == 1
    assert keys.find("e2") is not None
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    "answer",
    [
        lambda: httpx.Response(500),
        lambda: httpx.Response(302, headers={"location": "http://169.254.169.254/"}),
        lambda: httpx.Response(200, content=b"x" * 300_000),
        lambda: httpx.Response(200, content=b"not json"),
        lambda: httpx.Response(500, content=b'{"keys": []}'),
        lambda: httpx.Response(200, content=b'{"keys": []}'.ljust(256 * 1024 + 1)),
    ],
    ids=["error", "redirect", "too large", "not json", "an error with keys", "too large, with keys"],
)
def test_a_key_set_that_cannot_be_had_is_unavailable_and_the_last_good_one_stays(ed, answer):
    server, clock = Server(answer), FakeClock(0)
    keys = fetched(server, clock)
    with pytest.raises(Unavailable):
        keys.find("e1")
    server.answer = key_set(public(ed, "e1"))
    assert keys.find("e1") is not None
    server.answer = answer
    clock.now += 601
    assert keys.find("e1") is not None


def test_a_key_set_is_not_looked_for_where_it_redirects_to(ed):
    server = Server(None)
    elsewhere = httpx.Response(302, headers={"location": "https://evil.example/keys"})
    server.answer = lambda: (
        elsewhere if len(server.asked) == 1 else httpx.Response(200, content=key_set(public(ed, "e1")))
    )
    with pytest.raises(Unavailable):
        fetched(server, FakeClock(0)).find("e1")
    assert server.asked == ["https://login.example.org/keys"]


def test_a_key_set_may_be_as_large_as_a_quarter_of_a_mebibyte(ed):
    text = key_set(public(ed, "e1")).ljust(256 * 1024)
    assert fetched(Server(text), FakeClock(0)).find("e1") is not None


@pytest.mark.parametrize(
    "change", [{"use": "enc"}, {"kty": "oct", "k": ""}, {"alg": "none"}, {"alg": "HS256"}, {"alg": "RS512"}, {"kid": 1}]
)
def test_a_key_that_is_not_for_signatures_is_left_out(rsa, change):
    entry = {**public(rsa, "r1"), **change}
    if "k" in entry:
        entry.pop("k")
    assert read_keys(key_set(entry), ("RS256",)) == {}


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'{"keys": 1}', b'{"keys": [{"kty": "OKP", "kid": "e", "x": 1}]}'])
def test_what_is_not_a_key_set_is_invalid(text):
    with pytest.raises(Invalid):
        read_keys(text, ("EdDSA",))


def test_a_key_set_with_a_private_key_is_refused_out_loud(ed):
    with pytest.raises(Invalid, match="private key"):
        read_keys(key_set(public(ed, "e1", d="AAAA")), ("EdDSA",))
