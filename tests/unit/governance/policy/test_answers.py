"""An engine's answer is taken at its word only if every word of it makes sense."""

from math import inf, nan

import pytest

from governance.errors import Invalid
from governance.policy.answers import local_answer, read_answer, verdict_answer
from governance.policy.decision import Denial, Mask, RowFilter

DOCUMENT = {
    "columns": [{"name": name} for name in ("id", "email", "country")],
    "grants": [{"id": "g1"}, {"id": "g2"}, {"id": ["g3"]}, "g4"],
}
NO = {"policy": "p", "path": "input.port", "message": "m", "fix": "f"}
MASK = {"column": "email", "kind": "hash", "policy": "p"}
FILTER = {"column": "country", "values": ["DE", 1, 1.5, True], "policy": "p"}
YES = {
    "allow": True,
    "columns": ["email", "id"],
    "denials": [],
    "masks": [MASK],
    "filters": [FILTER],
    "grants": ["g2", "g1"],
}


def read(**changes):
    return read_answer({**YES, **changes}, DOCUMENT, "r")


def test_what_makes_sense_is_taken_in_the_ports_order():
    found = read()
    assert (found.allowed, found.columns, found.grants, found.revision) == (True, ("id", "email"), ("g1", "g2"), "r")
    assert (found.masks, found.filters) == (
        (Mask(column="email", kind="hash", policy="p"),),
        (RowFilter(column="country", values=("DE", 1, 1.5, True), policy="p"),),
    )


def test_every_column_may_be_read_and_every_one_filter():
    columns = ["id", "email", "country"]
    found = read(columns=columns, filters=[{**FILTER, "column": name} for name in columns])
    assert (found.columns, len(found.filters)) == (tuple(columns), 3)


@pytest.mark.parametrize("denials", [[], [NO]])
def test_a_no_is_a_no_whatever_else_is_said(denials):
    found = read(allow=False, denials=denials)
    assert (found.allowed, found.columns, found.masks, found.grants) == (False, (), (), ())
    assert len(found.denials) == 1  # a no without a reason says that it has none


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"allow": 1}, "neither true nor false"),
        ({"allow": None}, "neither true nor false"),
        ({"allow": "true"}, "neither true nor false"),
        ({"denials": [NO]}, "allows and denies"),
        ({"columns": []}, "no column"),
        ({"columns": "id"}, "not a list"),
        ({"columns": ["id", "secret"]}, "the question does not"),
        ({"columns": ["id", ["id"]]}, "the question does not"),
        ({"columns": ["id", "id"]}, "twice"),
        ({"denials": None}, "not a list"),
        ({"denials": [{**NO, "more": ""}]}, "exactly"),
        ({"denials": [{**NO, "fix": None}]}, "not text"),
        ({"denials": ["no"]}, "exactly"),
        ({"masks": [{**MASK, "column": "country"}]}, "the question does not"),
        ({"masks": [{**MASK, "kind": "blur"}]}, "a kind"),
        ({"masks": [{**MASK, "kind": None}]}, "not text"),
        ({"masks": [MASK, {**MASK, "kind": "null"}]}, "twice"),
        ({"masks": {}}, "not a list"),
        ({"filters": [{**FILTER, "column": "secret"}]}, "does not have"),
        ({"filters": [{**FILTER, "column": 1}]}, "no column"),
        ({"filters": [{**FILTER, "column": ["id"]}]}, "no column"),
        ({"filters": [{**FILTER, "policy": None}]}, "no policy"),
        ({"filters": [{**FILTER, "values": "DE"}]}, "not a list"),
        ({"filters": [{**FILTER, "values": [None]}]}, "not a value"),
        ({"filters": [{**FILTER, "values": [["DE"]]}]}, "not a value"),
        ({"filters": [{**FILTER, "values": [nan]}]}, "not a value"),
        ({"filters": [{**FILTER, "values": ["DE", inf]}]}, "not a value"),
        ({"filters": [[]]}, "exactly"),
        ({"grants": ["g5"]}, "the question does not"),
        ({"grants": ["g4"]}, "the question does not"),
        ({"grants": [["g3"]]}, "the question does not"),
        ({"grants": ["g1", "g1"]}, "twice"),
        ({"more": 1}, "exactly"),
    ],
)
def test_what_makes_no_sense_is_no_answer(change, reason):
    with pytest.raises(Invalid, match=reason):
        read(**change)


@pytest.mark.parametrize("answer", [None, [], "yes", True, {}, {"allow": True}])
def test_what_is_no_answer_at_all(answer):
    with pytest.raises(Invalid, match="exactly"):
        read_answer(answer, DOCUMENT, "r")
    with pytest.raises(Invalid, match="exactly"):
        verdict_answer(answer, "r")


def test_a_local_policy_masks_filters_and_denies():
    said = local_answer({"masks": [MASK], "filters": [FILTER], "deny": []}, read(), DOCUMENT, "local")
    assert (said.allowed, len(said.masks), len(said.filters), said.revision) == (True, 1, 1, "local")
    assert local_answer({}, read(), DOCUMENT, "local").masks == ()
    assert local_answer({"_late": True, "masks": [MASK]}, read(), DOCUMENT, "local").masks == said.masks
    refused = local_answer({"deny": [NO], "masks": [MASK]}, read(), DOCUMENT, "local")
    assert (refused.allowed, refused.denials) == (False, (Denial(**NO),))


@pytest.mark.parametrize("answer", [None, ["deny"], {"allow": True}, {"deny": [], "columns": []}])
def test_a_local_policy_can_say_nothing_else(answer):
    with pytest.raises(Invalid, match="nothing else"):
        local_answer(answer, read(), DOCUMENT, "local")
