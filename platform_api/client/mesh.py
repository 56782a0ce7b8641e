"""The mesh in a notebook: governed answers as Arrow, products and lineage as plain values."""

from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import httpx

from sidecar.calls import Calls

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Mesh", "connect"]

_ARROW = "application/vnd.apache.arrow.stream"


class Mesh:
    """A platform as one person sees it. Every method raises the platform's own failures, with their hints.

    Use it as a context manager, or call `close`.
    """

    def __init__(self, http: httpx.Client, *, on_close: Callable[[], None] | None = None) -> None:
        self._http = http
        self._on_close = on_close
        self._calls = Calls(http)

    def query(self, sql: str, *, purpose: str = "") -> "pa.Table":
        """Return the rows of a SELECT in Trino's SQL as an Arrow table, masked and filtered for you and `purpose`.

        What was masked or filtered is in the schema's metadata under `trellis`. Raises `Denied` with the reason and
        the command that asks for access, `Invalid` for SQL that is not an allowed SELECT.
        """
        import pyarrow as pa

        body = {"sql": sql, "purpose": purpose}
        answer = self._calls.fetch("POST", "mesh/query", accept=_ARROW, body=body)
        return pa.ipc.open_stream(answer.content).read_all()

    def list(self, kind: str = "products", **filters: str | None) -> Sequence[dict[str, Any]]:
        """Return all `products`, `ports`, `domains` or `teams` that fit the filters (`domain=`, `status=`, …)."""
        return list(self._calls.pages(f"mesh/{kind}", **filters))

    def show(self, name: str) -> dict[str, Any]:
        """Return a product (`domain/product`) or a port (`domain.port`) with its contract in force."""
        path = f"products/{name}" if "/" in name else f"mesh/ports/{name}"
        return dict(self._calls.get(path))

    def lineage(self, name: str, *, direction: str = "both", depth: int = 5) -> dict[str, Any]:
        """Return the graph around a port: `nodes` and `edges`, `depth` hops `upstream`, `downstream` or `both` ways."""
        return dict(self._calls.get(f"mesh/lineage/{name}", direction=direction, depth=depth))

    def search(self, words: str, **filters: str | None) -> dict[str, Any]:
        """Return products, ports and columns that match the words, best first, with facets."""
        return dict(self._calls.get("mesh/search", q=words, **filters))

    def close(self) -> None:
        """End the connection."""
        self._http.close()
        if self._on_close:
            self._on_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def connect(url: str = "", token: str = "", *, home: str | Path = "", user: str = "") -> Mesh:
    """Return the mesh at `url`, as the bearer of `token`; without a URL, the one in a home on this machine.

    `home` defaults to the setting `TRELLIS_HOME`; `user` is whom its owner acts as. Raises `NotFound` when there is no
    such home, `SignInNeeded` without a token or for a user that the mesh does not know.
    """
    from platform_api.client.connection import at_url, in_process, open_home_of, whoever_is_here
    from platform_api.settings import load_settings

    if url:
        return Mesh(at_url(url, token=token))
    from platform_api.whole import load_whole

    load_whole()  # several threads may ask at once
    embedded = open_home_of(load_settings(home=Path(home)) if home else load_settings())
    return Mesh(in_process(embedded, user=user or whoever_is_here()), on_close=embedded.close)
