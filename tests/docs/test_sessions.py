"""The README and the quickstart, pasted block by block."""

import pytest

from tests.docs.sessions import alike, run_page
from tests.docs.tree import DOCS, ROOT


@pytest.mark.parametrize("path", [ROOT / "README.md", DOCS / "quickstart.md"], ids=lambda path: path.name)
def test_every_block_does_what_the_page_says(path, tmp_path):
    ran = run_page(path, tmp_path)
    shown = [one for one in ran if one.shown]
    assert len(ran) >= 4
    assert [alike(one.output) for one in shown] == [alike(one.shown) for one in shown]
    assert [one.block.line for one in ran if one.failed and "error: " not in one.shown] == []
    assert [one.block.line for one in ran if "error: " in one.shown and not one.failed] == []
