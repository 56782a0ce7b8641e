"""`trellis up`: serve the mesh of a home."""

import click

from platform_api.cli.listening import address_of, listen, serve
from platform_api.cli.output import say
from platform_api.cli.session import current
from platform_api.ports.serving import announced

__all__ = ["command"]


@click.command(name="up", epilog="Example: trellis up --port 8470")
@click.option("--host", help="The address to listen on [default: 127.0.0.1].")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="The port to listen on, 0 for any free one [default: 8470]."
)
def command(host: str | None, port: int | None) -> None:
    """Serve the API with its documentation at /docs, and each product's own ports, until interrupted."""
    session = current()
    settings = session.settings()
    with listen(host or settings.host, settings.port if port is None else port) as line:
        embedded = session.embedded(create=True)
        address = address_of(line)
        say(f"Serving the mesh in {settings.home} at {address} (documentation at /docs, Ctrl-C stops)")
        say(f'hint: curl -H "Authorization: Bearer $(trellis token)" {address}/api/v1/me')
        with announced(embedded.state.home, address):
            serve(embedded.app, line)
