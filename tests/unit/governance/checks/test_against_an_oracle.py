"""The compiled SQL and a plain reading of the contract agree, on contracts and rows that nobody thought of."""

import pytest
from hypothesis import HealthCheck, example, given, settings

from governance.checks import classify, compile_checks, diverted, diverting_masks, reasons_expression
from tests.factories.generated import source_of, tables
from tests.factories.rows import NOW, engine, types_of
from tests.factories.tables import INTEGER, array, column, contract
from tests.oracles.checks import broken_rules


def judged(chosen, rows):
    """What the compiled checks say, row by row: broken rules, bits, and whether it is diverted."""
    con, plan = engine(), compile_checks(contract(*[one for one, _ in chosen]))
    source = source_of(chosen, rows)
    sql = classify(plan, source=source, source_columns=types_of(con, source), now=NOW)
    words = ", ".join(f"_bits_{word}" for word in range(plan.words))
    found = con.execute(
        f"SELECT {reasons_expression(plan)}, [{words}], {diverted(plan)}, _row->>'at' FROM ({sql})"
    ).fetchall()
    return plan, found


relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@relaxed
@given(tables())
@example(
    ([(column("c0", array(INTEGER, minimum=1, required=True)), ("LIST", ("VARCHAR",)))], [{"c0": ["0", "x", None]}])
)
def test_the_sql_and_the_oracle_name_the_same_rules(table):
    chosen, rows = table
    _, found = judged(chosen, rows)
    told = [
        broken_rules([one for one, _ in chosen], {one.name: (source, row[one.name]) for one, source in chosen})
        for row in rows
    ]
    assert sorted(sorted(row[0]) for row in found) == sorted(map(sorted, told))


@relaxed
@given(tables())
def test_every_row_is_kept_or_diverted_and_every_bit_has_its_reason(table):
    chosen, rows = table
    plan, found = judged(chosen, rows)
    assert len(found) == len(rows)
    for reasons, words, is_diverted, _ in found:
        assert sum(word.bit_count() for word in words) == len(reasons)
        assert is_diverted == any(word & mask for word, mask in zip(words, diverting_masks(plan), strict=True))
        assert {rule.id for rule in plan.rules if rule.bit >= 0 and words[rule.word] & rule.mask} == set(reasons)


@relaxed
@given(tables())
def test_compiling_twice_gives_the_same_plan_with_names_that_are_unique(table):
    asked = contract(*[one for one, _ in table[0]])
    plan = compile_checks(asked)
    assert plan == compile_checks(asked)
    assert len({rule.id for rule in plan.rules}) == len(plan.rules)
    assert len({rule.bit for rule in plan.rules if rule.bit >= 0}) == sum(rule.bit >= 0 for rule in plan.rules)


@pytest.mark.parametrize("rules", [0, 1, 61, 62, 63, 124, 125, 200])
def test_any_number_of_rules_has_a_bit_each(rules):
    asked = contract(column("c", INTEGER), *[column(f"c{at}", INTEGER, required=True) for at in range(rules)])
    chosen = [(one, ("BIGINT",)) for one in asked.table.columns]
    plan, ((reasons, words, _, _),) = judged(chosen, [{one.name: None for one, _ in chosen}])
    assert len(reasons) == rules
    assert plan.words == len(words) == (2 * rules + 1 - 1) // 62 + 1
