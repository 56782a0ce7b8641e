"""A product's files without a single finding; tests break them in one place at a time."""

from pathlib import Path

from governance.descriptors import load_product
from tests.samples.contracts.sample import changed, marked

__all__ = ["CONTRACT", "DESCRIPTOR", "FILES", "found", "product", "write"]

DESCRIPTOR = """\
apiVersion: v1.0.0
kind: DataProduct
id: planning.delays
name: delays
version: 1.0.0
status: active
domain: planning
description:
  purpose: Why departures are late
inputPorts:
  - name: flights
    version: 1.0.0
    contractId: operations.flights
  - name: holidays
    version: "1"
    contractId: planning.holidays_csv
    customProperties:
      - property: source
        value:
          location: data/holidays.csv
          format: csv
          options: {delimiter: ";"}
outputPorts:
  - name: delays
    version: 1.0.0
    contractId: planning.delays
    description: One row per cause
support:
  - channel: planning
    url: mailto:planning@example.org
team:
  name: planning_team
  members:
    - username: ana
      role: owner
customProperties:
  - property: kind
    value: aggregate
  - property: purpose
    value: planning
"""
CONTRACT = """\
apiVersion: v3.2.0
kind: DataContract
id: planning.delays
version: 1.0.0
status: active
domain: planning
description:
  purpose: Why departures are late
schema:
  - name: delays
    description: One row per cause
    properties:
      - name: cause
        description: In one word
        logicalType: string
        primaryKey: true
        classification: public
slaProperties:
  - property: frequency
    value: 1
    unit: d
"""


def _expectations(name: str, contract: str, column: str) -> str:
    return (
        f"apiVersion: v3.2.0\nkind: Expectations\nid: {contract}\nversion: 1.0.0\n"
        f"schema:\n  - name: {name}\n    properties:\n      - name: {column}\n        logicalType: string\n"
    )


FILES = {
    "product.odps.yaml": DESCRIPTOR,
    "contracts/delays.odcs.yaml": CONTRACT,
    "expectations/flights.yaml": _expectations("flights", "planning.delays.flights", "carrier"),
    "expectations/holidays.yaml": _expectations("holidays", "planning.holidays_csv", "Day"),
    "transform.sql": "SELECT f.carrier AS cause\nFROM {{ input('operations.flights') }} AS f\nJOIN {{ source('holidays') }} AS h ON TRUE\n",
    "policies/read.rego": "package local.read\n\ndeny contains 1 if false\n",
    "policies/read_test.rego": "package local.read_test\n",
    "tests/rows.yaml": "given: {}\nexpect: {}\n",
}


def write(folder: Path, files: dict[str, str]) -> str:
    """Write files below `folder` and return its path."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return str(folder)


def product(
    folder: Path, file: str = "", *edits: str, without: str = ""
) -> tuple[list[tuple[str, str, int, int]], tuple[int, int]]:
    """Write the sample with one file changed (or another left out); return its findings and the mark's place."""
    files = {name: text for name, text in FILES.items() if name != without}
    place = (0, 0)
    if file:
        files[file], *where = marked(changed(*edits, text=files.get(file, edits[0])))
        place = (where[0], where[1])
    return found(write(folder, files)), place


def found(path: str) -> list[tuple[str, str, int, int]]:
    """Return code, file inside the folder, line and column of each finding on a product."""
    loaded = load_product(path)
    return [(one.code, one.file.removeprefix(f"{path}/"), one.line, one.column) for one in loaded.findings]
