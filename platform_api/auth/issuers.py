"""Whose tokens are accepted: this home's own, and those of the OpenID Connect issuers that the operator names."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx
from jwt import PyJWK, PyJWTError

from governance.errors import Invalid, Unavailable
from platform_api.auth.keys import SigningKeys
from platform_api.auth.tokens import ALGORITHM, Issuer, TrustedKey
from platform_api.settings import IssuerSettings, Settings

__all__ = ["KeySet", "issuers_of", "read_keys"]

_FRESH = 600  # seconds a fetched key set is used without asking again
_RESTLESS = 30  # seconds between fetches for key ids that are not in it
_LARGEST = 256 * 1024
_SECRET_PARTS = frozenset({"d", "p", "q", "k"})
_TYPE_OF = {"EdDSA": "OKP", "ES256": "EC", "RS256": "RSA", "PS256": "RSA"}


def issuers_of(
    settings: Settings, keys: SigningKeys, *, transport: httpx.BaseTransport | None = None
) -> dict[str, Issuer]:
    """Return the accepted issuers by their `iss`; `transport` is how key sets are fetched, the network by default."""

    def own(kid: str) -> TrustedKey | None:
        return TrustedKey(ALGORITHM, keys.public[kid]) if kid in keys.public else None

    home = Issuer(name=settings.issuer, audience=settings.audience, longest=settings.max_token_seconds, find_key=own)
    return {home.name: home, **{other.issuer: _issuer(other, transport) for other in settings.oidc_issuers}}


def _issuer(settings: IssuerSettings, transport: httpx.BaseTransport | None) -> Issuer:
    keys = KeySet(settings, transport=transport)
    return Issuer(
        name=settings.issuer,
        audience=settings.audience,
        longest=settings.max_token_seconds,
        find_key=keys.find,
        subject_claim=settings.subject_claim,
        types=frozenset(settings.token_types),
        needs_nbf=False,
    )


class KeySet:
    """An issuer's public keys, read from where the operator said, and never from where a token says."""

    def __init__(
        self,
        settings: IssuerSettings,
        *,
        transport: httpx.BaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._transport = transport
        self._clock = clock
        self._keys: Mapping[str, TrustedKey] = {}
        self._read_at = float("-inf")

    def find(self, kid: str) -> TrustedKey | None:
        """Return the key of that id; raises `Unavailable` when the key set cannot be had at all."""
        age = self._clock() - self._read_at
        if age > _FRESH or (kid not in self._keys and age > _RESTLESS):
            self._read()
        return self._keys.get(kid)

    def _read(self) -> None:
        self._read_at = self._clock()
        try:
            self._keys = read_keys(self._text(), self._settings.algorithms)
        except (OSError, httpx.HTTPError, Invalid) as error:
            if self._keys:
                return  # the last good set stays; keys are replaced weeks apart
            self._read_at = float("-inf")
            raise Unavailable(
                f"The keys of the issuer `{self._settings.issuer}` cannot be read",
                hint="`TRELLIS_OIDC_ISSUERS` says where they are",
                slug="issuer-unavailable",
            ) from error

    def _text(self) -> bytes:
        if self._settings.jwks_file is not None:
            return self._settings.jwks_file.read_bytes()
        with (
            httpx.Client(transport=self._transport, timeout=5.0, follow_redirects=False) as client,
            client.stream("GET", str(self._settings.jwks_url)) as response,
        ):
            response.raise_for_status()
            found = b""
            for chunk in response.iter_bytes():
                found += chunk
                if len(found) > _LARGEST:
                    raise httpx.DecodingError("the key set is too large")
            return found


def read_keys(text: bytes, algorithms: tuple[str, ...]) -> dict[str, TrustedKey]:
    """Return the signature keys of a JSON Web Key Set by id, each bound to one allowed algorithm; raises `Invalid`."""
    try:
        entries = json.loads(text)["keys"]
        return {entry["kid"]: _key(entry, algorithms) for entry in entries if _is_for_signatures(entry, algorithms)}
    except (ValueError, KeyError, TypeError, PyJWTError) as error:
        raise Invalid("The key set cannot be read", hint="it must be a JSON Web Key Set", slug="bad-key-set") from error


def _is_for_signatures(entry: Mapping[str, Any], algorithms: tuple[str, ...]) -> bool:
    if _SECRET_PARTS & set(entry):
        raise Invalid("The key set holds a private key", hint="publish the public half alone", slug="bad-key-set")
    return (
        isinstance(entry.get("kid"), str) and entry.get("use", "sig") == "sig" and bool(_algorithm(entry, algorithms))
    )


def _algorithm(entry: Mapping[str, Any], algorithms: tuple[str, ...]) -> str:
    """Return the one allowed algorithm a key is for: the one it names, or the first allowed one of its type."""
    of_type = [name for name in algorithms if _TYPE_OF[name] == entry.get("kty")]
    named = entry.get("alg", of_type[0] if of_type else "")
    return named if named in of_type else ""


def _key(entry: Mapping[str, Any], algorithms: tuple[str, ...]) -> TrustedKey:
    algorithm = _algorithm(entry, algorithms)
    return TrustedKey(algorithm, PyJWK.from_dict(dict(entry), algorithm=algorithm).key)
