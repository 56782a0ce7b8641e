"""What every policy engine promises, whichever it is."""

import copy
from concurrent.futures import ThreadPoolExecutor

import pytest

from governance.errors import Invalid, TrellisError
from governance.policy import Law
from governance.policy.bundle import load_bundle
from governance.policy.law import UNDECIDED
from tests.oracles import access, questions
from tests.unit.governance.policy.facts import granted, question


def without(document, key):
    return {name: value for name, value in document.items() if name != key}


def test_the_revision_is_that_of_the_rego(engine):
    assert engine.revision == load_bundle().revision
    assert Law(engine).read(granted()).revision == engine.revision


def test_a_grant_opens_the_port_and_secret_columns_are_masked(engine):
    decision = Law(engine).read(granted())
    assert decision.allowed
    assert decision.columns == ("day", "carrier", "tailnum", "pilot")
    assert {mask.column: mask.kind for mask in decision.masks} == {"tailnum": "hash", "pilot": "null"}


def test_the_answer_itself_is_json_of_the_shape_that_the_policies_document(engine):
    answer = engine.evaluate("access/read", granted())
    assert set(answer) == {"allow", "columns", "denials", "masks", "filters", "grants"}
    assert answer["allow"] is True
    assert answer["grants"] == ["g1"]


@pytest.mark.parametrize(
    ("changes", "policy"),
    [
        ({"revoked": True}, "grants-expire"),
        ({"expires": 0}, "grants-expire"),
        ({"purposes": ("billing",)}, "purpose-is-agreed"),
        ({"grantee": "bob"}, "reading-is-entitled"),
        ({"columns": ("nowhere",)}, "reading-is-entitled"),
    ],
)
def test_a_grant_that_does_not_count_is_answered_with_the_reason(engine, changes, policy):
    decision = Law(engine).read(granted(**changes))
    assert not decision.allowed
    assert [denial.policy for denial in decision.denials] == [policy]


@pytest.mark.parametrize("key", ["action", "subject", "purpose", "now", "port", "columns", "grants", "waivers"])
def test_half_a_question_is_a_no(engine, key):
    decision = Law(engine).read(without(granted(), key))
    assert not decision.allowed
    assert decision.denials


def test_the_same_question_has_the_same_answer(engine):
    documents = [granted(), question(grants=[]), granted(revoked=True)] * 5
    answers = [Law(engine).read(document) for document in documents]
    assert answers == [Law(engine).read(document) for document in documents]


def test_asking_changes_nothing_in_the_question(engine):
    document = granted()
    before = copy.deepcopy(document)
    engine.evaluate("access/read", document)
    assert document == before


@pytest.mark.parametrize(
    "entrypoint", ["access/nothing", "nothing/at_all", "access", "", "../read", "access/read/allow?x"]
)
def test_an_entrypoint_that_is_not_there_is_a_no(engine, entrypoint):
    try:
        answer = engine.evaluate(entrypoint, granted())
    except TrellisError:
        answer = None
    assert answer is None
    assert Law(engine).verdict(entrypoint, granted()).denials[0].policy == UNDECIDED


@pytest.mark.parametrize("odd", [object(), float("nan"), "\ud800", b"", {1, 2}])
def test_a_question_that_is_not_json_is_invalid_and_so_a_no(engine, odd):
    with pytest.raises(Invalid):
        engine.evaluate("access/read", {**granted(), "purpose": odd})
    assert not Law(engine).read({**granted(), "purpose": odd}).allowed


@pytest.mark.parametrize(
    "text", ["", "\0", "\n", '"', "\\", "größe", "日本", "\U0001f600", "a" * 10_000, "{x}", "</script>"]
)
def test_texts_come_back_as_they_went(engine, text):
    document = granted()
    document["columns"][1]["name"] = text or "x"
    assert Law(engine).read(document).columns[1] == (text or "x")


@pytest.mark.parametrize("number", [0, 1, 2**53, 1e300, -1, 0.5, 10**40, True])
def test_times_are_compared_as_numbers_or_not_at_all(engine, number):
    document = {**granted(), "now": number}
    assert Law(engine).read(document).allowed is access.decide(document)["allow"]


def test_a_thousand_columns_are_one_decision(engine):
    columns = [{"name": f"c{i}", "classification": "confidential", "mask": "null"} for i in range(1000)]
    assert len(Law(engine).read({**granted(), "columns": columns}).masks) == 1000


def test_threads_get_their_own_answers(engine):
    documents = [questions.asked("access/read", seed) for seed in range(40)]
    expected = [access.decide(document)["allow"] for document in documents]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(Law(engine).read, documents * 3))
    assert [answer.allowed for answer in answers] == expected * 3


@pytest.mark.parametrize("entrypoint", ["access/administer", "registration/register", "evolution/evolve"])
def test_verdicts_on_anything_are_a_no_or_a_yes_but_never_an_accident(engine, entrypoint):
    for seed in range(60):
        verdict = Law(engine).verdict(entrypoint, questions.asked(entrypoint, seed))
        assert verdict.allowed is not bool(verdict.denials)
        assert UNDECIDED not in {denial.policy for denial in verdict.denials}
