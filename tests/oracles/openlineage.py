"""OpenLineage's own schemas as judge: what is wrong with an event and with each facet in it, by the versions they name."""

import json
from pathlib import Path

import jsonschema
from referencing import Registry, Resource

__all__ = ["facets_of", "faults"]

_SPEC = Path(__file__).parents[1] / "samples" / "openlineage" / "spec"
_SCHEMAS = {schema["$id"]: schema for schema in (json.loads(path.read_text()) for path in sorted(_SPEC.glob("*.json")))}
_REGISTRY = Registry().with_resources([(name, Resource.from_contents(schema)) for name, schema in _SCHEMAS.items()])


def facets_of(event):
    """Every facet of an event, by its name, with the place that it stands at."""
    datasets = [*event.get("inputs", []), *event.get("outputs", [])]
    holders = [event["run"].get("facets"), event["job"].get("facets")]
    holders += [dataset.get(kind) for dataset in datasets for kind in ("facets", "inputFacets", "outputFacets")]
    return [(name, facet) for held in holders for name, facet in (held or {}).items()]


def faults(event):
    """What the standard's schemas say against an event; a facet whose schema is not at hand is a fault as well."""
    found = [f"event: {error.message}" for error in _validator(event["schemaURL"]).iter_errors(event)]
    for name, facet in facets_of(event):
        url = facet["_schemaURL"]
        if url.partition("#")[0] not in _SCHEMAS:
            found.append(f"{name}: no schema {url}")
            continue
        found += [f"{name}: {error.message}" for error in _validator(url).iter_errors(facet)]
    return found


def _validator(url):
    return jsonschema.Draft202012Validator(
        {"$ref": url}, registry=_REGISTRY, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
