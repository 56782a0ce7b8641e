"""What becomes of the clauses that ask nothing of a row, by the place where they stand in a document."""

from dataclasses import dataclass

from governance.checks.model import State

__all__ = [
    "CONTRACT",
    "CUSTOM",
    "DESCRIPTION",
    "ENTRY",
    "NESTED",
    "OPTIONS",
    "PROPERTY",
    "SERVICE_LEVELS",
    "TABLE",
    "Disposition",
    "unknown",
]


@dataclass(frozen=True)
class Disposition:
    """A state, and who enforces the clause or why nobody does."""

    state: State
    by: str = ""
    reason: str = ""


def _enforced(by: str) -> Disposition:
    return Disposition(State.ENFORCED, by=by)


def _skipped(reason: str) -> Disposition:
    return Disposition(State.SKIPPED, reason=reason)


def _cannot(reason: str) -> Disposition:
    return Disposition(State.NOT_ENFORCEABLE, reason=reason)


def unknown(key: str) -> Disposition:
    """What becomes of a key that no table here names."""
    return _cannot(f"Trellis does not know `{key}`")


_PUBLISH, _READ = _enforced("publish"), _enforced("read policy")
_PROSE = _skipped("it is there to be read")
_FOR_TOOLS = _skipped("it points elsewhere; nothing of it is promised")
_NAMED_HERE = _cannot("tables and columns are called what the contract calls them, in every engine")
_ALWAYS = _skipped("every write is checked, whatever the schedule")

_ELEMENT = {
    "id": _FOR_TOOLS,
    "physicalName": _NAMED_HERE,
    "description": _PROSE,
    "businessName": _PROSE,
    "deprecated": _skipped("readers are told; nothing is refused"),
    "synonyms": _PROSE,
    "authoritativeDefinitions": _FOR_TOOLS,
    "tags": _PROSE,
    "context": _PROSE,
}

CONTRACT = {
    "apiVersion": _PUBLISH,
    "kind": _PUBLISH,
    "id": _PUBLISH,
    "version": _PUBLISH,
    "domain": _PUBLISH,
    "team": _PUBLISH,
    "status": _READ,
    "name": _PROSE,
    "tenant": _cannot("a mesh has no tenants"),
    "tags": _PROSE,
    "servers": _cannot("Trellis keeps the table itself, and does not watch other places"),
    "dataProduct": _skipped("the product's descriptor says which product it is"),
    "context": _PROSE,
    "support": _PROSE,
    "price": _cannot("nothing is metered or billed"),
    "roles": _cannot("who may read is decided by grants, which the owners issue"),
    "slaDefaultElement": _cannot("each service level names its own `element`"),
    "authoritativeDefinitions": _FOR_TOOLS,
    "contractCreatedTs": _PROSE,
}

DESCRIPTION = {
    "purpose": _PROSE,
    "usage": _cannot("it is prose; list what the data may be used for in the custom property `purposes`"),
    "limitations": _cannot("it is prose; list what the data may be used for in the custom property `purposes`"),
    "authoritativeDefinitions": _FOR_TOOLS,
}

NESTED = {
    "partitioned": _cannot("a table is partitioned by whole columns"),
    "partitionKeyPosition": _cannot("a table is partitioned by whole columns"),
    "classification": _cannot("a column is hidden as a whole; classify the column that this is in"),
    "mask": _cannot("a column is hidden as a whole; mask the column that this is in"),
}
"""What holds inside of a column, where it differs from the column itself."""

TABLE = {
    **_ELEMENT,
    "name": _skipped("the table is called what its port is called"),
    "logicalType": _skipped("every port is a table"),
    "physicalType": _skipped("every port is a table"),
    "dataGranularityDescription": _PROSE,
}

PROPERTY = {
    **_ELEMENT,
    "name": _enforced("table check"),
    "logicalType": _enforced("row check"),
    "physicalType": _enforced("row check"),
    "required": _skipped("it asks for nothing"),
    "unique": _skipped("it asks for nothing"),
    "primaryKey": _skipped("it asks for nothing"),
    "primaryKeyPosition": _skipped("it asks for nothing without `primaryKey: true`"),
    "partitioned": _enforced("publish"),
    "partitionKeyPosition": _enforced("publish"),
    "classification": _READ,
    "encryptedName": _cannot("no column stands in for another; a mask hides what a reader may not see"),
    "criticalDataElement": _PROSE,
    "semanticType": _skipped("it tells tools how to use the column"),
    "transformSourceObjects": _skipped("lineage is taken from what runs"),
    "transformLogic": _skipped("the product's transform is what runs"),
    "transformDescription": _PROSE,
    "examples": _PROSE,
}

OPTIONS = {
    "distanceMetric": _skipped("it is advice for an index"),
    "embeddingModel": _cannot("which model made a vector cannot be told from the vector"),
    "embeddingModelVersion": _cannot("which model made a vector cannot be told from the vector"),
    "timezone": _skipped("it asks for nothing"),
    "required": _cannot("it names a property that the object does not declare"),
}

CUSTOM = {
    "purposes": _READ,
    "rowFilters": _READ,
    "mask": _READ,
    "unit": _PROSE,
    "allowNonFinite": _enforced("row check"),
    "sunset": _PUBLISH,
    "replacement": _PROSE,
}
"""Trellis's own custom properties; those of other vendors are theirs to read."""

_OBSERVED = "it is measured over time and shown by the observability port; no single write can keep or break it"
SERVICE_LEVELS = {
    "freshness": _cannot("without `element` it is the age of the last snapshot, shown by the observability port"),
    "retention": _cannot("without `element` nothing tells how old a row is"),
    **{name: _cannot(_OBSERVED) for name in ("latency", "frequency", "availability", "timeOfAvailability")},
    **{name: _skipped("it is a date for readers") for name in ("generalAvailability", "endOfSupport", "endOfLife")},
}
"""By canonical name; of those that are not here nothing is measured."""

ENTRY = {
    "schedule": _ALWAYS,
    "scheduler": _ALWAYS,
    "method": _PROSE,
    "businessImpact": _PROSE,
    "valueExt": _cannot("only `value` is read"),
}
"""Keys inside a quality rule or service level that are clauses of their own."""
