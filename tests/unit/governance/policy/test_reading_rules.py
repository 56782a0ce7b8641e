"""The compiled policies against an oracle in plain Python, and what must hold whatever the rules are."""

import copy
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.policy import Law, WasmEngine, stricter
from governance.policy.law import UNDECIDED
from tests.oracles import access, questions

ENGINE = WasmEngine()
LAW = Law(ENGINE)
seeds = st.integers(0, 2**32)
sound = seeds.map(lambda seed: questions.question(Random(seed)))
spoiled = seeds.map(lambda seed: questions.asked("access/read", seed | 1))


def told(decision):
    """A decision in the oracle's words."""
    return {
        "allow": decision.allowed,
        "columns": list(decision.columns),
        "masks": {mask.column: mask.kind for mask in decision.masks},
        "filters": sorted((rule.column, sorted(map(access.spelled, rule.values))) for rule in decision.filters),
        "grants": list(decision.grants),
    }


def hidden(decision, column):
    return next((mask.kind for mask in decision.masks if mask.column == column), "")


def no_wider(narrow, wide):
    """Nothing is seen under the first decision that is not seen under the second."""
    if not narrow.allowed:
        return True
    masks = [(hidden(narrow, name), hidden(wide, name)) for name in narrow.columns]
    return (
        wide.allowed
        and set(narrow.columns) <= set(wide.columns)
        and all(not weaker or stricter(kind, weaker) == kind for kind, weaker in masks)
        and set(map(repr, wide.filters)) <= set(map(repr, narrow.filters))
    )


@pytest.mark.parametrize("batch", range(20))
def test_the_policies_answer_as_the_documentation_says(batch):
    for seed in range(batch * 400, batch * 400 + 400):
        document = questions.asked("access/read", seed)
        assert told(LAW.read(document)) == access.decide(document), seed


def test_the_generator_asks_questions_of_every_kind():
    documents = [questions.asked("access/read", seed) for seed in range(2000)]
    answers = [access.decide(document) for document in documents]
    assert sum(answer["allow"] for answer in answers) > 300
    assert sum(bool(answer["masks"]) for answer in answers) > 50
    assert sum(bool(answer["filters"]) for answer in answers) > 20
    assert sum(not access.question_is_sound(document) for document in documents) > 500


@given(spoiled)
def test_a_spoiled_question_is_decided_and_every_no_has_a_reason(document):
    decision = LAW.read(document)
    assert decision.allowed or decision.denials
    assert UNDECIDED not in {denial.policy for denial in decision.denials}
    assert all(denial.message and denial.fix and denial.policy for denial in decision.denials)


@given(sound, st.data())
def test_removing_a_grant_never_widens(document, data):
    less = copy.deepcopy(document)
    for _ in range(data.draw(st.integers(0, len(less["grants"])))):
        less["grants"].pop(data.draw(st.integers(0, len(less["grants"]) - 1)))
    assert no_wider(LAW.read(less), LAW.read(document))


@given(sound, seeds)
def test_adding_any_grant_never_takes_access_away(document, seed):
    more = copy.deepcopy(document)
    more["grants"].insert(0, questions.spoiled({"grant": questions.grant(Random(seed))}, Random(seed)).get("grant"))
    assert no_wider(LAW.read(document), LAW.read(more))


@given(sound, st.sampled_from(["expires", "revoked", "starts"]))
def test_ending_every_grant_never_widens(document, how):
    ended = copy.deepcopy(document)
    for grant in ended["grants"]:
        grant[how] = {"expires": document["now"], "revoked": True, "starts": document["now"] + 1}[how]
    assert no_wider(LAW.read(ended), LAW.read(document))
    assert LAW.read(ended).grants == ()


@given(sound, st.sampled_from(["internal", "confidential", "restricted"]), st.integers(0, 5))
def test_making_a_column_more_secret_never_widens(document, classification, place):
    secret = copy.deepcopy(document)
    column = secret["columns"][place % len(secret["columns"])]
    if questions.CLASSES.index(classification) > questions.CLASSES.index(column["classification"]):
        column["classification"] = classification
    assert no_wider(LAW.read(secret), LAW.read(document))


@given(sound)
def test_retiring_a_port_closes_it(document):
    document["port"]["status"] = "retired"
    assert not LAW.read(document).allowed


@given(sound)
def test_leaving_every_team_and_losing_every_attribute_never_widens_what_is_not_filtered(document):
    stranger = copy.deepcopy(document)
    stranger["subject"] |= {"teams": [], "attributes": {}}
    assert no_wider(LAW.read(stranger), LAW.read(document))


@given(sound)
def test_being_a_platform_administrator_changes_nothing(document):
    administrator = copy.deepcopy(document)
    administrator["subject"]["roles"] = ["platform_admin"]
    document["subject"]["roles"] = []
    assert LAW.read(administrator) == LAW.read(document)


@given(sound)
def test_the_order_of_grants_columns_and_filters_changes_nothing_but_order(document):
    turned = copy.deepcopy(document)
    for held in (turned["grants"], turned["columns"], turned["port"]["row_filters"]):
        held.reverse()
    one, other = told(LAW.read(document)), told(LAW.read(turned))
    assert {**one, "columns": one["columns"][::-1]} == other


class Tightening:
    revision = "local"

    def __init__(self, seed):
        self.random = Random(seed)

    def evaluate(self, entrypoint, document):
        random, names = self.random, [column["name"] for column in document["columns"]]
        masks = {random.choice(names): random.choice(questions.MASKS) for _ in range(random.randint(0, 3))}
        rules = [
            (random.choice(names), questions.some(random, questions.VALUES, 2)) for _ in range(random.randint(0, 2))
        ]
        no = [{"policy": "local", "path": "subject", "message": "not you", "fix": "ask"}]
        return {
            "deny": no if random.random() < 0.2 else [],
            "masks": [{"column": name, "kind": kind, "policy": "local"} for name, kind in masks.items()],
            "filters": [{"column": name, "values": values, "policy": "local"} for name, values in rules],
        }


@given(sound, seeds)
def test_adding_a_local_policy_never_widens(document, seed):
    assert no_wider(Law(ENGINE, Tightening(seed)).read(document), LAW.read(document))


@given(sound, seeds, seeds)
def test_adding_a_second_local_policy_never_widens(document, one, other):
    both = Law(ENGINE, Tightening(one), Tightening(other)).read(document)
    assert no_wider(both, Law(ENGINE, Tightening(one)).read(document))
