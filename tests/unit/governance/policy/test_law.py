import copy
import math

import pytest

from governance.policy import Law, Mask, RowFilter, combine
from governance.policy.law import UNDECIDED
from tests.unit.governance.policy.facts import granted, question
from tests.unit.governance.policy.scripted import Scripted, Silent

MASK = {"column": "tailnum", "kind": "hash", "policy": "p"}
FILTER = {"column": "carrier", "values": ["UA"], "policy": "p"}
DENIAL = {"policy": "p", "path": "subject", "message": "no", "fix": "ask"}
YES = {
    "allow": True,
    "columns": ["tailnum", "day"],
    "denials": [],
    "masks": [MASK],
    "filters": [FILTER],
    "grants": ["g1"],
}


def reading(document=None, **changes):
    return Law(Scripted({**copy.deepcopy(YES), **changes})).read(document or question())


def tightened(answer, base=YES):
    return Law(Scripted(base), Scripted(answer, "l1")).read(question())


def test_a_sound_answer_is_taken_in_the_order_of_the_port():
    decision = reading()
    assert decision.allowed
    assert decision.columns == ("day", "tailnum")
    assert decision.masks == (Mask(**MASK),)
    assert decision.filters == (RowFilter(column="carrier", values=("UA",), policy="p"),)
    assert (decision.grants, decision.revision) == (("g1",), "r1")


@pytest.mark.parametrize(
    "changes",
    [
        {"allow": "true"},
        {"allow": 1},
        {"allow": None},
        {"denials": [DENIAL]},
        {"denials": None},
        {"columns": []},
        {"columns": None},
        {"columns": "day"},
        {"columns": ["day", "day"]},
        {"columns": ["day", "salary"]},
        {"columns": ["day", 1]},
        {"columns": [["day"]]},
        {"masks": {}},
        {"masks": [{**MASK, "kind": "blur"}]},
        {"masks": [{**MASK, "column": "carrier"}]},
        {"masks": [MASK, {**MASK, "kind": "null"}]},
        {"masks": [{"column": "tailnum", "kind": "hash"}]},
        {"masks": [{**MASK, "extra": "x"}]},
        {"masks": [{**MASK, "policy": None}]},
        {"masks": [None]},
        {"filters": {"0": FILTER}},
        {"filters": [{**FILTER, "column": "salary"}]},
        {"filters": [{**FILTER, "column": ["carrier"]}]},
        {"filters": [{**FILTER, "values": "UA"}]},
        {"filters": [{**FILTER, "values": None}]},
        {"filters": [{**FILTER, "values": [None]}]},
        {"filters": [{**FILTER, "values": [["UA"]]}]},
        {"filters": [{**FILTER, "policy": 1}]},
        {"filters": [{"column": "carrier", "policy": "p"}]},
        {"filters": ["carrier"]},
        {"grants": ["g2"]},
        {"grants": ["g1", "g1"]},
        {"grants": "g1"},
        {"extra": True},
    ],
)
def test_an_answer_that_makes_no_sense_is_a_no(changes):
    decision = reading(**changes)
    assert not decision.allowed
    assert (decision.columns, decision.masks, decision.filters, decision.grants) == ((), (), (), ())
    assert [denial.policy for denial in decision.denials] == [UNDECIDED]


@pytest.mark.parametrize("answer", [None, True, "yes", 1, [], {}, [YES], {"allow": True}])
def test_something_that_is_no_answer_is_a_no(answer):
    assert not Law(Scripted(answer)).read(question()).allowed


@pytest.mark.parametrize("key", sorted(YES))
def test_an_answer_with_a_part_missing_is_a_no(key):
    assert not Law(Scripted({name: value for name, value in YES.items() if name != key})).read(question()).allowed


def test_a_no_gives_its_reasons_in_order_and_nothing_else():
    decision = reading(allow=False, denials=[{**DENIAL, "policy": "z"}, DENIAL, DENIAL])
    assert not decision.allowed
    assert [denial.policy for denial in decision.denials] == ["p", "z"]
    assert decision.columns == ()


def test_a_no_without_a_reason_gets_one():
    assert reading(allow=False).denials[0].policy == UNDECIDED


@pytest.mark.parametrize("denials", ["no", [{}], [{**DENIAL, "fix": None}], [{**DENIAL, "extra": ""}], [None]])
def test_reasons_that_make_no_sense_do_not_make_it_a_yes(denials):
    assert not reading(allow=False, denials=denials).allowed


def test_an_engine_that_fails_is_a_no_that_says_so():
    decision = Law(Silent()).read(question())
    assert [(denial.policy, denial.message, denial.fix) for denial in decision.denials] == [
        (UNDECIDED, "no answer", "start it")
    ]


@pytest.mark.parametrize("document", [None, [], "read", {}, {"columns": 1}, {"columns": [{}]}, {"columns": ["day"]}])
def test_a_document_that_is_no_question_is_a_no(document):
    assert not Law(Scripted(YES)).read(document).allowed


def test_a_verdict_without_denials_is_a_yes():
    verdict = Law(Scripted({"deny": [], "warn": [DENIAL]})).verdict("access/administer", {})
    assert verdict.allowed
    assert [warning.policy for warning in verdict.warnings] == ["p"]


def test_a_verdict_with_a_denial_is_a_no():
    verdict = Law(Scripted({"deny": [DENIAL], "warn": []})).verdict("access/administer", {})
    assert not verdict.allowed
    assert verdict.denials[0].fix == "ask"


@pytest.mark.parametrize(
    "answer",
    [None, {}, [], {"deny": []}, {"warn": []}, {"deny": {}, "warn": []}, {"deny": [], "warn": [], "allow": True}],
)
def test_a_verdict_that_makes_no_sense_is_a_no(answer):
    assert not Law(Scripted(answer)).verdict("access/administer", {}).allowed


def test_a_verdict_of_an_engine_that_fails_is_a_no():
    assert Law(Silent()).verdict("access/administer", {}).denials[0].policy == UNDECIDED


def test_a_local_policy_denies_masks_and_filters():
    assert [denial.policy for denial in tightened({"deny": [DENIAL]}).denials] == ["p"]
    assert [mask.column for mask in tightened({"masks": [{**MASK, "column": "day"}]}).masks] == ["day", "tailnum"]
    assert len(tightened({"filters": [{**FILTER, "column": "day"}]}).filters) == 2


def test_a_local_policy_that_says_nothing_changes_nothing():
    alone = Law(Scripted(YES)).read(question())
    together = tightened({})
    assert (together.columns, together.masks, together.filters) == (alone.columns, alone.masks, alone.filters)
    assert together.revision == "r1+l1"


@pytest.mark.parametrize(
    "odd", [{"allow": True}, {"columns": ["pilot"]}, {"grants": []}, {"helper": 1}, [], None, True]
)
def test_a_local_policy_that_says_anything_else_is_a_no(odd):
    assert [denial.policy for denial in tightened(odd).denials] == [UNDECIDED]


def test_a_local_policy_cannot_weaken_a_mask():
    weak = {"masks": [{**MASK, "kind": "year"}]}
    assert [mask.kind for mask in tightened(weak).masks] == ["redact"]


def test_a_local_policy_cannot_allow_what_is_denied():
    no = {**YES, "allow": False, "denials": [DENIAL]}
    assert not tightened({"deny": []}, base=no).allowed


def test_a_local_policy_that_fails_is_a_no():
    assert not Law(Scripted(YES), Silent()).read(question()).allowed


def test_a_local_mask_on_a_column_that_nobody_may_read_is_ignored():
    assert [mask.column for mask in tightened({"masks": [{**MASK, "column": "pilot"}]}).masks] == ["tailnum"]


def test_the_law_goes_by_every_revision():
    assert Law(Scripted(YES), Scripted({}, "l1")).revision == "r1+l1"
    assert Law(Scripted(YES)).revision == "r1"


def test_grants_without_a_usable_id_are_named_by_no_answer():
    document = granted()
    document["grants"] += [None, {}, {"id": ["g2"]}, {"id": None}]
    assert reading(document).allowed


def test_a_value_that_json_does_not_know_never_gets_into_a_filter():
    decision = reading(filters=[{**FILTER, "values": [math.nan]}])
    assert not decision.allowed
    assert not combine(decision).allowed
