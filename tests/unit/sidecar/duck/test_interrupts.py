"""What a signal raises while the engine works is what its handler raised, as anywhere else."""

import os
import signal
import threading

import pytest

from sidecar.backends.duck import open_connection, said_plainly

ENDLESS = "SELECT sum(hash(range)) FROM range(100000000000)"


def give_up(*_):
    raise SystemExit(143)


@pytest.fixture
def terminable():
    before = signal.signal(signal.SIGTERM, give_up)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.usefixtures("terminable")
@pytest.mark.parametrize(("sent", "raised"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, SystemExit)])
def test_a_signal_while_a_query_runs(tmp_path, sent, raised):
    # With several threads the engine may hear of it only when the statement is over.
    connection = open_connection(memory_bytes=1 << 28, threads=1, temp_dir=str(tmp_path), folders=[])
    clock = threading.Timer(0.3, os.kill, [os.getpid(), sent])
    clock.start()
    with pytest.raises(raised), said_plainly():
        connection.execute(ENDLESS)
    clock.join()
    connection.close()
