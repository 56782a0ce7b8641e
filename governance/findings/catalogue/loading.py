"""TRL341 to TRL345: how a port is loaded, and how much of an input is read."""

from governance.findings.model import Severity
from governance.findings.rule import Rule

__all__ = ["LOADING"]

LOADING = (
    Rule(
        code="TRL341",
        title="An unknown way to load or to read",
        why="A run could not tell whether to replace what is there or to add to it.",
        cure="Load by replace, append, upsert or a range; read an input whole, or what is new.",
        before="{property: load, value: merge}",
        after="{property: load, value: upsert}",
    ),
    Rule(
        code="TRL342",
        title="An upsert without a primary key",
        why="Rows are matched by the contract's primary key; without one nothing tells which row takes the place of which.",
        cure="Mark the key in the contract, or load by append.",
        before="{name: id, logicalType: integer}  # load: upsert",
        after="{name: id, logicalType: integer, required: true, primaryKey: true, primaryKeyPosition: 1}",
    ),
    Rule(
        code="TRL343",
        title="A range of what is no time",
        why="A run by range replaces the rows between two moments; the column that holds them must be in the contract.",
        cure="Name a date or a timestamp of the contract.",
        before="{property: load, value: {mode: range, column: carrier}}",
        after="{property: load, value: {mode: range, column: flight_date}}",
    ),
    Rule(
        code="TRL344",
        title="An addition that reads everything each time",
        why="With append every run would add all rows once more, and with upsert each would do the work of a full refresh.",
        cure="Let the input whose new rows are added be read for what is new.",
        before="inputPorts: [{name: events, …}]  # load: append",
        after="inputPorts: [{name: events, customProperties: [{property: read, value: new}], …}]",
        severity=Severity.WARNING,
    ),
    Rule(
        code="TRL345",
        title="New rows that would replace all others",
        why="A port that is replaced needs the whole of its inputs; it is read whole, whatever the port says.",
        cure="Load by append or upsert, or leave `read` out.",
        before="{property: read, value: new}  # load: replace",
        after="{property: read, value: whole}",
        severity=Severity.WARNING,
    ),
)
