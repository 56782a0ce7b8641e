"""Contracts out to other tools and in from them, and rows judged by Great Expectations, at the prompt."""

import json

import pytest

pytestmark = pytest.mark.timeout(300)


def test_a_contract_in_force_goes_out_and_comes_back(opened, tmp_path):
    ana = opened.prompt.by("ana")
    ana.must("export", "sales.orders", "--format", "avro", "-o", tmp_path / "orders.avsc")
    assert json.loads((tmp_path / "orders.avsc").read_text())["fields"][0]["name"] == "id"
    said = ana("import", "--format", "avro", tmp_path / "orders.avsc", "--as", "sales.orders")
    assert (said.code, "id: sales.orders" in said.out) == (0, True), said.err


def test_a_file_goes_out_as_sql_to_stdout(opened):
    contract = opened.orders / "contracts" / "orders.odcs.yaml"
    assert "CREATE TABLE" in opened.prompt.must("export", contract, "--format", "sql", "--dialect", "postgres").out


def test_what_can_go_out_and_come_in_is_listed(opened):
    assert {"avro", "odcs", "custom"} <= {
        line.split()[0] for line in opened.prompt.must("export", "--list").out.splitlines()
    }
    assert {"avro", "csv"} <= {line.split()[0] for line in opened.prompt.must("import", "--list").out.splitlines()}


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["export", "sales.orders"], 2, "--format avro"),
        (["export", "sales.nothing", "--format", "avro"], 1, "sales.nothing"),
        (["export", "nothing.yaml", "--format", "avro"], 1, "There is no file"),
        (["export", "sales.orders", "--format", "parchment"], 1, "parchment"),
        (["import", "--format", "avro"], 2, "name a file"),
        (["import", "--format", "avro", "nothing.avsc"], 1, "nothing.avsc"),
        (["import", "--format", "glue", "x"], 1, "no network"),
        (["check", "sales.orders"], 2, "does not exist"),
        (["check", "--docs", "x", "."], 2, "--engine great-expectations"),
        (["check", "--engine", "great-expectations", "-s", "x"], 2, "--select"),
        (["check", "--engine", "great-expectations", "sales.nothing"], 1, "sales.nothing"),
    ],
)
def test_what_cannot_be_done_says_why(opened, words, code, told):
    said = opened.prompt(*words)
    assert (said.code, told in said.err) == (code, True), said.err


def test_a_contract_with_faults_does_not_go_out(opened, tmp_path):
    (tmp_path / "bad.yaml").write_text("apiVersion: v3.2.0\nkind: DataContract\n")
    said = opened.prompt("export", tmp_path / "bad.yaml", "--format", "avro")
    assert (said.code, "no valid contract" in said.err) == (1, True), said.err


def test_published_rows_are_judged_by_great_expectations_with_data_docs(opened, tmp_path):
    said = opened.prompt.by("ana").must(
        "check", "--engine", "great-expectations", "sales.orders", "--docs", tmp_path / "docs"
    )
    assert "Great Expectations judged 3 rows" in said.err
    assert (tmp_path / "docs" / "index.html").read_text().lstrip().lower().startswith("<!doctype html")


def test_rows_of_a_file_are_judged_and_one_that_breaks_a_rule_is_a_finding(opened, tmp_path):
    ana = opened.prompt.by("ana")
    rows = tmp_path / "orders.csv"
    rows.write_text("id,customer,country,amount,placed\n1,ada@example.org,germany,1.00,2026-01-01\n")
    said = ana("check", "--engine", "great-expectations", "sales.orders", "--data", rows, "--output-format", "json")
    assert said.code == 1
    assert "country" in said.out


def test_the_rows_of_a_products_own_tests_are_judged(opened):
    assert "Great Expectations judged" in opened.prompt("check", "--engine", "great-expectations", opened.orders).err
