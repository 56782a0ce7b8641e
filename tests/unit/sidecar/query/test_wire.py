import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.query.wire import HEADER, LARGEST_FRAME, Closed, pack, read_frame, send


def reader(data, step=3):
    rest = bytearray(data)

    def receive(length):
        piece = bytes(rest[: min(length, step)])
        del rest[: len(piece)]
        return piece

    return receive


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=4)))
def test_a_message_comes_back_whatever_the_pieces(message):
    letter, body = read_frame(reader(pack(message)))
    assert letter == b"J"
    assert json.loads(body.decode("utf-8", "surrogatepass")) == message


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"J",
        b"J\0\0\0",
        pack({"a": 1})[:-1],
        HEADER.pack(b"X", 0),
        HEADER.pack(b"J", LARGEST_FRAME + 1),
        b"\x80\x04\x95\0\0\0\0",
    ],
)
def test_what_is_no_frame_closes_the_line(data):
    with pytest.raises(Closed):
        read_frame(reader(data))


def test_frames_follow_each_other():
    receive = reader(pack(1) + HEADER.pack(b"B", 2) + b"xy" + pack(2))
    assert [read_frame(receive) for _ in range(3)] == [(b"J", b"1"), (b"B", b"xy"), (b"J", b"2")]


def test_everything_is_written():
    reading, writing = os.pipe()
    send(writing, b"x" * 5000)
    os.close(writing)
    with os.fdopen(reading, "rb") as file:
        assert file.read() == b"x" * 5000
