"""What goes between a service and its workers: a letter, a length of four bytes, and that many bytes.

`J` is a JSON object, `B` a piece of an Arrow stream. Nothing else is understood, and nothing is ever unpickled.
"""

import json
import os
import struct
from collections.abc import Callable
from typing import Any

__all__ = ["HEADER", "LARGEST_FRAME", "Closed", "pack", "parse_header", "read_frame", "send"]

HEADER = struct.Struct("!cI")
LARGEST_FRAME = 64 << 20


class Closed(ConnectionError):
    """The other side has gone, or speaks another language."""


def pack(message: Any) -> bytes:
    """Return a JSON message as a frame."""
    body = json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return HEADER.pack(b"J", len(body)) + body


def parse_header(head: bytes) -> tuple[bytes, int]:
    """Return a frame's letter and length; raise `Closed` for anything that is no frame of ours."""
    letter, length = HEADER.unpack(head)
    if letter not in {b"J", b"B"} or length > LARGEST_FRAME:
        raise Closed("not a frame")
    return letter, length


def send(descriptor: int, data: bytes) -> None:
    """Write all of `data` with plain `write` calls, the only ones that a worker may make on its socket."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def read_frame(receive: Callable[[int], bytes]) -> tuple[bytes, bytes]:
    """Read one frame; `receive(n)` gives up to n bytes, b"" at the end. Raises `Closed` when it ends early."""
    letter, length = parse_header(_exactly(receive, HEADER.size))
    return letter, _exactly(receive, length)


def _exactly(receive: Callable[[int], bytes], length: int) -> bytes:
    parts = bytearray()
    while len(parts) < length:
        piece = receive(length - len(parts))
        if not piece:
            raise Closed("the other side has gone")
        parts += piece
    return bytes(parts)
