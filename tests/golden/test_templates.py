"""The trees that templates render, compared file by file; `python -m tests.golden.bless` rewrites them."""

import pytest

from governance.descriptors import load_product
from product_templates import list_templates, load_answers, render
from tests.factories.product_examples import differences, example_files
from tests.factories.templates import CASES
from tests.golden.bless import GOLDEN


def tree(folder):
    return {str(p.relative_to(folder)): p.read_text() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.parametrize("case", CASES)
def test_a_template_renders_its_golden_tree(case, tmp_path):
    template, answers = CASES[case]
    render(template, tmp_path, answers)
    assert tree(tmp_path) == tree(GOLDEN / case)


@pytest.mark.parametrize("case", CASES)
def test_a_golden_tree_has_nothing_that_the_linter_minds(case):
    assert load_product(str(GOLDEN / case)).findings == ()


@pytest.mark.parametrize("case", CASES)
def test_a_golden_tree_passes_its_own_examples(case):
    assert [differences(GOLDEN / case, example) for example in example_files(GOLDEN / case)] == [[]]


@pytest.mark.parametrize("case", CASES)
def test_the_answers_in_a_tree_render_the_same_tree_again(case, tmp_path):
    render(CASES[case][0], tmp_path, load_answers(GOLDEN / case))
    assert tree(tmp_path) == tree(GOLDEN / case)


def test_every_template_has_a_golden_tree():
    assert {template.name for template in list_templates()} == {template for template, _ in CASES.values()}


def test_no_golden_tree_is_left_over():
    assert {folder.name for folder in GOLDEN.iterdir() if folder.is_dir()} == set(CASES)
