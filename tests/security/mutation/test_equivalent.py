"""Reasons are for mutants that there are; trying them takes an hour and is done by `python -m tests.security.mutation`."""

from tests.security.mutation.equivalent import EQUIVALENT
from tests.security.mutation.guards import GUARDS
from tests.security.mutation.mutants import mutants_of
from tests.security.mutation.tree import ROOT


def test_every_reason_is_for_a_mutant_that_there_is():
    known = {mutant.name for guard in GUARDS for mutant in mutants_of(guard, (ROOT / guard).read_bytes())}
    assert set(EQUIVALENT) - known == set()
    assert len(known) > 1000
