"""What commands that serve have in common: a socket before anything else, its address, and a server that ends cleanly."""

import signal
import socket
from collections.abc import Callable
from typing import Any

from governance.errors import Unavailable

__all__ = ["address_of", "listen", "serve"]


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens there, on any free port for 0; raises `Unavailable`."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise Unavailable(
            f"{host}:{port} cannot be listened on: {str(error.strerror).partition(' (')[0]}",
            hint="stop what listens there, or choose another with `--port`, 0 for any free one",
            slug="address-in-use",
        ) from error


def address_of(line: socket.socket) -> str:
    """Return the URL of a socket that listens."""
    name, number = line.getsockname()[:2]
    return f"http://{f'[{name}]' if ':' in name else name}:{number}"


def serve(app: Callable[..., Any], line: socket.socket) -> None:
    """Serve until interrupted or told to end; requests under way are finished, and what was opened can be closed."""
    import uvicorn

    from platform_api.whole import load_server

    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    before = signal.signal(signal.SIGTERM, _end)
    try:
        load_server()
        server.run(sockets=[line])
    except _Ended:
        pass
    finally:
        signal.signal(signal.SIGTERM, before)


class _Ended(Exception):
    """The server was told to end, and has."""


def _end(_signal: int, _frame: object) -> None:
    """The server raises its signals again once it has shut down; by default this one would end the process there."""
    raise _Ended
