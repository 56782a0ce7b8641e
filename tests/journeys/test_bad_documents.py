"""Documents that cannot be right are refused before anything is in force: what is wrong, where, and what to write."""

import re
import shutil

import pytest

from tests.factories.evidence import registry_rows
from tests.factories.orders import edit, spend

CONTRACT, DESCRIPTOR = "contracts/{name}.odcs.yaml", "product.odps.yaml"
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
RULE = """
    quality:
      - type: sql
        name: bad
        description: It is no rule
        query: "{query}"
        mustBe: 0
team:
"""
READS = """inputPorts:
  - name: again
    version: 1.0.0
    contractId: {port}
"""
WRONG = {
    "broken YAML": (CONTRACT, "status: active", "status: [active", "TRL101"),
    "a tab": (DESCRIPTOR, "status: active", "\tstatus: active", "TRL101"),
    "an unknown key": (CONTRACT, "status: active", "status: active\nstatsu: active", "TRL111"),
    "a key twice": (CONTRACT, "status: active", "status: active\nstatus: active", "TRL104"),
    "a number for a text": (CONTRACT, "version: 1.0.0", "version: 1", "TRL"),
    "a text for a list": (
        CONTRACT,
        "    properties:\n      - name: id",
        "    properties: all\n    id:\n      - name: id",
        "TRL",
    ),
    "a type that is none": (CONTRACT, "logicalType: date", "logicalType: day", "TRL"),
    "an unknown column of a key": (CONTRACT, "primaryKeyPosition: 1", "primaryKeyPosition: one", "TRL"),
}
QUERIES = {
    "reads a file": ("SELECT count(*) FROM read_csv('/etc/passwd')", "TRL263"),
    "reads a file by name": ("SELECT count(*) FROM '/etc/passwd'", "TRL263"),
    "reads a file inside": (
        "SELECT count(*) FROM {object} WHERE id IN (SELECT 1 FROM read_text('/etc/passwd'))",
        "TRL263",
    ),
    "drops a table": ("DROP TABLE orders", "TRL262"),
    "drops one behind": ("SELECT count(*) FROM {object}; DROP TABLE orders", "TRL262"),
    "writes a file": ("COPY {object} TO '/tmp/stolen'", "TRL262"),
    "attaches a database": ("ATTACH '/tmp/other.db'", "TRL262"),
}


def spoiled(desk, file, old, new):
    folder = desk.draft()
    place = file.format(name=folder.name)
    edit(folder, place, old, new)
    return folder, folder / place


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_document_is_refused_with_its_line(desk, case):
    file, old, new, code = WRONG[case]
    folder, place = spoiled(desk, file, old, new)
    said = desk.refused("publish", folder)
    assert said.error == f"`{folder}` was not published"
    assert re.search(rf"^{re.escape(str(place))}:\d+:\d+: {code}", said.err, re.MULTILINE), said.err
    assert said.pasted() == ["check", str(folder)]


@pytest.mark.parametrize("file", [CONTRACT, DESCRIPTOR])
def test_a_yaml_bomb_is_refused_without_going_off(desk, file):
    folder = desk.draft()
    (folder / file.format(name=folder.name)).write_text(BOMB)
    said = desk.refused("publish", folder)
    assert "TRL103 Anchors and aliases are not read" in said.err
    assert len(said.err) < 5_000


@pytest.mark.parametrize("case", QUERIES)
def test_a_rule_that_does_more_than_read_its_table_is_refused(desk, case):
    query, code = QUERIES[case]
    folder, place = spoiled(desk, CONTRACT, "\nteam:\n", RULE.replace("{query}", query))
    said = desk.refused("publish", folder)
    assert re.search(rf"^{re.escape(str(place))}:\d+:\d+: {code}", said.err, re.MULTILINE), said.err


def test_a_product_that_reads_itself_is_refused(desk):
    folder, place = spoiled(desk, DESCRIPTOR, "inputPorts:\n", READS.replace("{port}", f"sales.draft{desk.drafts + 1}"))
    said = desk.refused("publish", folder)
    assert re.search(rf"^{re.escape(str(place))}:\d+:\d+: TRL292 ", said.err, re.MULTILINE), said.err


def test_a_product_cannot_be_made_of_what_is_made_of_it(desk):
    desk.prompt.must("publish", spend(desk.root / "spend"))
    circle = shutil.copytree(desk.orders, desk.root / "circle")
    edit(circle, DESCRIPTOR, "\nversion: 1.0.0\nstatus", "\nversion: 1.1.0\nstatus")
    edit(circle, DESCRIPTOR, "inputPorts:\n", READS.replace("{port}", "marketing.spend"))
    said = desk.refused("publish", circle)
    assert "circle" in said.error, said.err


def test_a_refusal_by_policy_is_kept_as_evidence_and_nothing_else_is(desk):
    folder, _ = spoiled(desk, CONTRACT, "classification: confidential", "classification: top-secret")
    before = len(registry_rows(desk.prompt.home, "SELECT * FROM verdict_records"))
    said = desk.refused("publish", folder)
    assert said.code in {1, 3}
    assert len(registry_rows(desk.prompt.home, "SELECT * FROM verdict_records")) >= before
