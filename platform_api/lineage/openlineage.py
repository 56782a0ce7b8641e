"""OpenLineage 2-0-2 as it is read here: what lineage needs of an event, bounded; other facets are not looked at.

A facet that is null, or marked `_deleted`, is absent: Trino and Airflow send such.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from governance.errors import Invalid

__all__ = [
    "Assertion",
    "ColumnLineage",
    "DatasetMessage",
    "EventMessage",
    "ExplicitLineage",
    "FacetInput",
    "JobMessage",
    "RunMessage",
    "Transformation",
    "read_message",
]

_PLAIN = r"^[^\x00-\x1f\x7f]+$"
Name = Annotated[str, StringConstraints(min_length=1, max_length=2048, pattern=_PLAIN)]
ColumnName = Annotated[str, StringConstraints(min_length=1, max_length=1024, pattern=r"^[^\x00]+$")]
Word = Annotated[str, StringConstraints(max_length=200)]
State = Literal["START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"]
_COLUMNS, _INPUTS, _DATASETS = 20_000, 5_000, 1_000


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


def _present(facets: Any) -> Any:
    """Leave out facets that are null or deleted; None stands for no facets at all."""
    if facets is None:
        return {}
    if not isinstance(facets, Mapping):
        return facets
    return {
        name: facet
        for name, facet in facets.items()
        if facet is not None and not (isinstance(facet, Mapping) and facet.get("_deleted") is True)
    }


class Transformation(_Part):
    """How a source column becomes part of a target."""

    type: Word
    subtype: Word | None = None
    masking: bool | None = None


class FacetInput(_Part):
    """A source named in a facet: a column (`field`), or in explicit lineage a whole dataset, or a job."""

    type: Literal["DATASET", "JOB"] = "DATASET"
    namespace: Name | None = None
    name: Name | None = None
    field: ColumnName | None = None
    transformations: Annotated[list[Transformation], Field(max_length=100)] | None = None


Inputs = Annotated[list[FacetInput], Field(max_length=_INPUTS)]


class FieldLineage(_Part):
    """What one column is made of; explicit lineage calls the sources `inputs`."""

    inputs: Inputs | None = Field(default=None, validation_alias=AliasChoices("inputFields", "inputs"))
    transformation: Word | None = Field(default=None, validation_alias="transformationType")


Fields = Annotated[dict[ColumnName, FieldLineage], Field(max_length=_COLUMNS)]


class ColumnLineage(_Part):
    """The `columnLineage` facet: what columns are made of, and what decides over the dataset as a whole."""

    fields: Fields | None = None
    dataset: Inputs | None = None


class ExplicitLineage(_Part):
    """The `lineage` facet of a dataset, or an entry of a job's: which inputs really flow into it, and no others."""

    type: Literal["DATASET", "JOB"] = "DATASET"
    namespace: Name | None = None
    name: Name | None = None
    inputs: Inputs | None = None
    fields: Fields | None = None


class SchemaField(_Part):
    """A column of a dataset."""

    name: ColumnName
    type: Annotated[str, StringConstraints(max_length=20_000)] | None = None


class Schema(_Part):
    """The `schema` facet."""

    fields: Annotated[list[SchemaField], Field(max_length=_COLUMNS)] | None = None


class Identifier(_Part):
    """Another name of a dataset."""

    namespace: Name
    name: Name


class Symlinks(_Part):
    """The `symlinks` facet."""

    identifiers: Annotated[list[Identifier], Field(max_length=100)] | None = None


class Assertion(_Part):
    """The result of one check of a dataset."""

    assertion: Annotated[str, StringConstraints(max_length=1024)]
    success: bool
    column: ColumnName | None = None
    severity: Word | None = None


class Assertions(_Part):
    """The `dataQualityAssertions` facet."""

    assertions: Annotated[list[Assertion], Field(max_length=_COLUMNS)] | None = None


class _DatasetFacets(_Part):
    schema_: Schema = Field(default=Schema(), validation_alias="schema")
    symlinks: Symlinks = Symlinks()
    column_lineage: ColumnLineage | None = Field(default=None, validation_alias="columnLineage")
    explicit: ExplicitLineage | None = Field(default=None, validation_alias="lineage")
    assertions: Assertions = Field(default=Assertions(), validation_alias="dataQualityAssertions")


class _InputFacets(_Part):
    assertions: Assertions = Field(default=Assertions(), validation_alias="dataQualityAssertions")


class DatasetMessage(_Part):
    """A dataset as an event tells of it."""

    namespace: Name
    name: Name
    facets: Annotated[_DatasetFacets, BeforeValidator(_present)] = _DatasetFacets()
    input_facets: Annotated[_InputFacets, BeforeValidator(_present)] = Field(
        default=_InputFacets(), validation_alias="inputFacets"
    )


class _Entries(_Part):
    entries: Annotated[list[ExplicitLineage], Field(max_length=_DATASETS)] | None = None


class _JobFacets(_Part):
    lineage: _Entries = _Entries()


class JobMessage(_Part):
    """The job of an event."""

    namespace: Name
    name: Name
    facets: Annotated[_JobFacets, BeforeValidator(_present)] = _JobFacets()


class _ParentRun(_Part):
    run_id: Word = Field(validation_alias="runId")


class _Parent(_Part):
    run: _ParentRun


class _RunFacets(_Part):
    parent: _Parent | None = None


class RunMessage(_Part):
    """The run of an event."""

    run_id: Annotated[
        str,
        StringConstraints(pattern=r"(?i)^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$", to_lower=True),
    ] = Field(validation_alias="runId")
    facets: Annotated[_RunFacets, BeforeValidator(_present)] = _RunFacets()


Datasets = Annotated[
    list[DatasetMessage], Field(max_length=_DATASETS), BeforeValidator(lambda found: [] if found is None else found)
]


class EventMessage(_Part):
    """A RunEvent (it has a run), a JobEvent (a job and no run) or a DatasetEvent (a dataset alone)."""

    time: Annotated[str, StringConstraints(max_length=64)] = Field(validation_alias="eventTime")
    producer: Annotated[str, StringConstraints(min_length=1, max_length=2048)]
    schema_url: Annotated[str, StringConstraints(min_length=1, max_length=2048)] = Field(validation_alias="schemaURL")
    state: State = Field(default="OTHER", validation_alias="eventType")
    run: RunMessage | None = None
    job: JobMessage | None = None
    dataset: DatasetMessage | None = None
    inputs: Datasets = []
    outputs: Datasets = []


def read_message(event: Mapping[str, Any]) -> EventMessage:
    """Return what an event says; raises `Invalid`, with the path of the first thing that does not fit."""
    try:
        return EventMessage.model_validate(event)
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(part) for part in first["loc"])
        raise Invalid(
            f"This is not an OpenLineage event: `{path[:200]}`: {first['msg'][:200]}",
            hint="https://openlineage.io/docs/spec/object-model says how events look",
            slug="bad-event",
            path=path[:200],
        ) from error
