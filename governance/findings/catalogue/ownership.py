"""TRL501 to TRL509: documentation and ownership."""

from governance.findings.model import Severity
from governance.findings.rule import Rule

__all__ = ["OWNERSHIP"]

OWNERSHIP = (
    Rule(
        code="TRL501",
        title="Nobody learns what it is for",
        why="People find data by its purpose, long before they know its columns.",
        cure="Add `description.purpose`.",
        before="description: {}",
        after="description: {purpose: Every departure from New York City}",
        severity=Severity.WARNING,
    ),
    Rule(
        code="TRL502",
        title="A table that does not say what one row is",
        why="Sums are wrong as soon as two people take a row for different things.",
        cure="Add a description that begins with `One row per`.",
        before="- name: flights",
        after="- name: flights\n  description: One row per departure",
        severity=Severity.WARNING,
    ),
    Rule(
        code="TRL503",
        title="A column without a description",
        why="`air_time` in minutes or hours, scheduled or flown? Only its owner knows.",
        cure="Describe it, with its unit.",
        before="- name: air_time",
        after="- name: air_time\n  description: Minutes between wheels up and wheels down",
        severity=Severity.WARNING,
    ),
    Rule(
        code="TRL504",
        title="Nobody owns it",
        why="A product without an owner cannot be asked, fixed or retired.",
        cure="Name a member of the team with the role `owner`.",
        before="team: {name: flight_ops}",
        after="team: {name: flight_ops, members: [{username: ana, role: owner}]}",
        severity=Severity.WARNING,
    ),
    Rule(
        code="TRL505",
        title="A team without a name",
        why="Ownership is by team: its members may read and grant.",
        cure="Name the team.",
        before="team: {members: […]}",
        after="team: {name: flight_ops, members: […]}",
        severity=Severity.WARNING,
    ),
    Rule(
        code="TRL506",
        title="Nowhere to ask",
        why="A refusal ends with whom to ask; here it ends with nobody.",
        cure="Add a support channel.",
        before="support: []",
        after="support: [{channel: flight-ops, url: 'mailto:ops@example.org'}]",
        severity=Severity.WARNING,
    ),
    Rule(
        code="TRL507",
        title="A member who is listed twice, or an owner who has left",
        why="Requests would go to nobody.",
        cure="Keep one entry, and name who took over.",
        before="{username: ana, role: owner, dateOut: '2026-01-31'}",
        after="{username: ana, role: owner, dateOut: '2026-01-31', replacedByUsername: bo}",
        severity=Severity.WARNING,
    ),
    Rule(
        code="TRL508",
        title="A description that says nothing",
        why="A stand-in passes every check for presence and helps nobody.",
        cure="Write what a reader needs to know.",
        before="description: TODO",
        after="description: Minutes between wheels up and wheels down",
        severity=Severity.WARNING,
    ),
    Rule(
        code="TRL509",
        title="A product without tests",
        why="Nobody knows what the transform is meant to do with the odd row.",
        cure="Add an example to `tests/`: these rows in, those rows out.",
        before="tests/",
        after="tests/late_departure.yaml",
        severity=Severity.WARNING,
    ),
)
