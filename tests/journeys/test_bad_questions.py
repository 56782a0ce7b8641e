"""Questions that may not be asked, and askers who are not who they say: refused, written down, and nobody is the wiser."""

import base64
import json

import pytest

from tests.factories.evidence import registry_rows
from tests.factories.orders import edit

QUERY = "/api/v1/mesh/query"
NO_SELECT = [
    "DROP TABLE sales.orders",
    "DELETE FROM sales.orders",
    "INSERT INTO sales.orders VALUES (1)",
    "UPDATE sales.orders SET id = 1",
    "CREATE TABLE x AS SELECT * FROM sales.orders",
    "COPY sales.orders TO '/tmp/stolen'",
    "ATTACH '/tmp/other.db'",
    "SET memory_limit = '1TB'",
    "EXPLAIN SELECT * FROM sales.orders",
    "SELECT 1; DROP TABLE sales.orders",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT getenv('HOME')",
    "SELECT * FROM sales.orders__quarantine",
    "SELECT",
    "",
]
QUOTES = ["O'Hara", "x' OR '1'='1", "x'); DROP TABLE runs; --", 'say "no"', "back\\slash", "новый", "'"]


@pytest.mark.parametrize("sql", NO_SELECT)
def test_what_is_no_select_of_a_port_is_refused_and_nothing_changes(desk, sql):
    with desk.untouched():
        said = desk.prompt.by("ana")("query", sql)
    assert said.code in {1, 2, 3}
    assert said.out == ""
    assert "error: " in said.err.lower()
    assert "root:" not in said.err


def test_a_refused_question_is_on_record_with_its_words(desk):
    desk.prompt.by("ana")("query", "SELECT nothing FROM sales.orders")
    (record,) = registry_rows(desk.prompt.home, "SELECT subject, text, rows, outcome FROM query_records")
    assert (record["subject"], record["rows"]) == ("ana", 0)
    assert record["text"] == "SELECT nothing FROM sales.orders"
    assert record["outcome"] != "done"


def forged(token, **claims):
    head, body, signature = token.split(".")
    told = json.loads(base64.urlsafe_b64decode(body + "=="))
    return ".".join([head, part({**told, **claims}), signature])


def part(document):
    return base64.urlsafe_b64encode(json.dumps(document).encode()).rstrip(b"=").decode()


FORGERIES = {
    "another subject": lambda token: forged(token, sub="root"),
    "another end": lambda token: forged(token, exp=9_999_999_999),
    "no signature": lambda token: f"{part({'alg': 'none', 'typ': 'JWT'})}.{token.split('.')[1]}.",
    "half a token": lambda token: token[: len(token) // 2],
    "no token": lambda token: "x",
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_token_opens_nothing(desk, forgery):
    with desk.untouched(), desk.prompt.by("ana").api() as client:
        token = client.headers["Authorization"].removeprefix("Bearer ")
        client.headers["Authorization"] = f"Bearer {FORGERIES[forgery](token)}"
        answer = client.post(QUERY, json={"sql": "SELECT * FROM sales.orders"})
    assert (answer.status_code, answer.headers["www-authenticate"][:6]) == (401, "Bearer")
    assert answer.json()["hint"]
    assert "ada@example.org" not in answer.text


def test_a_token_past_its_end_opens_nothing(desk):
    token = desk.prompt.by("ana").must("token").out.strip()
    with desk.untouched(), desk.prompt.by("ana").api(ahead=3 * 3600) as client:
        client.headers["Authorization"] = f"Bearer {token}"
        answer = client.post(QUERY, json={"sql": "SELECT * FROM sales.orders"})
    assert answer.status_code == 401
    assert "expired" in answer.json()["detail"].lower()


@pytest.fixture
def filtered(desk):
    """A product whose rows are shown by the customer that a reader stands for."""
    folder = desk.draft()
    rows = [f'{number},"{text.replace(chr(34), chr(34) * 2)}",DE,1.00,2026-01-01' for number, text in enumerate(QUOTES)]
    (folder / "data" / "orders.csv").write_text("\n".join(["id,customer,country,amount,placed", *rows]) + "\n")
    contract = f"contracts/{folder.name}.odcs.yaml"
    rule = "    customProperties:\n      - property: rowFilters\n        value:\n          - column: customer\n            attribute: customers\n        vendor: trellis\nteam:\n"
    edit(folder, contract, "\nteam:\n", f"\n{rule}")
    desk.prompt.must("publish", folder)
    desk.prompt.must("run", f"sales/{folder.name}")
    return f"sales.{folder.name}"


def test_an_attribute_with_quotes_in_it_selects_its_own_rows_and_no_others(desk, filtered):
    with desk.prompt.api() as client:
        client.post("/api/v1/infrastructure/principals", json={"id": "zoe"})
    desk.prompt.by("ana").must("grant", filtered, "--to", "zoe", "--purpose", "support", "--clear", "customer")
    for number, text in enumerate(QUOTES):
        with desk.prompt.api() as client:
            told = {"attributes": {"customers": [text]}}
            assert client.patch("/api/v1/infrastructure/principals/zoe", json=told).status_code == 200
        found = desk.prompt.by("zoe").rows(f"SELECT id, customer FROM {filtered}", purpose="support")
        assert found == [{"id": number, "customer": text}]
