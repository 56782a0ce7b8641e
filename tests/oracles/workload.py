"""Questions as a busy mesh asks them: 20 columns, 5 grants, every sort of answer. For measuring, not for judging."""

from dataclasses import replace
from typing import Any

from governance.policy import (
    ColumnFacts,
    FilterRule,
    Grant,
    PortFacts,
    Resource,
    Subject,
    administer_input,
    read_input,
)

NOW = 1_790_000_000
_CLASSES = ("internal", "public", "confidential", "internal", "restricted")
_PORT = PortFacts(
    name="operations.flights",
    domain="operations",
    product="operations/flights",
    version="1.4.0",
    status="active",
    team="flight_ops",
    contact="ops@example.org",
    purposes=("planning", "punctuality"),
    row_filters=(FilterRule(column="column_01", attribute="carriers"),),
    columns=[ColumnFacts(name=f"column_{i:02}", classification=_CLASSES[i % 5]) for i in range(20)],
)
_ANA = Subject(id="ana", kind="user", teams=("planning_team", "readers"), attributes={"carriers": ["UA", "AA", "DL"]})
_GRANTS = [
    Grant(
        id=f"grant-{i}",
        grantee_kind=("user", "team", "user", "product", "user")[i],
        grantee=("ana", "planning_team", "bob", "planning/delays", "ana")[i],
        purposes=("planning",) if i < 4 else ("billing",),
        columns=[f"column_{c:02}" for c in range(i * 3, i * 3 + 8)],
        clear=("column_02",),
        starts=NOW - 86_400,
        expires=NOW + 86_400,
    )
    for i in range(5)
]


def _reading(**changes: Any) -> dict[str, Any]:
    return read_input(
        **{"subject": _ANA, "purpose": "planning", "now": NOW, "port": _PORT, "grants": _GRANTS, **changes}
    )


def workload() -> dict[str, tuple[str, dict[str, Any]]]:
    """Eight kinds of question by name: the entrypoint and the document."""
    public = [replace(column, classification="public") for column in _PORT.columns]
    product = Subject(id="planning/delays", kind="product", teams=("planning_team",), attributes=_ANA.attributes)
    resource = Resource(kind="product", name="operations/flights", team="flight_ops", owners=("olga", "otto"))
    read = {
        "granted, masked, filtered": _reading(),
        "every column granted": _reading(grants=[replace(_GRANTS[0], columns=("*",)), *_GRANTS[1:]]),
        "owner": _reading(subject=replace(_ANA, teams=("flight_ops",))),
        "public": _reading(port=replace(_PORT, columns=public, row_filters=())),
        "product reading an input": _reading(subject=product),
        "no grant": _reading(grants=[]),
        "purpose not granted": _reading(purpose="punctuality"),
    }
    acting = administer_input(action="run.start", subject=_ANA, resource=resource, now=NOW)
    return {name: ("access/read", document) for name, document in read.items()} | {
        "may I run it?": ("access/administer", acting)
    }
