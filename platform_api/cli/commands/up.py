"""`trellis up`: serve the mesh of a home."""

import socket

import click

from governance.errors import Unavailable
from platform_api.cli.output import say
from platform_api.cli.session import current

__all__ = ["command"]


@click.command(name="up", epilog="Example: trellis up --port 8470")
@click.option("--host", help="The address to listen on [default: 127.0.0.1].")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="The port to listen on, 0 for any free one [default: 8470]."
)
def command(host: str | None, port: int | None) -> None:
    """Serve the API with its documentation at /docs, until interrupted."""
    import uvicorn

    session = current()
    settings = session.settings()
    line = _listen(host or settings.host, settings.port if port is None else port)
    embedded = session.embedded(create=True)
    name, number = line.getsockname()[:2]
    address = f"http://{f'[{name}]' if ':' in name else name}:{number}"
    say(f"Serving the mesh in {settings.home} at {address} (documentation at /docs, Ctrl-C stops)")
    say(f'hint: curl -H "Authorization: Bearer $(trellis token)" {address}/api/v1/me')
    server = uvicorn.Server(uvicorn.Config(embedded.app, log_level="warning", access_log=False))
    server.run(sockets=[line])


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise Unavailable(
            f"{host}:{port} cannot be listened on: {str(error.strerror).partition(' (')[0]}",
            hint="stop what listens there, or choose another with `--port`, 0 for any free one",
            slug="address-in-use",
        ) from error
