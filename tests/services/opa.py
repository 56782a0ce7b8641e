"""A real OPA server with the stock policies, on a free port of this machine, for as long as a test needs it."""

import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from governance.policy.bundle import rego_bundle
from tests.services import install

_SECONDS = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def opa_server(folder: Path, bundle: bytes | None = None) -> Iterator[str]:
    """The address of a server that holds `bundle`; it is stopped by its own process id."""
    if install.opa_version(install.opa()) != install.OPA_VERSION:
        raise RuntimeError(f"There is no opa {install.OPA_VERSION}: run `python tests/services/install.py`")
    (folder / "bundle.tar.gz").write_bytes(rego_bundle() if bundle is None else bundle)
    address = f"127.0.0.1:{free_port()}"
    command = [install.opa(), "run", "--server", f"--addr={address}", "--disable-telemetry", "--log-level=error"]
    with (folder / "opa.log").open("wb") as log:
        server = subprocess.Popen([*command, "--bundle", folder / "bundle.tar.gz"], stdout=log, stderr=log)
        try:
            _wait_for(server, f"http://{address}/health?bundles", folder / "opa.log")
            yield f"http://{address}"
        finally:
            server.terminate()
            server.wait(timeout=_SECONDS)


def _wait_for(server: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with opener.open(url, timeout=1) as reply:
                if reply.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError(f"OPA did not start: {log.read_text()[-2000:]}")
