"""Several products in one command: chosen by dbt's grammar, run in order, and skipped behind one that does not get through."""

import os
import signal
import subprocess

import pytest

from sidecar.failpoints import armed
from tests.factories.evidence import faults, registry_rows
from tests.factories.orders import edit, orders, spend
from tests.factories.processes import PROGRAM
from tests.factories.prompt import Prompt

CHAIN = ["sales/orders", "marketing/spend", "finance/totals"]


def totals(folder):
    """finance/totals, built on marketing.spend by the people of it."""
    columns = [{"name": "country", "type": "string"}]
    inputs = [{"port": "marketing.spend", "columns": columns}]
    measures = [{"name": "times", "description": "How often"}]
    return spend(folder, domain="finance", product="totals", inputs=inputs, group_by=["country"], measures=measures)


@pytest.fixture(scope="module")
def chain(tmp_path_factory):
    """Three products, each made of the one before; nothing has run, and nobody has been let in."""
    folder = tmp_path_factory.mktemp("chain")
    prompt = Prompt(folder / "home")
    prompt.must("publish", orders(folder / "orders"), spend(folder / "spend"))
    prompt.must("publish", totals(folder / "totals"))
    return prompt


def states(said):
    return {one["product"]: one["state"] for one in said.json}


def test_what_is_behind_a_refused_product_is_skipped_and_the_worst_code_wins(chain):
    said = chain("run", "-s", "sales.orders+", "--json")
    assert (said.code, states(said)) == (3, dict(zip(CHAIN, ["published", "refused", "skipped"], strict=True)))
    assert "SKIP finance/totals: `marketing/spend` did not get through" in said.err
    assert "3 products: 1 published, 1 refused, 1 skipped" in said.err


def test_fail_fast_begins_nothing_more(chain):
    said = chain("run", "marketing/spend", "-s", "finance.totals", "--fail-fast", "--json")
    assert states(said) == {"marketing/spend": "refused", "finance/totals": "skipped"}


@pytest.fixture(scope="module")
def granted(chain):
    """The chain, with the grant that the middle one asks for."""
    terms = ("--to", "marketing/spend", "--purpose", "campaigns", "--expires", "30d")
    chain.by("ana").must("grant", "sales.orders", *terms)
    return chain


@pytest.mark.parametrize("threads", [1, 2])
def test_products_are_run_in_the_order_in_which_they_are_made_of_each_other(granted, threads):
    said = granted("run", "-s", "+totals", "--threads", threads, "--memory", 128, "--json")
    assert said.code == 0, said.err
    assert [one["product"] for one in said.json] == CHAIN
    assert [one["report"]["product"] for one in said.json] == CHAIN
    assert faults(granted.home) == []


def test_what_failed_last_is_chosen_by_its_result(granted):
    assert [one["name"] for one in granted.must("list", "-s", "result:published", "--json").json] == sorted(CHAIN)
    said = granted.must("run", "-s", "result:failed+")
    assert (said.out.splitlines()[1:], "Nothing to run" in said.err) == ([], True)


def test_why_tells_what_is_in_and_what_is_out(granted):
    said = granted.must("list", "-s", "1+totals", "--why")
    assert "chosen    marketing/spend: by `1+totals` (1 upstream)" in said.err
    assert "left out  sales/orders: 2 steps upstream of totals, and `1+totals` takes 1" in said.err


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["run"], 2, "name a product"),
        (["run", "-s", "a,"], 1, "character 3"),
        (["run", "-s", "totls"], 1, "finance/totals"),
        (["run", "-s", "state:modifid"], 1, "state:modified"),
        (["list", "teams", "-s", "x"], 2, "not about those"),
        (["list", "runs", "-s", "日本"], 1, "日本"),
    ],
)
def test_what_cannot_be_chosen_says_so(granted, words, code, told):
    said = granted(*words)
    assert (said.code, told in said.err) == (code, True), said.err


def test_a_folder_that_was_edited_is_chosen_by_its_state(granted, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    edit(spend(tmp_path / "mesh" / "spend"), "product.odps.yaml", "What each country paid", "What each one paid")
    orders(tmp_path / "mesh" / "orders")
    assert [one["name"] for one in granted.must("list", "-s", "state:modified+", "--json").json] == [
        "finance/totals",
        "marketing/spend",
    ]
    assert "path:mesh/orders" in granted.must("list", "-s", "path:mesh/orders", "--why").err
    said = granted("check", "-s", "state:unmodified", "--why", "--no-examples", "mesh")
    assert ("chosen    sales/orders" in said.err, "left out  marketing/spend" in said.err) == (True, True)


LINES = ["Attempt 1", "Reading", "Making", "quarantined by", "Published after"]


def test_a_run_says_what_it_did_to_those_who_look_after_it_and_no_value_of_a_row(granted):
    granted.by("ana").must("run", "sales/orders")
    told = granted.by("ana").must("logs", "sales/orders", "--follow")
    assert [words for words in LINES if words not in told.out] == []
    assert "example.org" not in told.out
    assert granted.by("mia")("logs", "sales/orders").code == 3


def test_what_may_have_passed_is_tried_again_and_each_attempt_is_on_record(granted):
    with armed(run__split__before="error"):
        said = granted.must("run", "sales/orders", "--retries", 2, "--retry-delay", 0, "--json")
    assert (said.json["attempt"], "Attempt 1 of 3 failed" in said.err) == (2, True)
    found = granted.must("list", "runs", "--product", "sales/orders", "--json").json[:2]
    assert [(one["attempt"], one["state"]) for one in found] == [(2, "published"), (1, "failed")]
    assert "failpoint" in granted.must("logs", "sales/orders", found[1]["id"]).out


def test_what_will_not_pass_is_not_tried_again(granted, tmp_path):
    source = granted.home.parent / "orders" / "data" / "orders.csv"
    source.rename(tmp_path / "orders.csv")
    said = granted("run", "sales/orders", "--retries", 3, "--retry-delay", 0)
    (tmp_path / "orders.csv").rename(source)
    assert (said.code, "Attempt" in said.err) == (1, False)
    assert granted("logs", "sales/orders", "--follow").code == 1


@pytest.mark.parametrize("threads", [1, 2])
def test_of_a_product_that_failed_the_attempts_are_told_too(granted, tmp_path, threads):
    source = granted.home.parent / "orders" / "data" / "orders.csv"
    source.rename(tmp_path / "orders.csv")
    said = granted("run", "-s", "+spend", "--threads", threads, "--memory", 128, "--json")
    (tmp_path / "orders.csv").rename(source)
    assert [(one["state"], one["attempts"]) for one in said.json] == [("failed", 1), ("skipped", None)]


def test_runs_are_listed_with_who_asked_and_how_long_they_took(granted):
    found = granted.must("list", "runs", "--product", "sales/orders", "--json").json
    newest = next(one for one in found if one["state"] == "published" and one["attempt"] == 1)
    assert (newest["trigger"], newest["attempt"], newest["load"]) == ("manual", 1, "replace")
    assert newest["seconds"] >= 0


@pytest.mark.parametrize("threads", ["1", "2"])
def test_an_interrupted_command_leaves_no_lease(granted, threads):
    words = [*PROGRAM, "--home", str(granted.home), "run", "-s", "+totals", "--threads", threads, "--json"]
    armed = {**os.environ, "TRELLIS_FAILPOINTS": "run.split.before=pause"}
    running = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=armed)
    worker = stopped_worker(granted.home, running)
    running.send_signal(signal.SIGINT)
    os.kill(worker, signal.SIGCONT)
    out, talk = running.communicate(timeout=120)
    assert (running.returncode, "Traceback" in talk) == (130, False), talk
    assert '"interrupted"' in out
    assert registry_rows(granted.home, "SELECT * FROM runs WHERE state = 'running'") == []


def stopped_worker(home, running):
    """Return the process that holds the lease, once it stands still."""
    while running.poll() is None:
        for run in registry_rows(home, "SELECT holder FROM runs WHERE state = 'running'"):
            number = int(run["holder"].split(":")[2])
            with open(f"/proc/{number}/stat") as file:
                if file.read().rpartition(")")[2].split()[0] == "T":
                    return number
    raise AssertionError(running.communicate())
