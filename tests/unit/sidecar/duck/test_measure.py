"""Rules on a whole table: each is measured, and one that fails does not silence the others."""

import pytest

from governance.checks import compile_checks
from governance.contracts import QualityRule
from governance.errors import Invalid, TrellisError, Unavailable
from sidecar.backends.duck import measure, open_connection, recorded, said_plainly
from tests.factories.rows import NOW, relation
from tests.factories.tables import INTEGER, STRING, column, contract, metric

ROWS = relation({"id BIGINT": ["1", "2", "3"], "word VARCHAR": ["'secret'", "NULL", "'7'"]})


@pytest.fixture
def engine(tmp_path):
    with open_connection(memory_bytes=256 << 20, threads=1, temp_dir=str(tmp_path / "spill")) as connection:
        yield connection


def rule(query, name="rule", **more):
    return QualityRule(
        kind="sql", name=name, path=("quality", name), query=query, operator="mustBe", threshold=0, **more
    )


def judged(engine, *quality):
    plan = compile_checks(contract(column("id", INTEGER), column("word", STRING), quality=quality))
    return {one.rule.rpartition(".")[2]: one for one in measure(engine, plan, relation=ROWS, now=NOW)}


def test_each_rule_is_measured(engine):
    found = judged(engine, metric("rowCount", "mustBe", 3), rule("SELECT count(*) - 3 FROM {object}"))
    assert [(one.passed, one.measured) for one in found.values()] == [(True, 3), (True, 0)]


def test_a_rule_that_ends_without_a_number_fails_by_itself_and_tells_no_value(engine):
    broken = rule("SELECT sum(CAST(word AS BIGINT)) FROM {object}", name="broken")
    found = judged(engine, broken, metric("rowCount", "mustBe", 3))
    assert {name: one.passed for name, one in found.items()} == {"broken": False, "rowCount": True}
    assert found["broken"].refuses
    assert "secret" not in str(found["broken"])


def test_a_message_for_everybody_holds_no_value_and_the_one_at_the_prompt_does(engine):
    with pytest.raises(Invalid, match="secret") as failure, said_plainly():
        engine.execute(f"SELECT CAST(word AS BIGINT) FROM {ROWS}").fetchall()
    assert recorded(failure.value) == "The engine refuses: a value cannot be converted to the type that is asked for"


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("SELECT nothing FROM (SELECT 1 AS a)", Invalid, "nothing"),
        ("SELECT 1 +", Invalid, "syntax error"),
        ("SELECT * FROM read_parquet('/nowhere.parquet')", Unavailable, "cannot read or write"),
    ],
)
def test_what_is_wrong_whatever_the_rows_are_is_told_to_everybody(engine, text, kind, said):
    with pytest.raises(kind) as failure, said_plainly():
        engine.execute(text).fetchall()
    assert said in recorded(failure.value)
    assert recorded(failure.value) == failure.value.message


def test_an_engine_with_folders_touches_no_other(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "out.csv").write_text("a\n1\n")
    (tmp_path / "in" / "in.csv").write_text("a\n1\n")
    folders = [str(tmp_path / "in")]
    with open_connection(memory_bytes=64 << 20, threads=1, temp_dir=str(tmp_path / "t"), folders=folders) as engine:
        assert engine.execute(f"SELECT * FROM read_csv('{tmp_path}/in/in.csv')").fetchall() == [(1,)]
        for act, said in (
            (f"SELECT * FROM read_csv('{tmp_path}/out.csv')", "may not go there"),
            (f"COPY (SELECT 1) TO '{tmp_path}/x.csv'", "may not go there"),
            ("SET threads = 9", "refuses"),
        ):
            with pytest.raises(TrellisError, match=said), said_plainly():
                engine.execute(act).fetchall()
