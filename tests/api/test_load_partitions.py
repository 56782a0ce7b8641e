"""Tables that are parted by a text: whatever stands in it, readers and the next run find their files."""

import pytest

from governance.errors import Unavailable
from tests.factories.evidence import faults, runs, tables
from tests.factories.loads import LOADED, land, loaded_files, shown
from tests.factories.running import published, query, run

PARTED = [dict(column) for column in LOADED]
PARTED[1] |= {"partitioned": True, "partitionKeyPosition": 1}


@pytest.mark.parametrize("text", ["New York", "50%", "a%20b", "a/b", "é", "a#b?c", "..", "q='x':"])
def test_any_text_parts_a_table_that_is_read_and_added_to(lawful, tmp_path, text):
    folder = land(tmp_path / "product", "a", f"1,{text},2026-01-01,1", f"2,{text},2026-01-01,2")
    published(lawful, loaded_files("upsert", columns=PARTED), location=str(folder))
    run(lawful, tmp_path / "scratch")
    rows = query(lawful, "SELECT id, carrier FROM mesh.operations.trips ORDER BY id", purpose="planning").json()["rows"]
    assert rows == [{"id": 1, "carrier": text}, {"id": 2, "carrier": text}]
    land(folder, "b", f"2,{text},2026-01-01,9", "3,plain,2026-01-01,3")
    assert run(lawful, tmp_path / "scratch").ports[0].total == 3
    assert shown(tmp_path / "home")[2] == (text, "2026-01-01", 9.0)
    assert faults(tmp_path / "home") == []
    assert len(tables(tmp_path / "home")["operations.trips"].live) >= 2


def test_a_text_that_names_no_folder_is_told_to_who_runs_it_and_written_down_nowhere(lawful, tmp_path):
    folder = land(tmp_path / "product", "a", f"1,secret{'x' * 250},2026-01-01,1")
    published(lawful, loaded_files("append", columns=PARTED), location=str(folder))
    with pytest.raises(Unavailable, match="carrier=secret") as refusal:
        run(lawful, tmp_path / "scratch")
    assert "shorter texts" in refusal.value.hint
    assert "Failed to create directory" in runs(tmp_path / "home")[-1]["problem"]
    for path in ("runs", f"runs/{runs(tmp_path / 'home')[-1]['id']}/log"):
        assert "secret" not in lawful.by("olga").get(f"/api/v1/products/operations/trips/{path}").text
