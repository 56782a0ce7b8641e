"""Whole flows, after which no secret is where somebody else could read it: arguments of processes, words, files of the home."""

import json
import os
import re
import subprocess
import threading
import time
from pathlib import Path

import httpx
import pytest

from platform_api.home import open_home
from platform_api.runs.orders import mask_key
from tests.factories.processes import PROGRAM

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.timeout(300)]
WEBHOOK = {"name": "hook", "url": "http://127.0.0.1:1/events", "secret": "a-secret-of-the-webhook-0123456789"}
OWN = {"keys", "tokens"}
"""Folders of the home that hold secrets, for its owner alone."""


class Watch(threading.Thread):
    """Reads the arguments of every process there is, again and again."""

    def __init__(self):
        super().__init__(daemon=True)
        self.seen, self.over = set(), threading.Event()

    def run(self):
        while not self.over.wait(0.02):
            for process in Path("/proc").glob("[0-9]*"):
                try:
                    self.seen.add((process / "cmdline").read_bytes())
                except OSError:
                    continue


def asked(url, token, words):
    """What somebody does with a token: read, be refused, run, wait."""
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "once"}
    with httpx.Client(base_url=url, headers=headers, timeout=60) as client:
        for sql in ("SELECT customer FROM sales.orders", "SELECT CAST(customer AS integer) FROM sales.orders"):
            client.post("/api/v1/mesh/query", json={"sql": sql})
        began = client.post("/products/sales/orders/run")
        place = re.sub(r"^.*(?=/products/)", "", began.headers["location"])
        while client.get(place).json()["state"] == "running":
            time.sleep(0.1)
    elsewhere = {**os.environ, "TRELLIS_URL": url, "TRELLIS_TOKEN": token}
    return subprocess.run([*PROGRAM, *words], capture_output=True, text=True, env=elsewhere, check=False).stderr


def test_no_secret_gets_out(desk):
    home, ana = desk.prompt.home, desk.prompt.by("ana")
    token = ana.must("token").out.strip()
    masks = open_home(home).secret("masks")
    key = mask_key(masks, reader="ana", purpose="")
    secrets = {
        "a token": token.encode(),
        "a token's signature": token.rpartition(".")[2].encode(),
        "the webhook's": WEBHOOK["secret"].encode(),
        "the masks' key": masks,
        "the masks' key, spelled": masks.hex().encode(),
        "a reader's key": key,
        "a reader's key, spelled": key.hex().encode(),
    }
    watch = Watch()
    watch.start()
    settings = {**os.environ, "TRELLIS_WEBHOOKS": json.dumps([WEBHOOK]), "TRELLIS_SHIP_SECONDS": "0.2"}
    served = subprocess.Popen(
        [*PROGRAM, "--home", str(home), "up", "--port", "0"], stderr=subprocess.PIPE, text=True, env=settings
    )
    url = re.search(r"http://127\.0\.0\.1:\d+", served.stderr.readline())[0]
    said = asked(url, token, ["query", "SELECT nothing FROM sales.orders"])
    served.terminate()
    said += served.communicate(timeout=60)[1]
    watch.over.set()
    watch.join()
    files = [path for path in home.rglob("*") if path.is_file() and not OWN & set(path.relative_to(home).parts)]
    assert any(b"sales.orders" in path.read_bytes() for path in files)
    assert len(watch.seen) > 3
    places = {
        "arguments": b"\n".join(watch.seen),
        "words": said.encode(),
        **{str(one): one.read_bytes() for one in files},
    }
    assert [(name, place) for place, text in places.items() for name, secret in secrets.items() if secret in text] == []


def test_what_holds_secrets_is_for_its_owner_alone(desk):
    kept = [path for folder in OWN for path in (desk.prompt.home / folder).rglob("*")]
    assert kept
    assert {oct(path.stat().st_mode & 0o077) for path in [desk.prompt.home, *kept]} == {"0o0"}
