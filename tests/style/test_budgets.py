"""The figures of CONTRIBUTING.md ("How it should read"), held at or better than the best codebases of the field."""

import ast
import re
import statistics

import pytest

from tests.style import tree
from tests.style.tree import ROOT, comment_lines, functions, lines, sources

FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc", "base"}


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_no_source_file_is_longer_than_300_lines(path):
    assert lines(path) <= 300


def test_the_median_source_file_is_at_most_110_lines():
    assert statistics.median(lines(path) for path in sources() if lines(path)) <= 110


def test_functions_are_short():
    lengths = sorted(length for path in sources() for _, length in functions(path))
    assert statistics.median(lengths) <= 8
    assert lengths[int(len(lengths) * 0.9)] <= 30


def test_no_function_is_longer_than_60_lines():
    assert [(name, n) for path in sources() for name, n in functions(path) if n > 60] == []


def test_comments_are_between_1_and_8_percent():
    share = sum(map(comment_lines, sources())) / sum(map(lines, sources()))
    assert 0.001 <= share <= 0.08


@pytest.mark.parametrize("path", sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_no_module_has_a_name_that_says_nothing(path):
    assert path.stem not in FORBIDDEN_NAMES


def test_type_ignores_are_rare_and_carry_a_code():
    text = "\n".join(path.read_text() for path in sources())
    ignores = re.findall(r"# type: ignore.*", text)
    assert all(re.match(r"# type: ignore\[[a-z-]+", found) for found in ignores)
    assert len(ignores) <= len(text.splitlines()) / 1000 + 1


def test_the_median_test_is_at_most_10_lines():
    lengths = [n for path in tree.test_modules() for name, n in functions(path) if ":test_" in name]
    assert statistics.median(lengths) <= 10


def test_our_own_code_is_never_mocked():
    words = re.compile(r"\b(Mock|MagicMock|AsyncMock|mocker|monkeypatch\.setattr|mock\.patch|unittest\.mock)\b")
    text = {path: path.read_text() for path in tree.test_modules() if path.name != "test_budgets.py"}
    assert [str(path) for path, source in text.items() if words.search(source)] == []


def test_at_least_half_of_the_raises_say_what_to_do():
    kinds = {"NotFound", "Conflict", "Invalid", "Denied", "SignInNeeded", "Unavailable"}
    raised = [
        node.exc
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)
    ]
    ours = [call for call in raised if isinstance(call.func, ast.Name) and call.func.id in kinds]
    hinted = [call for call in ours if any(keyword.arg in {"hint", None} for keyword in call.keywords)]
    assert len(hinted) >= len(ours) / 2
