"""`operations/trips` loaded in every way, from files that are put in a landing folder."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.factories.evidence import tables
from tests.factories.products import descriptor_of, product_files, source_port

__all__ = ["DAY", "LOADED", "land", "loaded_files", "shown"]

DAY = {"name": "day", "logicalType": "date"}
LOADED: Sequence[dict[str, Any]] = (
    {"name": "id", "logicalType": "integer", "required": True, "primaryKey": True, "primaryKeyPosition": 1},
    {"name": "carrier", "logicalType": "string", "classification": "internal"},
    DAY,
    {"name": "delay", "logicalType": "number", "logicalTypeOptions": {"minimum": -60}},
)
RANGED = "{% if range_start is defined %} WHERE day >= {{ range_start }} AND day < {{ range_end }}{% endif %}"


def loaded_files(
    load: Any, *, read: str = "new", columns: Sequence[dict[str, Any]] = LOADED, where: str = "", **more: Any
) -> dict[str, str]:
    """Return the product loaded so, from every CSV file of its landing folder."""
    source = source_port("rows", "landing/*.csv")
    if read == "new":
        source["customProperties"].append({"property": "read", "value": "new"})
    names = [column["name"] for column in columns]
    cast = ", ".join("TRY_CAST(day AS date) AS day" if name == "day" else name for name in names)
    told = descriptor_of("operations/trips", [], team="flight_ops", owner="olga")["outputPorts"]
    told[0]["customProperties"] = [{"property": "load", "value": load}]
    told[0]["version"] = more.get("version", "1.0.0")
    files = product_files(
        columns=columns,
        inputs=[source],
        transform=f"SELECT * FROM (SELECT {cast} FROM {{{{ source('rows') }}}}) AS t{where}",
        descriptor={"outputPorts": told, "version": more.pop("release", more.get("version", "1.0.0"))},
        **more,
    )
    relied = json.loads(files["expectations/rows.yaml"])
    relied["schema"][0]["properties"] = [{"name": name, "logicalType": "string"} for name in names]
    return {**files, "expectations/rows.yaml": json.dumps(relied)}


def land(folder: Path, name: str, *rows: str, header: str = "id,carrier,day,delay") -> Path:
    """Put a file of rows into the landing folder, and return the product's."""
    (folder / "landing").mkdir(parents=True, exist_ok=True)
    (folder / "landing" / f"{name}.csv").write_text("".join(f"{line}\n" for line in (header, *rows)))
    return folder


def shown(home: Path, table: str = "operations.trips") -> dict[Any, tuple[Any, ...]]:
    """Return what `main` shows by id, read from its files by other means than ours; every id stands once."""
    rows = tables(home)[table].rows()
    found = {row["id"]: (row["carrier"], str(row["day"]), row["delay"]) for row in rows}
    assert len(found) == len(rows)
    return found
