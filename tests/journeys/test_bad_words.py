"""Any word after any command: an answer, a refusal or a usage, and never a crash, a change, or a word that steers a terminal."""

import os

import pytest

WORDS = {
    "nothing": "",
    "a blank": " ",
    "a dash": "-",
    "up and away": "../../../etc/passwd",
    "a file that is there": "/etc/passwd",
    "a folder that is there": "/etc",
    "a URL": "http://127.0.0.1:1/",
    "a line break": "sales.orders\nsales.orders",
    "a steered terminal": "\x1b]0;stolen\x07\x1b[31msales.orders",
    "right to left": "\u202esredro.selas",
    "bytes that are no text": os.fsdecode(b"sales.\xff\xfe"),
    "letters of elsewhere": "sales.\u043erders",
    "figures of elsewhere": "sales.٣",
    "shouting": "SALES.ORDERS",
    "a pattern": "sales.*",
    "SQL": "x'; DROP TABLE runs; --",
    "a template": "{{ 7 * 7 }}",
    "a query": "sales.orders?depth=1",
    "a fragment": "sales.orders#x",
    "an escape": "sales%2Eorders",
    "a shell": "$(touch stolen)`touch stolen`;touch stolen",
    "a format": "%s%n{0}{self}",
    "very long": "a" * 100_000,
    "very deep": "(" * 5_000,
}
ONE = [
    ["check"], ["clean"], ["explain"], ["export"], ["export", "--format", "avro"], ["grant"], ["import", "--format", "avro"],
    ["lineage"], ["list"], ["list", "products", "-s"], ["logs"], ["pause", "--reason", "x"], ["pin", "list"], ["pin", "end"],
    ["policy", "check"], ["policy", "explain"], ["policy", "explain", "--decision"], ["publish"], ["quarantine", "show"],
    ["query"], ["resume"], ["retain"], ["run"], ["run", "-s"], ["search"], ["show"], ["token", "--ttl"],
]  # fmt: skip

RUNS = {"a pattern", "a line break"}  # of products, when a selection is asked for


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """An empty folder to type in, so that what a word makes there is seen."""
    folder, before = tmp_path_factory.mktemp("here"), os.getcwd()
    os.chdir(folder)
    yield folder
    os.chdir(before)


@pytest.mark.parametrize("words", ONE, ids=" ".join)
def test_whatever_word_follows_a_command(opened, here, words):
    with opened.untouched():
        given = {name: word for name, word in WORDS.items() if words != ["run", "-s"] or name not in RUNS}
        said = {name: opened.prompt(*words, word) for name, word in given.items()}
    wrong = {name: one.err[-300:] for name, one in said.items() if "crashed" in one.err or "Traceback" in one.err}
    assert wrong == {}
    assert {one.code for one in said.values()} <= {0, 1, 2, 3, 4}
    steering = {
        name for name, one in said.items() if not (one.err + one.out).replace("\n", "").replace("\t", "").isprintable()
    }
    assert steering == set()
    assert all((one.err + one.out).strip() for one in said.values() if one.code)
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("word", WORDS.values(), ids=WORDS)
def test_whatever_the_home_is_called(opened, here, word):
    said = type(opened.prompt)(opened.prompt.home / word if word.isprintable() else word)("list", "products")
    assert said.code in {0, 1, 2}, said.err
    assert "crashed" not in said.err
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("word", ["a query", "a fragment", "an escape", "up and away", "a URL"])
def test_a_name_is_not_read_as_an_address(opened, word):
    said = opened.prompt("show", WORDS[word])
    assert (said.code, "sales.orders" in said.out) == (1, False)
