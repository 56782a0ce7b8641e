"""A product whose one example comes out as it says; tests change one of its files at a time."""

from collections.abc import Sequence

from governance.descriptors import ProductFolder, load_files
from governance.findings import Finding
from sidecar.examples import run_examples

__all__ = [
    "CONTRACT",
    "EXAMPLE",
    "FILES",
    "NAME",
    "PYTHON",
    "SQL",
    "example",
    "expected",
    "found",
    "given",
    "only",
    "places",
    "product",
]

NAME = "delays"
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
  - name: notes
    version: "1"
    contractId: planning.notes_csv
    customProperties:
      - property: source
        value: {location: notes.csv, format: csv}
outputPorts:
  - name: delays
    version: 1.0.0
    contractId: planning.delays
    description: One row per flight
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
COLUMNS = """\
      - name: flight
        description: Its number
        logicalType: integer
        primaryKey: true
        classification: public
      - name: note
        description: What was said
        logicalType: string
        classification: public
      - name: carrier
        description: Who flew
        logicalType: string
        classification: public
        relationships:
          - to: operations.carriers.carrier
      - name: minutes
        description: How late
        logicalType: number
        classification: public
        logicalTypeOptions: {minimum: 0}
      - name: cost
        description: What it cost
        logicalType: number
        physicalType: decimal(20,4)
        classification: public
      - name: day
        description: When
        logicalType: date
        classification: public
      - name: at
        description: When exactly
        logicalType: timestamp
        logicalTypeOptions: {timezone: true}
        classification: public
      - name: tags
        description: Words
        logicalType: array
        items: {logicalType: string, description: One word}
        classification: public
      - name: place
        description: Where
        logicalType: object
        properties:
          - {name: gate, logicalType: string, description: Which gate}
          - {name: level, logicalType: integer, description: Which floor}
        classification: public
"""
CONTRACT = f"""\
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
    description: One row per flight
    properties:
{COLUMNS}slaProperties:
  - property: frequency
    value: 1
    unit: d
"""


def expectations(name: str, contract: str, columns: str) -> str:
    """Return the text of expectations of these columns."""
    start = f"apiVersion: v3.2.0\nkind: Expectations\nid: {contract}\nversion: 1.0.0\n"
    return f"{start}schema:\n  - name: {name}\n    properties:\n{columns}"


CELLS = {
    "flight": "1",
    "carrier": "UA",
    "minutes": "1.5",
    "cost": "1.50",
    "day": '"2013-01-31"',
    "at": '"2013-01-31T10:00:00Z"',
    "tags": "[a, b]",
    "place": "{gate: A, level: 2}",
}


def given(**cells: str) -> str:
    """Return a row of `flights`, with other cells."""
    return "{" + ", ".join(f"{name}: {cell}" for name, cell in {**CELLS, **cells}.items()) + "}"


def expected(**cells: str) -> str:
    """Return the row of `delays` that comes of `given()` and the note about it, with other cells."""
    return given(**{"note": "fog", **cells})


def example(
    *rows: str,
    expect: Sequence[str] = (expected(),),
    notes: str = '[{flight: "1", note: fog}]',
    quarantine: str = "{}",
    more: str = "",
) -> str:
    """Return the text of an example that gives `rows` of flights."""
    return (
        "references: {operations.carriers: [{carrier: UA}]}\n"
        f"given:\n  flights: [{', '.join(rows or (given(),))}]\n  notes: {notes}\n"
        f"expect:\n  delays: [{', '.join(expect)}]\nquarantine: {quarantine}\n{more}"
    )


EXAMPLE = example()
SQL = """\
SELECT f.flight, n.note, f.carrier, f.minutes, f.cost, f.day, f.at, f.tags, f.place
FROM {{ input('operations.flights') }} AS f
LEFT JOIN {{ source('notes') }} AS n ON n.flight = CAST(f.flight AS VARCHAR)
"""
PYTHON = '''\
"""How the rows come about."""


def transform(flights, notes):
    joined = flights.set_alias("f").join(notes.set_alias("n"), "n.flight = f.flight::VARCHAR", how="left")
    return joined.select("f.flight, n.note, f.carrier, f.minutes, f.cost, f.day, f.at, f.tags, f.place")
'''
RELIED_ON = """\
      - {name: flight, logicalType: integer}
      - {name: carrier, logicalType: string}
      - {name: minutes, logicalType: number}
      - {name: cost, logicalType: number, physicalType: "decimal(20,4)"}
      - {name: day, logicalType: date}
      - {name: at, logicalType: timestamp, logicalTypeOptions: {timezone: true}}
      - {name: tags, logicalType: array, items: {logicalType: string}}
      - name: place
        logicalType: object
        properties:
          - {name: gate, logicalType: string}
          - {name: level, logicalType: integer}
"""
NOTES = """\
      - {name: flight, logicalType: string}
      - {name: note, logicalType: string}
"""
PATHS = {
    "example": "tests/rows.yaml",
    "sql": "transform.sql",
    "python": "transform.py",
    "contract": "contracts/delays.odcs.yaml",
}
FILES = {
    "product.odps.yaml": DESCRIPTOR,
    "contracts/delays.odcs.yaml": CONTRACT,
    "expectations/flights.yaml": expectations("flights", "planning.delays.flights", RELIED_ON),
    "expectations/notes.yaml": expectations("notes", "planning.notes_csv", NOTES),
    "transform.sql": SQL,
    "tests/rows.yaml": EXAMPLE,
}


def product(**texts: str) -> ProductFolder:
    """Return the sample with other texts for its `example`, `sql`, `python` or `contract`."""
    files = {**FILES, **{PATHS[name]: text for name, text in texts.items()}}
    if "python" in texts:
        del files["transform.sql"]
    return load_files(files, NAME)


def found(**texts: str) -> list[Finding]:
    """Return what is found when the sample's example is run, the product itself being without fault."""
    loaded = product(**texts)
    assert loaded.findings == ()
    return run_examples(loaded)


def places(**texts: str) -> list[tuple[str, str, int, int]]:
    """Return code, file inside the product, line and column of each finding."""
    return [(one.code, one.file.removeprefix(f"{NAME}/"), one.line, one.column) for one in found(**texts)]


def only(**texts: str) -> Finding:
    """Return the one finding that there is."""
    (finding,) = found(**texts)
    return finding
