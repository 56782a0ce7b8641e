"""`trellis serve`: a product's own ports, next to a home or to a platform elsewhere."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from governance.names import ProductName
from platform_api.cli.listening import address_of, listen, serve
from platform_api.cli.output import say
from platform_api.cli.session import Session, current

if TYPE_CHECKING:
    import httpx

__all__ = ["command"]


@click.command(name="serve", epilog="Example: trellis serve operations/flights --port 8471")
@click.argument("product", metavar="DOMAIN/PRODUCT")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port to listen on [default: any free one].")
def command(product: str, host: str, port: int) -> None:
    """Serve one product's discovery, observability and control ports, until interrupted."""
    from sidecar.ports import ports_app

    session = current()
    name = ProductName.parse(product)
    connect, own = _elsewhere(session) if session.url else _here(session, name)
    app = ports_app(name, connect=connect, lend=own if session.settings().public_metrics else None)
    with listen(host, port) as line:
        address = address_of(line)
        say(f"Serving the ports of {name} at {address}/ (Ctrl-C stops)")
        say(f'hint: curl -H "Authorization: Bearer $(trellis token)" {address}/')
        serve(app, line)


def _here(session: Session, product: ProductName) -> "tuple[Callable[[str], httpx.Client], Callable[[], str]]":
    """Metrics without a token are told with the rights of the product itself."""
    import httpx

    session.calls().get(f"products/{product}")
    embedded = session.embedded()
    transport = session.transport()

    def connect(authorization: str) -> httpx.Client:
        return httpx.Client(transport=transport, base_url="http://mesh", headers={"Authorization": authorization})

    return connect, lambda: f"Bearer {embedded.token(str(product))}"


def _elsewhere(session: Session) -> "tuple[Callable[[str], httpx.Client], Callable[[], str]]":
    """Metrics without a token are told with the rights of whoever serves them."""
    import httpx

    from sidecar.calls import Calls

    url, transport = str(session.url), httpx.HTTPTransport()

    def connect(authorization: str) -> httpx.Client:
        headers = {"Authorization": authorization}
        return httpx.Client(transport=transport, base_url=url, headers=headers, timeout=60.0)

    Calls(connect("")).fetch("GET", "/health", accept="*/*")
    return connect, lambda: session.client().headers["Authorization"]
