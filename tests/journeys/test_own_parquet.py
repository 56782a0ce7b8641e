"""A product on Parquet files of one's own, with columns inside columns, and numbers that are none."""

import datetime as dt

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.factories.evidence import faults, rows_of
from tests.factories.story import Story

TEAM = ("--set", "team=shop", "--set", "owner=ana", "--set", "contact=shop@example.org", "--defaults")
NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
PLACE = pa.struct([("zip", pa.string()), ("country", pa.string())])
SCHEMA = pa.schema(
    {
        "id": pa.int64(),
        "buyer": pa.struct([("name", pa.string()), ("place", PLACE)]),
        "tags": pa.list_(pa.string()),
        "seen": pa.timestamp("us", "UTC"),
        "paid": pa.float64(),
    }
)
ADA = {"name": "ada", "place": {"zip": "10115", "country": "DE"}}
ROWS = [
    {"id": 1, "buyer": ADA, "tags": ["new", "gift"], "seen": NOON, "paid": 1.5},
    {"id": 2, "buyer": {"name": "bob", "place": None}, "tags": [], "seen": NOON, "paid": -0.0},
    {"id": 3, "buyer": ADA, "tags": None, "seen": NOON, "paid": float("nan")},
    {"id": 4, "buyer": ADA, "tags": None, "seen": NOON, "paid": float("inf")},
]


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    told = Story(tmp_path_factory.mktemp("parquet"))
    files, folder = told.folder / "files", told.folder / "baskets"
    files.mkdir()
    for number, rows in enumerate([ROWS[:2], ROWS[2:], []]):
        pq.write_table(pa.Table.from_pylist(rows, SCHEMA), files / f"part-{number}.parquet")
    told.scene(
        "new",
        "",
        "new",
        "source-aligned",
        "shop/baskets",
        folder,
        "--source",
        files / "*.parquet",
        *TEAM,
        "--set",
        "description=Baskets",
    )
    told.scene("check", "", "check", folder)
    told.scene("publish", "", "publish", folder)
    told.scene("run", "ana", "run", folder)
    told.scene(
        "inside",
        "ana",
        "query",
        "SELECT id, buyer.place.zip AS zip, cardinality(tags) AS n FROM shop.baskets ORDER BY id",
        "--json",
    )
    told.scene("quarantine", "ana", "quarantine", "show", "shop.baskets", "--json")
    return told


@pytest.mark.parametrize("scene", ["new", "check", "publish", "run", "inside", "quarantine"])
def test_every_step_ends_well(story, scene):
    assert story[scene].code == 0, story[scene].err


def test_rows_arrive_as_they_were_with_what_is_inside(story):
    assert [{**row, "seen": row["seen"].astimezone(dt.UTC)} for row in rows_of(story.home, "shop.baskets")] == ROWS[:2]


def test_a_query_reaches_into_columns(story):
    assert story["inside"].json == [{"id": 1, "zip": "10115", "n": 2}, {"id": 2, "zip": None, "n": 0}]


def test_a_number_that_is_none_is_set_aside_with_all_that_it_came_with(story):
    assert "2  paid.finite" in story["run"].err
    found = sorted(story["quarantine"].json, key=lambda row: row["id"])
    assert [row["paid"] for row in found] == ["nan", "inf"]
    assert '"zip":"10115"' in found[0]["buyer"]


def test_nothing_is_left_over(story):
    assert faults(story.home) == []
