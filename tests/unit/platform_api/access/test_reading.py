"""What a reader who is refused is told to do, and what a grant is at a moment."""

import pytest

from governance.policy.decision import Denial, ReadDecision
from platform_api.access.models import Grant, GrantRevocation
from platform_api.access.reading import Asked, denied
from platform_api.access.service import state_at

ENTITLED, ROWS, OTHER = "reading-is-entitled", "rows-by-attribute", "not-on-research"


def refused(*policies):
    denials = tuple(Denial(policy=one, path="p", message="no", fix=f"fix {one}") for one in policies)
    answer = ReadDecision(allowed=False, columns=(), denials=denials, masks=(), filters=(), grants=(), revision="r")
    return denied(Asked(port="a.b", question={}, decision=answer))


@pytest.mark.parametrize(
    ("policies", "cure"),
    [
        ((ENTITLED,), ENTITLED),
        ((ROWS,), ROWS),
        ((OTHER,), OTHER),
        ((ENTITLED, ROWS), ROWS),
        ((ENTITLED, OTHER), ENTITLED),
        ((OTHER, ROWS), OTHER),
        ((ROWS, ENTITLED), ROWS),
    ],
)
def test_the_cure_is_that_of_the_first_refusal_unless_a_grant_must_also_cover_all_rows(policies, cure):
    failure = refused(*policies)
    assert (failure.hint, failure.context["policy"]) == (f"fix {cure}", policies[0])


@pytest.mark.parametrize(
    ("revoked_at", "now", "state"),
    [
        (None, 9, "waiting"),
        (None, 10, "active"),
        (None, 19, "active"),
        (None, 20, "expired"),
        (15, 14, "active"),
        (15, 15, "revoked"),
        (15, 25, "revoked"),
    ],
)
def test_a_grant_is_what_it_was_at_that_moment(revoked_at, now, state):
    given = {"id": "g", "port": "a.b", "grantee_kind": "user", "grantee": "sam", "purposes": [], "columns": []}
    grant = Grant(**given, starts=10, expires=20, reason="", contract="c", issued_at=1, issued_by="olga")
    ended = revoked_at and GrantRevocation(grant="g", reason="", revoked_at=revoked_at, revoked_by="olga")
    assert state_at(grant, ended, now) == state
