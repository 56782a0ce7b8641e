"""Facts that tests ask about: ana plans with flights, which flight_ops owns."""

from dataclasses import replace

from governance.policy import ColumnFacts, Grant, PortFacts, Subject, read_input

NOW = 1_790_000_000
ANA = Subject(id="ana", kind="user", teams=("planning_team",))
FLIGHTS = PortFacts(
    name="operations.flights",
    domain="operations",
    product="operations/flights",
    version="1.0.0",
    status="active",
    team="flight_ops",
    contact="ops@example.org",
    purposes=("planning",),
    columns=(
        ColumnFacts(name="day", classification="public"),
        ColumnFacts(name="carrier", classification="internal"),
        ColumnFacts(name="tailnum", classification="confidential", mask="hash"),
        ColumnFacts(name="pilot", classification="restricted", mask="null"),
    ),
)
GRANT = Grant(
    id="g1",
    grantee_kind="user",
    grantee="ana",
    purposes=("planning",),
    columns=("*",),
    starts=NOW - 100,
    expires=NOW + 100,
)


def question(*, subject=ANA, purpose="planning", now=NOW, port=FLIGHTS, grants=(GRANT,)):
    return read_input(subject=subject, purpose=purpose, now=now, port=port, grants=grants)


def granted(**changes):
    return question(grants=[replace(GRANT, **changes)])
