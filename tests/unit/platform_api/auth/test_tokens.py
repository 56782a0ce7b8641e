"""Token confusion: everything that ever got a forged token past somebody, tried on ours (RFC 8725, and CVEs by name)."""

import base64
import hashlib
import hmac
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.api_jws import PyJWS

from governance.errors import SignInNeeded
from platform_api.auth.issuers import issuers_of
from platform_api.auth.keys import open_keys, rotate_keys
from platform_api.auth.tokens import LEEWAY, issue_token, verify_token
from platform_api.home import open_home
from platform_api.settings import load_settings
from tests.factories.mesh import NOON
from tests.factories.tokens import b64, claims, forge


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return open_home(tmp_path_factory.mktemp("auth") / "home")


@pytest.fixture(scope="module")
def keys(home):
    return open_keys(home)


@pytest.fixture(scope="module")
def issuers(keys):
    return issuers_of(load_settings(), keys)


@pytest.fixture
def header(keys):
    return {"alg": "EdDSA", "typ": "at+jwt", "kid": keys.kid}


def refusal(token, issuers, now=NOON):
    with pytest.raises(SignInNeeded) as caught:
        verify_token(token, issuers=issuers, now=now)
    return caught.value.context["reason"]


def test_a_token_that_was_issued_here_is_accepted(keys, issuers):
    found = verify_token(issue_token(keys, claims()), issuers=issuers, now=NOON)
    assert (found.subject, found.token, found.expires) == ("olga", "token_1", NOON + 3600)


def test_the_forger_of_these_tests_can_forge(keys, issuers, header):
    assert verify_token(forge(keys.current, header, claims()), issuers=issuers, now=NOON).subject == "olga"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"alg": "none"}, "algorithm", id="alg none"),
        pytest.param({"alg": "None"}, "algorithm", id="alg None"),
        pytest.param({"alg": "nOnE"}, "algorithm", id="alg nOnE"),
        pytest.param({"alg": ""}, "algorithm", id="alg empty"),
        pytest.param({"alg": None}, "header", id="alg null"),
        pytest.param({"alg": ["EdDSA"]}, "header", id="alg a list"),
        pytest.param({"alg": "HS256"}, "algorithm", id="alg of another family"),
        pytest.param({"alg": "ES256"}, "algorithm", id="alg of another curve"),
        pytest.param({"alg": "Ed448"}, "algorithm", id="alg of another key"),
        pytest.param({"alg": "eddsa"}, "algorithm", id="alg in lower case"),
        pytest.param({"crit": ["exp"]}, "header", id="crit (PyJWT CVE-2026-32597)"),
        pytest.param({"crit": []}, "header", id="crit empty"),
        pytest.param({"crit": "exp"}, "header", id="crit a text"),
        pytest.param({"b64": False, "crit": ["b64"]}, "header", id="b64 false"),
        pytest.param({"b64": True}, "header", id="b64 true"),
        pytest.param({"jku": "https://evil.example/keys"}, "header", id="jku"),
        pytest.param({"x5u": "https://evil.example/cert"}, "header", id="x5u"),
        pytest.param({"x5c": ["MIIB"]}, "header", id="x5c"),
        pytest.param({"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "AA"}}, "header", id="jwk"),
        pytest.param({"zip": "DEF"}, "header", id="zip"),
        pytest.param({"enc": "A256GCM"}, "header", id="enc: a JWE in a JWS's clothes"),
        pytest.param({"cty": "JWT"}, "header", id="cty: nested"),
        pytest.param({"typ": "JWT"}, "not an access token", id="typ JWT: an id token"),
        pytest.param({"typ": "rt+jwt"}, "not an access token", id="typ of a refresh token"),
        pytest.param({"typ": None}, "header", id="typ null"),
        pytest.param({"kid": "../../etc/passwd"}, "header", id="kid a path"),
        pytest.param({"kid": "http://evil.example/key"}, "header", id="kid a URL"),
        pytest.param({"kid": "' OR 1=1 --"}, "header", id="kid an injection"),
        pytest.param({"kid": "0" * 16}, "key", id="kid unknown"),
        pytest.param({"kid": 1}, "header", id="kid a number"),
        pytest.param({"kid": "a" * 200}, "header", id="kid endless"),
    ],
)
def test_a_header_that_is_not_ours_is_refused_although_the_signature_fits(keys, issuers, header, change, reason):
    assert refusal(forge(keys.current, {**header, **change}, claims()), issuers) == reason


@pytest.mark.parametrize("missing", ["alg", "typ", "kid"])
def test_a_header_that_lacks_something_is_refused(keys, issuers, header, missing):
    header.pop(missing)
    assert refusal(forge(keys.current, header, claims()), issuers) == "header"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param({"iss": None}, "issuer", id="iss missing"),
        pytest.param({"iss": "trelli"}, "issuer", id="iss a part (PyJWT CVE-2024-53861)"),
        pytest.param({"iss": "trellis.evil.example"}, "issuer", id="iss longer"),
        pytest.param({"iss": "trellis/"}, "issuer", id="iss with a slash behind"),
        pytest.param({"iss": "Trellis"}, "issuer", id="iss with a capital"),
        pytest.param({"iss": "trel\u217cis"}, "issuer", id="iss with a twin of a letter"),
        pytest.param({"iss": "trellis\x00"}, "issuer", id="iss with a NUL"),
        pytest.param({"iss": ""}, "issuer", id="iss empty"),
        pytest.param({"iss": ["trellis"]}, "issuer", id="iss a list (PyJWT CVE-2026-48523)"),
        pytest.param({"iss": {"trellis": 1}}, "issuer", id="iss an object"),
        pytest.param({"iss": "http://evil.example"}, "issuer", id="iss a stranger's"),
        pytest.param({"aud": None}, "audience", id="aud missing"),
        pytest.param({"aud": "other-api"}, "audience", id="aud another service"),
        pytest.param({"aud": ["trellis-api"]}, "audience", id="aud a list"),
        pytest.param({"aud": ["trellis-api", "other-api"]}, "audience", id="aud two services"),
        pytest.param({"aud": "trellis-api "}, "audience", id="aud with a blank"),
        pytest.param({"aud": []}, "audience", id="aud an empty list"),
        pytest.param({"aud": {"trellis-api": 1}}, "audience", id="aud an object"),
        pytest.param({"aud": True}, "audience", id="aud true"),
        pytest.param({"sub": None}, "subject", id="sub missing"),
        pytest.param({"sub": 7}, "subject", id="sub a number"),
        pytest.param({"sub": ""}, "subject", id="sub empty"),
        pytest.param({"sub": "*"}, "subject", id="sub a wildcard"),
        pytest.param({"sub": "\u043elga"}, "subject", id="sub with a Cyrillic letter"),
        pytest.param({"sub": "olga\u200b"}, "subject", id="sub with a zero width space"),
        pytest.param({"sub": "olga\n"}, "subject", id="sub with a line break"),
        pytest.param({"sub": "a/b/c"}, "subject", id="sub a path"),
        pytest.param({"jti": None}, "token id", id="jti missing: could not be revoked"),
        pytest.param({"jti": ""}, "token id", id="jti empty"),
        pytest.param({"exp": None}, "times", id="exp missing"),
        pytest.param({"exp": str(NOON + 3600)}, "times", id="exp a text"),
        pytest.param({"exp": NOON + 3600.5}, "times", id="exp a fraction"),
        pytest.param({"exp": True}, "times", id="exp true"),
        pytest.param({"exp": 2**63}, "times", id="exp beyond all time"),
        pytest.param({"exp": -1}, "times", id="exp negative"),
        pytest.param({"exp": [NOON + 3600]}, "times", id="exp a list"),
        pytest.param({"exp": 10**300}, "times", id="exp beyond all numbers"),
        pytest.param({"iat": None}, "times", id="iat missing"),
        pytest.param({"iat": float(NOON)}, "times", id="iat a fraction"),
        pytest.param({"iat": False}, "times", id="iat false"),
        pytest.param({"iat": str(NOON)}, "times", id="iat a text"),
        pytest.param({"iat": -1}, "times", id="iat negative"),
        pytest.param({"nbf": float(NOON)}, "times", id="nbf a fraction"),
        pytest.param({"nbf": True}, "times", id="nbf true"),
        pytest.param({"nbf": 2**40}, "times", id="nbf beyond all time"),
        pytest.param({"nbf": None}, "times", id="nbf missing"),
        pytest.param({"exp": NOON + 8 * 24 * 3600}, "lifetime", id="a life longer than allowed"),
        pytest.param({"exp": NOON}, "lifetime", id="a life of nothing"),
        pytest.param({"iat": NOON + LEEWAY + 1, "exp": NOON + 3600}, "not valid yet", id="iat in the future"),
        pytest.param({"nbf": NOON + LEEWAY + 1}, "not valid yet", id="nbf in the future"),
    ],
)
def test_claims_that_do_not_fit_are_refused_although_the_signature_fits(keys, issuers, header, change, reason):
    assert refusal(forge(keys.current, header, claims(**change)), issuers) == reason


@pytest.mark.parametrize(
    ("late", "accepted"), [(-LEEWAY, True), (-LEEWAY - 1, False), (3600 + LEEWAY - 1, True), (3600 + LEEWAY, False)]
)
def test_clocks_may_differ_by_the_leeway_and_no_more(keys, issuers, late, accepted):
    token = issue_token(keys, claims())
    if accepted:
        assert verify_token(token, issuers=issuers, now=NOON + late).subject == "olga"
    else:
        assert refusal(token, issuers, now=NOON + late) in {"expired", "not valid yet"}


def _hmac(key, header):
    signed = f"{b64({**header, 'alg': 'HS256'})}.{b64(claims())}"
    return f"{signed}.{b64(hmac.new(key, signed.encode(), hashlib.sha256).digest())}"


@pytest.mark.parametrize(
    "form",
    [
        (Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        (Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        (Encoding.Raw, PublicFormat.Raw),
    ],
    ids=["PEM", "DER", "raw"],
)
def test_the_public_key_is_not_a_password(keys, issuers, header, form):
    assert refusal(_hmac(keys.current.public_key().public_bytes(*form), header), issuers) == "algorithm"


def test_an_empty_password_is_not_one_either(issuers, header):
    assert refusal(_hmac(b"", header), issuers) == "algorithm"


def test_another_key_of_the_same_kind_does_not_sign_for_ours(issuers, header):
    assert refusal(forge(Ed25519PrivateKey.generate(), header, claims()), issuers) == "signature"


def test_a_key_of_another_kind_does_not_sign_for_ours(issuers, header):
    key, named = generate_private_key(SECP256R1()), {**header, "alg": "ES256"}
    token = PyJWS().encode(json.dumps(claims()).encode(), key, "ES256", headers=named)
    assert refusal(token, issuers) == "algorithm"


def _flip(token, part):
    parts = token.split(".")
    raw = bytearray(base64.urlsafe_b64decode(parts[part] + "=="))
    raw[len(raw) // 2] ^= 1
    parts[part] = b64(bytes(raw))
    return ".".join(parts)


@pytest.mark.parametrize("part", [0, 1, 2], ids=["header", "claims", "signature"])
def test_a_token_with_one_bit_changed_is_refused(keys, issuers, part):
    assert refusal(_flip(issue_token(keys, claims()), part), issuers)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda token: "", id="nothing"),
        pytest.param(lambda token: "..", id="three times nothing"),
        pytest.param(lambda token: token.rpartition(".")[0] + ".", id="signature cut off"),
        pytest.param(lambda token: token.rpartition(".")[0], id="two parts"),
        pytest.param(lambda token: token + ".AAAA", id="four parts"),
        pytest.param(lambda token: token + ".AAAA.AAAA", id="five parts: a JWE"),
        pytest.param(lambda token: token + "=", id="padded"),
        pytest.param(lambda token: " " + token, id="a blank before"),
        pytest.param(lambda token: token + "\n", id="a line break after"),
        pytest.param(lambda token: token.replace(".", "%2e"), id="encoded as in a URL"),
        pytest.param(lambda token: '{"payload":"","signature":""}', id="the JSON form of a JWS"),
        pytest.param(lambda token: "A" * 1_000_000, id="a megabyte"),
        pytest.param(lambda token: token + "A" * 9000, id="longer than 8 KB"),
    ],
)
def test_what_is_not_one_whole_token_is_refused(keys, issuers, spoil):
    assert refusal(spoil(issue_token(keys, claims())), issuers) in {"malformed", "too long"}


@pytest.mark.parametrize(
    ("part", "text"),
    [
        pytest.param("header", '{"alg":"EdDSA","alg":"EdDSA","typ":"at+jwt","kid":"KID"}', id="header key twice"),
        pytest.param("header", '["alg","EdDSA"]', id="header a list"),
        pytest.param("header", "null", id="header null"),
        pytest.param("header", b"\xff\xfe", id="header not text"),
        pytest.param("claims", '{"sub":"mia","sub":"olga"}', id="claim twice"),
        pytest.param("claims", '"olga"', id="claims a text"),
        pytest.param("claims", "[" * 3000, id="claims deeper than any"),
        pytest.param("claims", '{"a":{"b":{"c":{"d":{"e":{"f":{"g":{"h":{"i":1}}}}}}}}}', id="claims too deep"),
        pytest.param("claims", '{"exp":NaN}', id="claims with NaN"),
        pytest.param("claims", '{"exp":' + "9" * 5000 + "}", id="claims with endless digits"),
        pytest.param("claims", '{"sub":"\\ud800"}', id="claims with half a character"),
    ],
)
def test_json_that_can_be_read_in_two_ways_is_refused(keys, issuers, header, part, text):
    content = text.replace("KID", keys.kid) if isinstance(text, str) else text
    parts = (content, claims()) if part == "header" else (header, content)
    assert refusal(forge(keys.current, *parts), issuers) == "malformed"


def test_a_second_spelling_of_the_same_bytes_is_refused(keys, issuers):
    signed, _, signature = issue_token(keys, claims()).rpartition(".")
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    twin = signature[:-1] + last[last.index(signature[-1]) ^ 1]  # 64 bytes leave four bits over
    assert base64.urlsafe_b64decode(twin + "==") == base64.urlsafe_b64decode(signature + "==")
    assert refusal(f"{signed}.{twin}", issuers) == "signature"


def test_a_second_spelling_of_the_header_is_refused_although_the_signature_fits(keys, issuers, header):
    text = json.dumps(header)
    first = b64(f"{text} " if len(text) % 3 == 0 else text)  # so that the last letter has bits to spare
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    twin = first[:-1] + last[last.index(first[-1]) ^ 1]
    assert base64.urlsafe_b64decode(twin + "==") == base64.urlsafe_b64decode(first + "==")
    signed = f"{twin}.{b64(claims())}"
    assert refusal(f"{signed}.{b64(keys.current.sign(signed.encode()))}", issuers) == "malformed"


def test_a_token_in_a_token_is_refused(keys, issuers, header):
    inner = issue_token(keys, claims())
    assert refusal(forge(keys.current, {**header, "cty": "JWT"}, inner), issuers) == "malformed"
    assert refusal(forge(keys.current, header, inner), issuers) == "malformed"


def test_nothing_in_a_token_makes_us_ask_anyone(keys, header):
    """Sockets are closed in these tests: whoever tried would be refused by another word."""
    issuers = issuers_of(load_settings(), keys)
    away = "https://evil.example/keys"
    for change in ({"jku": away}, {"x5u": away}, {"kid": away}, {"iss": away}, {"jwk": {"kty": "oct", "k": "AA"}}):
        assert refusal(forge(keys.current, {**header, **change}, claims(iss=away)), issuers) in {"header", "issuer"}


def test_a_token_of_another_home_is_refused(tmp_path, issuers):
    stranger = open_keys(open_home(tmp_path / "other"))
    assert refusal(issue_token(stranger, claims()), issuers) == "key"


def test_a_rotated_key_still_verifies_and_no_longer_signs(tmp_path):
    home = open_home(tmp_path / "home")
    old = open_keys(home)
    rotate_keys(home)
    new = open_keys(home)
    assert new.kid != old.kid
    for keys in (old, new):
        token = issue_token(keys, claims())
        assert verify_token(token, issuers=issuers_of(load_settings(), new), now=NOON).subject == "olga"


def test_a_key_whose_file_is_deleted_is_trusted_no_more(tmp_path):
    home = open_home(tmp_path / "home")
    old = open_keys(home)
    rotate_keys(home)
    (home.keys / "signing-0001.pem").unlink()
    assert refusal(issue_token(old, claims()), issuers_of(load_settings(), open_keys(home))) == "key"


@pytest.mark.parametrize(("size", "reason"), [(8 * 1024, "malformed"), (8 * 1024 + 1, "too long")])
def test_a_token_is_measured_before_it_is_read(issuers, size, reason):
    assert refusal("A" * size, issuers) == reason


def test_a_refusal_says_nothing_of_the_token(keys, issuers, header):
    with pytest.raises(SignInNeeded) as caught:
        verify_token(forge(keys.current, header, claims(iss="canary-issuer")), issuers=issuers, now=NOON)
    assert "canary" not in str(vars(caught.value))
