"""TRL288 to TRL299: descriptors, and what the files of one product say about each other."""

from governance.findings.model import Severity
from governance.findings.rule import Rule

__all__ = ["PRODUCTS"]

PRODUCTS = (
    Rule(
        code="TRL288",
        title="A schedule that cannot be kept",
        why="It decides when a product runs with nobody watching; a line that is misread runs at the wrong hour or never.",
        cure="Write five fields of cron or a name such as `@daily`, and a time zone of the IANA database.",
        before="{property: schedule, value: 0 0 6 * * ?}",
        after="{property: schedule, value: {cron: 0 6 * * *, timezone: Europe/Berlin}}",
    ),
    Rule(
        code="TRL289",
        title="Retries that nobody could keep",
        why="A run is tried again after what may have passed by then; how often and how soon has to be plain numbers.",
        cure="Write 1 to 10 attempts, the first one included, and the seconds before the second.",
        before="{property: retries, value: forever}",
        after="{property: retries, value: {attempts: 3, delay: 30}}",
    ),
    Rule(
        code="TRL290",
        title="An input that the transform does not read",
        why="Grants are asked for, lineage is drawn and consumers are warned for an input that nobody uses.",
        cure="Read it, or remove the input port.",
        before="inputPorts: [{name: observations, …}]  # never read",
        after="SELECT … FROM {{ input('observations') }}",
        severity=Severity.WARNING,
    ),
    Rule(
        code="TRL291",
        title="A port without its contract",
        why="Nothing is served, and nothing is read, without a promise to hold it to.",
        cure="Name the contract by `contractId`, and put it at `contracts/<port>.odcs.yaml`.",
        before="outputPorts: [{name: flights, version: 1.0.0}]",
        after="outputPorts: [{name: flights, version: 1.0.0, contractId: operations.flights}]",
    ),
    Rule(
        code="TRL292",
        title="A product that reads itself",
        why="Its next run would depend on its last one, and could never be repeated.",
        cure="Keep the state in a port of another product, or derive it from the inputs.",
        before="inputPorts: [{contractId: operations.flights}]\noutputPorts: [{contractId: operations.flights}]",
        after="inputPorts: [{contractId: operations.raw_flights}]\noutputPorts: [{contractId: operations.flights}]",
    ),
    Rule(
        code="TRL293",
        title="A product that reads ports without a purpose",
        why="Every read is granted for a purpose; without one the product may read nothing.",
        cure="Add the property `purpose`, one word in snake_case.",
        before="customProperties: []",
        after="customProperties: [{property: purpose, value: planning, vendor: trellis}]",
    ),
    Rule(
        code="TRL294",
        title="A source that cannot be read",
        why="Sources are files inside the product's folder, at an absolute path or in an installed package; anything that "
        "climbs out of the folder, or a format nobody reads, is refused.",
        cure="Correct the location, the format or the options.",
        before="source: {location: ../../etc/passwd, format: csv}",
        after="source: {location: data/flights.csv, format: csv}",
    ),
    Rule(
        code="TRL295",
        title="The kind of product is unknown or does not fit its ports",
        why="A source-aligned product reads sources, an aggregate reads ports; the kind decides how it is run and reviewed.",
        cure="Write source-aligned, aggregate, consumer-aligned, feature or model, and the ports that belong to it.",
        before="{property: kind, value: source}",
        after="{property: kind, value: source-aligned}",
    ),
    Rule(
        code="TRL296",
        title="Descriptor and contract disagree",
        why="Readers find the contract through the port: id, version, domain and table must be the same on both sides.",
        cure="Correct the one that is wrong.",
        before="outputPorts: [{name: flights, version: 1.1.0}]  # the contract says 1.0.0",
        after="outputPorts: [{name: flights, version: 1.0.0}]",
    ),
    Rule(
        code="TRL297",
        title="An input without expectations",
        why="What a product relies on is what its producers are warned about before they change it.",
        cure="Write `expectations/<input port>.yaml` with the columns that the transform uses.",
        before="expectations/",
        after="expectations/observations.yaml",
    ),
    Rule(
        code="TRL298",
        title="No transform, or two",
        why="One file makes each output from the inputs.",
        cure="Keep `transform.sql` or `transform.py`; where several ports are made, `transforms/<table>.sql` makes one of them.",
        before="transform.sql\ntransform.py",
        after="transform.sql",
    ),
    Rule(
        code="TRL299",
        title="The transform reads what is not declared",
        why="It could be granted by nobody; a run would be refused.",
        cure="Add the input port, or correct the name.",
        before="SELECT * FROM {{ input('weather.observation') }}",
        after="SELECT * FROM {{ input('weather.observations') }}",
    ),
)
