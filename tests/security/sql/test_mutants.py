"""The mutants themselves; planting them takes minutes and is done by `python -m tests.security.sql --mutants`."""

import pytest

from tests.security.sql.mutants import MUTANTS, ROOT


@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.name for mutant in MUTANTS])
def test_a_guard_stands_where_its_mutant_looks_for_it(mutant):
    assert (ROOT / mutant.file).read_text().count(mutant.guard) == 1
    assert (ROOT / mutant.tests).exists()


def test_there_are_enough():
    assert len({mutant.name for mutant in MUTANTS}) >= 30
