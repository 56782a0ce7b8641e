"""What runs say: kept whole, bounded in size and age, for those who look after the product, and of their own run alone."""

import os

import pytest

from platform_api.runs.logs import MOST_BYTES, forget_old_logs
from tests.factories.mesh import NOON
from tests.factories.products import COLUMNS, product_files
from tests.factories.running import problem, published, run, write_rows

TRIPS = "/api/v1/products/operations/trips/runs"
LINE = {"at": NOON * 1000, "level": "info", "step": "read", "text": "one"}


@pytest.fixture
def begun(lawful, tmp_path):
    """A run that is under way."""
    published(lawful, location=str(write_rows(tmp_path / "rows")))
    lawful.run = lawful.by("olga").post(TRIPS, json={"holder": "x"}).json()["run_id"]
    return lawful


def say(mesh, *lines, by="olga"):
    return mesh.by(by).post(f"{TRIPS}/{mesh.run}/log", json={"lines": list(lines)})


def told(mesh, by="olga", **query):
    return mesh.by(by).get(f"{TRIPS}/{mesh.run}/log", params=query)


def test_lines_are_kept_in_order_and_read_on_from_where_one_was(begun):
    for words in ("one", "two", "three"):
        assert say(begun, {**LINE, "text": words}).json() == {"kept": 1}
    found = told(begun, after=1, limit=1).json()
    assert ([one["text"] for one in found["lines"]], found["next"], found["is_over"]) == (["two"], 2, False)
    assert told(begun, after=9).json() == {"lines": [], "next": 9, "is_over": False}


@pytest.mark.parametrize(("who", "status"), [("olga", 200), ("mia", 200), ("root", 200), ("operations/trips", 200), ("wes", 403), ("sam", 403), ("", 401)])  # fmt: skip
def test_a_log_is_for_those_who_look_after_the_product(begun, who, status):
    assert told(begun, by=who).status_code == status


@pytest.mark.parametrize("line", [{}, {**LINE, "level": "shout"}, {**LINE, "text": "x" * 4001}, {**LINE, "row": 1}, {**LINE, "at": -1}])  # fmt: skip
def test_a_line_of_another_shape_is_refused(begun, line):
    assert say(begun, line).status_code == 422


def test_a_log_that_is_full_says_so_once_and_takes_no_more(begun):
    many = [{**LINE, "text": "é" * 1900}] * 200
    kept = sum(say(begun, *many).json()["kept"] for _ in range(3))
    lines = told(begun, limit=5000).json()["lines"]
    (path,) = begun.state.home.logs.glob("*/*.jsonl")
    assert (len(lines), "full" in lines[-1]["text"]) == (kept + 1, True)
    assert path.stat().st_size < MOST_BYTES + 16 * 1024


def test_a_line_that_a_full_disk_cut_short_hides_no_other(begun):
    say(begun, LINE)
    (path,) = begun.state.home.logs.glob("*/*.jsonl")
    with path.open("ab") as file:
        file.write(b'{"at": 1, "lev\n{"at"')
    assert [one["text"] for one in told(begun).json()["lines"]] == ["one"]


@pytest.mark.parametrize("name", ["run_nobody", "..%2F..%2Fregistry", "..", "run_1/../../x"])
def test_a_run_that_is_not_there_has_no_log_and_no_path(begun, name):
    answer = begun.by("olga").get(f"{TRIPS}/{name}/log")
    assert answer.status_code == 404


def test_a_run_of_another_product_is_not_told_of(begun):
    answer = begun.by("root").get(f"/api/v1/products/operations/flights/runs/{begun.run}/log")
    assert problem(answer) == (404, "unknown-run")


def test_old_logs_are_forgotten(begun):
    say(begun, LINE)
    (path,) = begun.state.home.logs.glob("*/*.jsonl")
    os.utime(path, (NOON - 29 * 86400,) * 2)
    assert forget_old_logs(begun.state) == 0
    os.utime(path, (NOON - 31 * 86400,) * 2)
    assert (forget_old_logs(begun.state), told(begun).json()["lines"]) == (1, [])


def test_a_run_that_ended_has_told_how(trips):
    found = trips.by("mia").get(f"{TRIPS}/{trips.report.run_id}/log").json()
    words = [f"{one['level']}: {one['text']}" for one in found["lines"]]
    assert found["is_over"]
    assert "info: operations.trips: 5 rows, 3 published, 2 quarantined" in words
    assert sum("took" in one for one in words) >= 3
    assert not any("N1" in one for one in words)


def test_a_selection_sees_who_reads_whom_how_runs_ended_and_what_is_published(lawful, tmp_path):
    published(lawful, location=str(write_rows(tmp_path / "rows")))
    reads = [{"name": "trips", "version": "1.0.0", "contractId": "operations.trips"}]
    kinds = [{"property": "kind", "value": "consumer-aligned"}, {"property": "purpose", "value": "planning"}]
    key = {"relationships": [{"type": "foreignKey", "to": "operations.trips.id"}]}
    columns = [{**COLUMNS[0], **key}, *COLUMNS[1:]]
    files = product_files("weather/late", columns, inputs=reads, team="weather_team", owner="wes", descriptor={"customProperties": kinds})  # fmt: skip
    published(lawful, files, by="wes", name="weather/late")
    run(lawful, tmp_path / "scratch")
    found = {one["name"]: one for one in lawful.by("sam").get("/api/v1/mesh/selection").json()["items"]}
    late, trips = found["weather/late"], found["operations/trips"]
    assert (late["reads"], late["inputs"], late["result"]) == (["operations/trips"], ["operations.trips"], "")
    assert (trips["reads"], trips["sources"], trips["result"]) == ([], ["rows"], "published")
    assert set(late["files"]) == set(files)


def test_a_run_that_died_says_nothing_more(begun):
    assert told(begun).json()["is_over"] is False
    begun.clock.now += 61  # its lease has run out, and nobody has taken over
    assert told(begun).json()["is_over"] is True
