from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.policy import Denial, Mask, ReadDecision, RowFilter, combine, refusal, stricter
from governance.policy.decision import MASKS

NO = Denial(policy="local", path="subject", message="not you", fix="ask")
COLUMNS = ("a", "b", "c")
BASE = ReadDecision(allowed=True, columns=COLUMNS, denials=(), masks=(), filters=(), grants=("g1",), revision="r")
values = st.lists(st.sampled_from(["UA", 1, True, "1", 2.5]), max_size=2).map(tuple)
masks = st.lists(
    st.builds(
        Mask, column=st.sampled_from([*COLUMNS, "d"]), kind=st.sampled_from([*MASKS, "odd"]), policy=st.just("p")
    ),
    max_size=4,
).map(tuple)
filters = st.lists(
    st.builds(RowFilter, column=st.sampled_from(COLUMNS), values=values, policy=st.just("p")), max_size=3
)
decisions = st.builds(
    ReadDecision,
    allowed=st.sampled_from([True, True, True, False]),
    columns=st.lists(st.sampled_from([*COLUMNS, "d"]), unique=True).map(tuple),
    denials=st.sampled_from([(), (), (), (NO,)]),
    masks=masks,
    filters=filters.map(tuple),
    grants=st.just(("g1",)),
    revision=st.just("r"),
)


def spelled(rules):
    return {(rule.column, repr(rule.values)) for rule in rules}


def hides(kind, other):
    return stricter(kind, other) == kind


@pytest.mark.parametrize(
    ("one", "other", "result"),
    [
        ("hash", "hash", "hash"),
        ("hash", "year", "redact"),
        ("hash", "last4", "redact"),
        ("year", "last4", "redact"),
        ("redact", "hash", "redact"),
        ("null", "redact", "null"),
        ("null", "last4", "null"),
        ("odd", "hash", "null"),
        ("odd", "odd", "null"),
    ],
)
def test_two_masks_meet_in_one_that_hides_what_either_hides(one, other, result):
    assert stricter(one, other) == stricter(other, one) == result


@given(*[st.sampled_from(MASKS)] * 3)
def test_meeting_masks_is_a_lattice(one, other, third):
    assert stricter(one, one) == one
    assert stricter(stricter(one, other), third) == stricter(one, stricter(other, third))
    assert hides(stricter(one, other), one)


@given(decisions, st.lists(decisions, max_size=3))
def test_combining_never_allows_what_one_of_them_denies(base, local):
    combined = combine(base, *local)
    if combined.allowed:
        assert all(one.allowed and not one.denials for one in (base, *local))
        assert combined.columns


@given(decisions, st.lists(decisions, max_size=3))
def test_combining_never_adds_a_column(base, local):
    combined = combine(base, *local)
    assert all(set(combined.columns) <= set(one.columns) for one in (base, *local))
    assert list(combined.columns) == [name for name in base.columns if name in combined.columns]


@given(decisions, st.lists(decisions, max_size=3))
def test_combining_never_unmasks(base, local):
    combined = combine(base, *local)
    kinds = {mask.column: mask.kind for mask in combined.masks}
    for asked in (mask for one in (base, *local) for mask in one.masks if mask.column in combined.columns):
        assert stricter(kinds[asked.column], asked.kind) == kinds[asked.column]


@given(decisions, st.lists(decisions, max_size=3))
def test_combining_never_drops_a_filter(base, local):
    combined = combine(base, *local)
    if combined.allowed:
        assert spelled(combined.filters) == set().union(*(spelled(one.filters) for one in (base, *local)))


@given(decisions, decisions, decisions)
def test_combining_one_by_one_is_combining_at_once(base, one, other):
    at_once, stepwise = combine(base, one, other), combine(combine(base, one), other)
    assert (at_once.allowed, at_once.columns) == (stepwise.allowed, stepwise.columns)
    assert spelled(at_once.filters) == spelled(stepwise.filters)
    assert {(m.column, m.kind) for m in at_once.masks} == {(m.column, m.kind) for m in stepwise.masks}


def test_a_decision_alone_stays_as_it_is():
    assert combine(BASE) == BASE


def test_a_denial_takes_everything_with_it():
    combined = combine(BASE, replace(BASE, denials=(NO,)))
    assert combined == refusal([NO], "r+r")
    assert (combined.columns, combined.grants, combined.filters) == ((), (), ())


def test_a_refusal_without_a_reason_is_still_a_refusal_with_one():
    combined = combine(BASE, replace(BASE, allowed=False))
    assert not combined.allowed
    assert combined.denials[0].message == "A policy refuses without giving a reason"


def test_no_column_in_common_is_a_refusal():
    combined = combine(BASE, replace(BASE, columns=("d",)))
    assert not combined.allowed
    assert combined.denials[0].path == "columns"


def test_filters_on_one_and_on_true_are_two_filters():
    one = RowFilter(column="a", values=(1,), policy="p")
    true = replace(one, values=(True,))
    combined = combine(replace(BASE, filters=(one,)), replace(BASE, filters=(true,)))
    assert [rule.values for rule in combined.filters] == [(1,), (True,)]


def test_the_mask_that_wins_names_the_policy_that_asked_for_it():
    base = replace(BASE, masks=(Mask(column="a", kind="hash", policy="base"),))
    local = replace(BASE, masks=(Mask(column="a", kind="null", policy="local"),))
    assert combine(base, local).masks == local.masks
    assert combine(local, base).masks == local.masks


def test_the_revision_names_every_set_of_policies():
    assert combine(BASE, replace(BASE, revision="l1"), replace(BASE, revision="l2")).revision == "r+l1+l2"
