"""The README sells in one page."""

from tests.docs.tree import ROOT, blocks

README = ROOT / "README.md"


def test_it_has_400_to_500_words_and_code_before_line_30():
    assert 400 <= len(README.read_text().split()) <= 500
    assert blocks(README)[0].line < 30


def test_it_names_both_commands_to_begin_with():
    first = blocks(README)[0].text
    assert "make demo" in first
    assert "make test" in first


def test_it_makes_five_claims_that_can_be_checked():
    claims = README.read_text().partition("## What you can check")[2].partition("\n## ")[0]
    assert claims.count("\n- **") == 5
