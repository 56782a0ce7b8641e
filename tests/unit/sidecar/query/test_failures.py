import pytest

from governance.errors import Denied, Invalid, Unavailable
from governance.sql.failures import FAILURES, fail, reason_in
from governance.sql.types import BIGINT, UNKNOWN, VARCHAR, array_of
from sidecar.query.failures import CODES, failure


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_kind_a_text_and_a_cure(code):
    error = failure(code)
    assert isinstance(error, Invalid | Denied | Unavailable)
    assert error.hint
    assert error.case == f"query-{code.replace('_', '-')}"


def test_an_unknown_code_is_the_engines_fault():
    assert failure("who knows").case == "query-engine"


def test_the_engines_words_follow_the_text():
    assert failure("unsupported", "no such thing").message == "The engine cannot run this form of query: no such thing"


@pytest.mark.parametrize("reason", FAILURES)
@pytest.mark.parametrize("kind", [BIGINT, VARCHAR, UNKNOWN, array_of(BIGINT)])
def test_a_planned_failure_is_known_again_by_its_words(reason, kind):
    assert reason_in(fail(reason, kind)) == reason
    assert FAILURES[reason] in CODES


def test_a_failure_that_was_not_planned_cannot_be_made():
    with pytest.raises(KeyError):
        fail("because", BIGINT)


def test_other_words_are_no_planned_failure():
    assert reason_in("Could not convert string 'division by zero' to INT32") == ""
