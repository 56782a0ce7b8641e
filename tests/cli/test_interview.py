"""The questions that `trellis new` asks on a terminal: one at a time, until the answer can be taken."""

import os
import pty
import select
import subprocess
from contextlib import contextmanager

import pytest

from platform_api.cli.new.interview import interview
from product_templates import load_template
from tests.cli.conftest import ROOT
from tests.factories.processes import PROGRAM

GIVEN = {"domain": "sales", "product": "orders", "team": "shops", "owner": "ana", "contact": "shops@example.org"}


def asked(answers, typed, template="source-aligned", readers=None):
    """Return the answers, what was asked, and what was told, when a person types `typed` by question, else only Enter."""
    waiting, labels, told = {name: list(lines) for name, lines in typed.items()}, [], []

    def ask(label):
        labels.append(label)
        assert labels.count(label) < 5
        return waiting[label].pop(0) if waiting.get(label) else ""

    known = interview(load_template(template), answers, ask=ask, tell=told.append, readers=readers or {})
    return known, labels, told


def test_what_is_given_is_not_asked_and_enter_takes_the_default():
    known, labels, _ = asked({**GIVEN, "description": "All orders"}, {})
    assert labels[:3] == ["title", "row", "classification"]
    assert (known["title"], known["classification"], known["purposes"]) == ("Orders", "internal", [])


def test_a_question_shows_its_help_its_choices_and_its_default():
    _, _, told = asked({**GIVEN, "description": "All orders"}, {})
    assert "How often it is published anew (hourly, daily, weekly, monthly, yearly) [daily]" in told


def test_a_long_default_is_shown_in_part():
    _, _, told = asked({**GIVEN, "description": "All orders"}, {})
    assert told[-1].endswith("…]")


@pytest.mark.parametrize(
    ("question", "typed", "told"),
    [
        ("description", "", "This one has no default"),
        ("contact", "nobody", "is no e-mail address"),
        ("domain", "Sales!", "`sales` would do"),
        ("refresh", "often", "choose one of `hourly`"),
        ("purposes", "[a", "`purposes` cannot be read"),
        ("purposes", "planning", "Write a list of words"),
    ],
)
def test_an_answer_that_is_not_taken_is_told_why_and_asked_for_again(question, typed, told):
    good = {**GIVEN, "description": "All orders", "refresh": "daily", "purposes": "[]"}
    answers = {name: value for name, value in {**GIVEN, "description": "All orders"}.items() if name != question}
    known, labels, said = asked(answers, {question: [typed, good[question]]})
    assert labels.count(question) == 2
    assert any(told in line for line in said)
    assert question in known


def test_a_default_follows_from_the_answers_before_it():
    answers = {
        **GIVEN,
        "description": "All orders",
        "title": "Orders",
        "row": "One",
        "refresh": "daily",
        "purposes": [],
    }
    known, labels, _ = asked(answers, {"location": ["data/x.parquet"]})
    assert known["format"] == "parquet"
    assert "delimiter" not in labels


def test_an_answer_can_be_read_in_a_form_of_its_own():
    ports = [{"port": "a.b", "columns": [{"name": "x"}]}]
    known, _, _ = asked(
        {**GIVEN, "description": "All orders", "purpose": "planning", "group_by": ["x"]},
        {"inputs": ["a.b"]},
        template="aggregate",
        readers={"inputs": lambda text: ports if text == "a.b" else []},
    )
    assert known["inputs"] == ports


@contextmanager
def terminal(*arguments):
    """Start the program on a terminal of its own; yield the process and the terminal's other side."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [*PROGRAM, *arguments],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=environment,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        try:
            yield process, ours
        finally:
            process.kill()
            os.close(ours)


def until(side, text):
    """Read from a terminal until it shows `text`."""
    shown = b""
    while text.encode() not in shown:
        assert select.select([side], [], [], 30)[0], shown
        shown += os.read(side, 65536)


NEW = ("new", "source-aligned", "sales/orders", "--set", "team=shops", "--set", "owner=ana")


def test_a_person_is_asked_on_a_terminal(place):
    with terminal(*NEW, "--set", "contact=shops@example.org") as (process, side):
        for label, answer in (("title", ""), ("description", ""), ("description", "All orders"), ("row", "One order")):
            until(side, f"{label}: ")
            os.write(side, f"{answer}\n".encode())
        for label in ("classification", "purposes", "refresh", "location", "format", "delimiter", "nulls", "columns"):
            until(side, f"{label}: ")
            os.write(side, b"\n")
        assert b"sales" not in process.stdout.read()
        assert process.wait(timeout=30) == 0
    assert (place / "products" / "sales" / "orders" / "product.odps.yaml").is_file()


def test_leaving_in_the_middle_writes_nothing(place):
    with terminal(*NEW) as (process, side):
        until(side, "title: ")
        os.write(side, b"\x04")  # Ctrl-D
        assert process.wait(timeout=30) == 130
    assert list(place.iterdir()) == []


def test_what_is_wrong_is_told_before_anything_is_asked(place):
    with terminal(*NEW, "--set", "contact=nobody") as (process, side):
        until(side, "no e-mail address")
        assert process.wait(timeout=30) == 1
    assert list(place.iterdir()) == []


def test_with_defaults_nobody_is_asked(place):
    with terminal(*NEW, "--defaults") as (process, side):
        until(side, "`description`: not answered")
        assert process.wait(timeout=30) == 1
