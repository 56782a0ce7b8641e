"""The law on a real OPA server, by its client from PyPI (`opa-python-client`, extra `opa`)."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from governance.errors import Invalid, Unavailable
from governance.policy.limits import Limits
from governance.policy.wire import encoded

if TYPE_CHECKING:
    from opa_client.opa import OpaClient

__all__ = ["OpaEngine"]

_LIMITS = Limits()
_HINT = "is the server up, and did it load the bundle? Its `/health?bundles` says"


class OpaEngine:
    """Evaluates at a server that holds the bundle of one revision; an answer under any other revision is refused.

    Safe to share between threads. Nothing is retried beyond a connection that could not be made.
    """

    def __init__(self, url: str, *, revision: str, timeout: float = 1.0, token: str | None = None) -> None:
        """Speak to `url` (`http://127.0.0.1:8181`) with `timeout` seconds for each answer."""
        self._revision = revision
        self._client = _client(url, timeout=timeout, token=token)

    @property
    def revision(self) -> str:
        """The digest of the policies' Rego sources, which the server must hold."""
        return self._revision

    def evaluate(self, entrypoint: str, document: dict[str, Any]) -> Any:
        """Return the JSON value of `entrypoint` for `document`, None when it is undefined.

        Raises `Unavailable` when the server does not answer, answers with an error, or holds other policies.
        """
        encoded(document, limits=_LIMITS)
        package, _, rule = entrypoint.rpartition("/")
        if not all(part.isidentifier() for part in entrypoint.split("/")) or not package:
            raise Unavailable(
                f"`{entrypoint[:80]}` is no entrypoint", hint="`access/read` is one", slug="no-entrypoint"
            )
        reply = self._ask(package, rule, document)
        held = sorted({str(entry.get("revision")) for entry in _bundles(reply).values()})
        if held != [self._revision]:
            raise Unavailable(
                f"The OPA server holds the policies {', '.join(held) or 'of no bundle'}, not {self._revision}",
                hint="let it load the bundle again",
                slug="other-policies",
            )
        return reply.get("result")

    def close(self) -> None:
        """Give the connections back."""
        self._client.close_connection()

    def _ask(self, package: str, rule: str, document: dict[str, Any]) -> dict[str, Any]:
        from requests import RequestException

        try:
            reply = self._client.query_rule(document, package, rule, query_params={"provenance": True})
        except (RequestException, ValueError, RecursionError) as failure:
            raise Unavailable("The OPA server gave no answer", hint=_HINT, slug="no-opa") from failure
        if not isinstance(reply, dict):
            raise Unavailable("The OPA server gave an answer that is not OPA's", hint=_HINT, slug="no-opa")
        return reply


def _bundles(reply: dict[str, Any]) -> dict[str, dict[str, Any]]:
    provenance = reply.get("provenance")
    found = provenance.get("bundles") if isinstance(provenance, dict) else None
    return found if isinstance(found, dict) and all(isinstance(entry, dict) for entry in found.values()) else {}


def _client(url: str, *, timeout: float, token: str | None) -> "OpaClient":
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
        raise Invalid(f"`{url[:80]}` is not the address of an OPA server", hint="write it as `http://127.0.0.1:8181`")
    try:
        from opa_client.opa import OpaClient
    except ModuleNotFoundError as failure:
        raise Unavailable(
            f"Asking an OPA server needs `{failure.name}`", hint="pip install 'trellis-mesh[opa]'"
        ) from failure
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    port = parts.port or (443 if parts.scheme == "https" else 8181)
    return OpaClient(host=host, port=port, ssl=parts.scheme == "https", retries=1, timeout=timeout, token=token)
