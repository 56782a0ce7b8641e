"""A team scaffolds, publishes and runs a product on its own CSV file; another team builds on it, and is refused on the way."""

import json

import pytest

from tests.factories.evidence import faults, tables
from tests.factories.orders import ROWS, edit, write_csv
from tests.factories.story import Story

ORDERS = ("--set", "team=sales_desk", "--set", "owner=ana", "--set", "contact=sales@example.org", "--defaults")
SPEND = ("--set", "team=growth", "--set", "owner=mia", "--set", "contact=growth@example.org", "--defaults")
MEASURES = "measures=[{name: paid, function: sum, column: amount, description: What they paid}]"
ALL = "SELECT * FROM sales.orders ORDER BY id"
FOR = ("--purpose", "campaigns")


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    told = Story(tmp_path_factory.mktemp("csv"))
    scaffold(told)
    build_on_it(told)
    change(told)
    return told


def scaffold(story):
    """Ana's file is clean when she scaffolds, and has two bad rows when she runs."""
    folder, file = story.folder / "orders", story.folder / "orders.csv"
    write_csv(story.folder, ROWS[:3])
    (story.folder / "data" / "orders.csv").rename(file)
    told = ("--set", "description=What was ordered")
    story.scene("new", "", "new", "source-aligned", "sales/orders", folder, "--source", file, "--copy", *ORDERS, *told)
    country = "description: Say here what `country` of orders.csv means"
    listed = "description: Where it goes to\n        enum:\n          - value: DE\n          - value: FR"
    edit(folder, "contracts/orders.odcs.yaml", country, listed)
    story.scene("check", "", "check", folder)
    story.scene("too early", "", "query", ALL)
    story.scene("publish", "", "publish", folder)
    story.scene("publish again", "ana", "publish", folder)
    write_csv(folder, ROWS)
    story.scene("run", "ana", "run", folder)
    story.scene("query", "ana", "query", ALL, "--json")
    story.scene("reasons", "ana", "quarantine", "list", "sales.orders", "--json")
    story.scene("quarantined", "ana", "quarantine", "show", "sales.orders", "--json")


def build_on_it(story):
    """Mia's aggregate needs a grant, and so does Mia."""
    folder = story.folder / "spend"
    story.scene("stranger", "mia", "query", ALL)
    told = ("--set", "description=Paid by country", "--set", "purpose=campaigns", "--set", "row=One country")
    made = ("--set", "group_by=[country]", "--set", MEASURES, "--input", "sales.orders")
    story.scene("new aggregate", "", "new", "aggregate", "marketing/spend", folder, *SPEND, *told, *made)
    story.scene("publish aggregate", "", "publish", folder)
    story.scene("somebody else's", "mia", "run", "sales/orders")
    story.scene("no grant", "mia", "run", "marketing/spend")
    story.paste("grant", "ana", "no grant")
    story.scene("run aggregate", "mia", "run", "marketing/spend")
    story.scene("spend", "mia", "query", "SELECT * FROM marketing.spend ORDER BY country", "--json")
    story.scene("no purpose", "mia", "query", ALL)
    story.scene("no grant for her", "mia", "query", ALL, *FOR)
    story.paste("grant for her", "ana", "no grant for her")
    story.scene("masked", "mia", "query", ALL, *FOR, "--json")
    story.scene(
        "guessed", "mia", "query", "SELECT id FROM sales.orders WHERE customer = 'ada@example.org'", *FOR, "--json"
    )
    story.scene("clear", "ana", "grant", "sales.orders", "--to", "mia", *FOR, "--clear", "customer", "--expires", "1h")
    story.scene("in clear", "mia", "query", ALL, *FOR, "--json")
    story.scene("not hers", "mia", "quarantine", "show", "sales.orders")
    story.scene("lineage", "mia", "lineage", "marketing.spend")
    story.scene("column lineage", "mia", "lineage", "marketing.spend.paid")
    story.scene("search", "mia", "search", "ordered", "--json")


def change(story):
    """An edit is not in force until it is published, and not published if it breaks a promise."""
    folder = story.folder / "orders"
    edit(folder, "transform.sql", "\n    placed", "\n    placed -- the day, as told")
    story.scene("edited", "ana", "run", folder)
    edit(folder, "product.odps.yaml", "\nversion: 1.0.0\nstatus", "\nversion: 1.0.1\nstatus")
    story.paste("publish the edit", "ana", "edited")
    story.scene("run the edit", "ana", "run", folder)
    contract = folder / "contracts" / "orders.odcs.yaml"
    before, amount, after = contract.read_text().partition("      # Seen: 3.00")
    contract.write_text(
        (before + after[after.index("      # Seen: 2026") :]).replace("version: 1.0.0", "version: 1.1.0")
    )
    assert amount
    edit(
        folder,
        "product.odps.yaml",
        "version: 1.0.0\n    contractId: sales.orders\n",
        "version: 1.1.0\n    contractId: sales.orders\n",
    )
    edit(folder, "transform.sql", "    amount,\n", "")
    story.scene("breaking", "ana", "publish", folder)
    story.scene("as before", "ana", "query", ALL, "--json")


@pytest.mark.parametrize(
    "scene", ["new", "check", "publish", "publish again", "run", "new aggregate", "run aggregate", "run the edit"]
)
def test_a_command_that_may_be_given_ends_well(story, scene):
    assert story[scene].code == 0, story[scene].err


def test_what_was_published_stays_published(story):
    assert "Already in force: sales/orders 1.0.0" in story["publish again"].err


def test_rows_that_keep_the_contract_are_served_and_the_others_kept_with_their_reasons(story):
    assert "Published 3 rows of mesh.sales.orders, 2 quarantined" in story["run"].err
    assert [row["id"] for row in story["query"].json] == [1, 2, 3]
    assert {row["reason"]: row["rows"] for row in story["reasons"].json} == {
        "amount.type": 1,
        "country.enum": 1,
        "placed.type": 1,
    }
    assert [(row["id"], row["amount"]) for row in story["quarantined"].json] == [("4", "9.99"), ("5", "many")]


def test_an_aggregate_of_another_domain_is_made_of_what_it_may_read(story):
    assert story["spend"].json == [{"country": "DE", "paid": 13.5}, {"country": "FR", "paid": 7.25}]


REFUSALS = {
    "too early": (1, "There is no mesh in `{home}`", "`trellis demo` builds an example; `trellis publish` starts your own"),
    "stranger": (4, "The mesh in `{home}` does not know `mia`", "`trellis list principals` shows whom it knows"),
    "somebody else's": (3, "`mia` may not `run.start` on `sales/orders`", "ask an owner (ana)"),
    "no grant": (3, "`sales.orders` may not be read: `marketing/spend` has no grant", "ask sales_desk (sales@example.org)"),
    "no purpose": (3, "`sales.orders` may not be read: No purpose was stated", "say what the data is for with `--purpose`"),
    "no grant for her": (3, "`sales.orders` may not be read: `mia` has no grant", "ask sales_desk (sales@example.org)"),
    "not hers": (3, "`mia` may not `quarantine.read` on `sales.orders`", "ask an owner (ana)"),
    "edited": (1, "`{folder}/orders` differs from what is published, in `transform.sql`", "raise `version` in `product.odps.yaml`; then `trellis publish {folder}/orders`"),
    "breaking": (3, "`sales.orders`: `1.1.0` breaks what `1.0.0` promised: `amount` is gone", "write `version: 2.0.0`"),
}  # fmt: skip


@pytest.mark.parametrize("scene", REFUSALS)
def test_a_refusal_says_what_and_what_to_do(story, scene):
    code, message, hint = REFUSALS[scene]
    said, names = story[scene], {"home": story.home, "folder": story.folder}
    assert said.code == code
    assert said.out == ""
    assert said.error.startswith(message.format(**names))
    assert said.hint.startswith(hint.format(**names))


@pytest.mark.parametrize("scene", ["grant", "grant for her", "publish the edit"])
def test_the_command_of_a_hint_works_as_it_stands(story, scene):
    assert story[scene].code == 0, story[scene].err


def test_a_breaking_change_names_who_would_suffer(story):
    assert "it is read by `marketing/spend`" in story["breaking"].error
    assert [row["id"] for row in story["as before"].json] == [1, 2, 3]


def test_a_confidential_column_is_masked_until_it_is_granted_in_clear(story):
    assert {row["customer"] for row in story["masked"].json} == {"***"}
    assert "sales.orders: 1 column masked (customer)" in story["masked"].err
    assert story["in clear"].json[0]["customer"] == "ada@example.org"


def test_a_masked_value_cannot_be_guessed_by_asking_for_it(story):
    assert story["guessed"].json == []


def test_lineage_leads_from_a_port_and_a_column_back_to_the_file(story):
    file = str(story.folder / "orders" / "data" / "orders.csv")
    assert story["lineage"].out.splitlines() == ["marketing.spend", "  <- sales.orders", f"    <- {file}"]
    told = story["column lineage"].out.splitlines()
    assert told[:3] == ["marketing.spend.paid", "  <- sales.orders.amount", f"    <- {file}.amount"]
    assert "  <- sales.orders.country" in told


def test_a_product_is_found_by_what_its_description_says(story):
    assert [item["name"] for item in story["search"].json["items"]] == ["sales/orders"]


def test_a_grant_ends_by_itself(story):
    with story.by("mia").api(ahead=31 * 86400) as client:
        answer = client.post("/api/v1/mesh/query", json={"sql": ALL, "purpose": "campaigns"})
    assert answer.status_code == 403
    assert answer.json()["detail"].endswith("to read `sales.orders` has expired")


def test_every_snapshot_says_where_it_comes_from(story):
    found = tables(story.home)
    spend, orders = found["marketing.spend"].summary, found["sales.orders"].snapshots
    assert spend["trellis.product"] == "marketing/spend"
    assert spend["trellis.run-id"].startswith("run_")
    assert int(json.loads(spend["trellis.inputs"])["sales.orders"]) in orders
    assert len(spend["trellis.contract"]) == 64


def test_nothing_is_left_over(story):
    assert faults(story.home) == []
