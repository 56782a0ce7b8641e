import json

import pytest

from tests.benchmarks.__main__ import main
from tests.benchmarks.figures import figure, is_met, load, merged, shown_goal, spread, table
from tests.benchmarks.processes import peak_bytes


def test_a_figure_has_exactly_the_fields_that_readers_rely_on():
    assert figure("a", 3, "s", goal=1.5, baseline=2) == {
        "name": "a",
        "value": 3,
        "unit": "s",
        "goal": 1.5,
        "baseline": 2,
        "ratio": 1.5,
    }


@pytest.mark.parametrize(
    ("row", "met", "goal"),
    [
        (figure("a", 3, "s", goal=1.5, baseline=2), True, "≤ 1.5"),
        (figure("a", 3, "s", goal=1.4, baseline=2), False, "≤ 1.4"),
        (figure("a", 3, "s", goal=3), True, "≤ 3 s"),
        (figure("a", 1999, "1/s", goal=2000), False, "≥ 2,000 1/s"),
        (figure("a", 2000, "1/s", goal=2000), True, "≥ 2,000 1/s"),
        (figure("a", 3, "s", baseline=2), None, ""),
    ],
)
def test_a_goal_is_for_the_ratio_or_else_for_the_value_and_rates_have_to_reach_it(row, met, goal):
    assert is_met(row) is met
    assert shown_goal(row) == goal


def test_both_sides_are_compared_by_median_and_by_the_least():
    median, least = spread("a", [5, 1, 3], "s", baseline=[2, 9, 1], goal=1.1)
    assert (median["value"], median["baseline"], median["ratio"], median["goal"]) == (3, 2, 1.5, 1.1)
    assert (least["value"], least["baseline"], least["goal"]) == (1, 1, None)


def test_figures_of_a_benchmark_that_ran_take_the_place_of_its_old_ones_alone():
    before = [figure("write: old", 1, "s"), figure("query: kept", 1, "s"), figure("gone: x", 1, "s")]
    rows = merged(before, {"write": [figure("new", 2, "s")]}, ["write", "query"])
    assert [row["name"] for row in rows] == ["write: new", "query: kept"]


def test_the_table_says_what_was_missed():
    lines = table([figure("slow", 3, "s", goal=2), figure("fast", 1, "s", goal=2)]).splitlines()
    assert lines[1].split() == ["slow", "3", "s", "≤", "2", "s", "missed"]
    assert lines[2].endswith("met")


def test_a_run_brings_its_own_entries_up_to_date_and_leaves_the_machine_out_of_the_list(tmp_path, capsys):
    known = {"search": lambda asked: [figure("one", asked.rows, "rows")], "query": lambda asked: []}
    main(["search", "--rows", "7"], folder=tmp_path, benchmarks=known)
    assert [row["name"] for row in load(tmp_path)] == ["search: one"]
    assert json.loads((tmp_path / "machine.json").read_text())["cores"]
    assert "search: one" in capsys.readouterr().out


def test_a_benchmark_that_is_not_there_is_refused_with_those_that_are(capsys):
    with pytest.raises(SystemExit):
        main(["speed"])
    assert "there is no benchmark `speed`; there are write, append" in capsys.readouterr().err


def test_the_kernel_says_how_much_memory_a_process_held_at_most():
    before = peak_bytes()
    held = b"x" * before
    assert peak_bytes() > before
    del held
    assert peak_bytes() > before
