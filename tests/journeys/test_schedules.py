"""`trellis up` runs what is due in a process of its own, as the product itself, and loses nothing when it is killed."""

import os
import signal
import sqlite3
import subprocess
import time

import pytest

from tests.factories.evidence import faults, registry_rows
from tests.factories.processes import PROGRAM


def up(home, **variables):
    """Start a server and return it once it is there."""
    words = [*PROGRAM, "--home", str(home), "up", "--port", "0"]
    environment = {**os.environ, "TRELLIS_SCHEDULE_SECONDS": "0.2", **variables}
    running = subprocess.Popen(words, stderr=subprocess.PIPE, text=True, env=environment)
    assert "Serving" in running.stderr.readline()
    return running


def stop(running):
    running.send_signal(signal.SIGTERM)
    return running.communicate(timeout=60)[1]


def rows(home, sql):
    return registry_rows(home, sql)


def until(found, seconds=90):
    """Wait for something that another process brings about."""
    deadline = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.1)
    return value


@pytest.fixture
def due(desk):
    """A home in which sales/orders was due a minute ago, and is not due again for years."""
    moment = int(time.time()) - 60
    columns = "product, cron, timezone, catchup, next_due, last_state, last_problem, paused, paused_by, reason"
    with sqlite3.connect(desk.prompt.home / "registry.db") as connection:
        values = "'sales/orders', '0 0 29 2 *', 'UTC', 1, ?, '', '', 0, '', ''"
        connection.execute(f"INSERT OR REPLACE INTO schedules ({columns}) VALUES ({values})", [moment])
    connection.close()
    return desk.prompt.home


def ended(home):
    return rows(home, "SELECT * FROM due_runs WHERE state <> 'open'")


def begun(home):
    return rows(home, "SELECT * FROM runs WHERE \"trigger\" = 'schedule' ORDER BY fence")


def test_a_server_runs_what_is_due_as_the_product_itself(due, desk):
    running = up(due)
    (one,) = until(lambda: ended(due))
    assert "Traceback" not in stop(running)
    (run,) = begun(due)
    assert (one["state"], one["run"], run["state"], run["requested_by"]) == (
        "published",
        run["id"],
        "published",
        "schedule",
    )
    (shown,) = desk.prompt.must("list", "schedules", "--json").json
    assert (shown["product"], shown["last_state"]) == ("sales/orders", "published")
    assert "publish" in desk.prompt.by("ana").must("logs", "sales/orders").out
    assert faults(due) == []


def test_a_server_that_is_killed_right_after_the_claim_loses_nothing(due):
    running = up(due, TRELLIS_FAILPOINTS="schedule.claimed=crash")
    assert running.wait(timeout=60) == 137
    running.communicate()
    assert (len(rows(due, "SELECT * FROM due_runs")), begun(due)) == (1, [])
    following = up(due)
    (one,) = until(lambda: ended(due))
    stop(following)
    assert (one["state"], one["times"], len(begun(due))) == ("published", 2, 1)


def test_a_run_outlives_the_server_that_began_it_and_is_not_begun_again(due):
    running = up(due, TRELLIS_FAILPOINTS="run.ordered=pause")
    (run,) = until(lambda: begun(due))
    worker = int(run["holder"].split(":")[2])
    running.kill()
    running.communicate()
    following = up(due)
    os.kill(worker, signal.SIGCONT)
    (one,) = until(lambda: ended(due))
    stop(following)
    assert (one["state"], [each["state"] for each in begun(due)]) == ("published", ["published"])


def test_a_server_that_is_told_to_stop_interrupts_its_run_and_leaves_no_lease(due):
    running = up(due, TRELLIS_FAILPOINTS="run.split.before=pause")
    (run,) = until(lambda: begun(due))
    until(lambda: "T (stopped)" in status(run))
    running.send_signal(signal.SIGTERM)
    until(lambda: has_pending(run))
    os.kill(int(run["holder"].split(":")[2]), signal.SIGCONT)
    running.communicate(timeout=60)
    (run,) = begun(due)
    (one,) = rows(due, "SELECT * FROM due_runs")
    assert (run["state"], one["state"], one["run"]) == ("failed", "open", None)
    assert faults(due) == []


def status(run):
    with open(f"/proc/{run['holder'].split(':')[2]}/status") as file:
        return file.read()


def has_pending(run):
    """Whether a signal waits for a process that stands still."""
    pending = [line.split()[1] for line in status(run).splitlines() if line.startswith("ShdPnd")]
    return int(pending[0], 16) & 1 << (signal.SIGINT - 1)
