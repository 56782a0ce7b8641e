"""A run's end told in OpenLineage: COMPLETE, with schema, column lineage, quality and version facets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openlineage.client.event_v2 import InputDataset, OutputDataset, RunState
from openlineage.client.facet_v2 import (
    column_lineage_dataset,
    data_quality_assertions_dataset,
    dataset_version_dataset,
    output_statistics_output_dataset,
    schema_dataset,
    sql_job,
    symlinks_dataset,
)

from governance.contracts import Contract
from governance.names import CATALOG, PortName
from sidecar.run.inputs import Inputs
from sidecar.run.order import RunOrder
from sidecar.run.progress import NAMESPACE, as_json, event_of
from sidecar.run.report import PortReport
from sidecar.run.transform import Made

__all__ = ["Written", "completed"]


@dataclass(frozen=True, kw_only=True)
class Written:
    """An output port as the event tells it."""

    port: PortName
    contract: Contract
    made: Made
    report: PortReport
    snapshot_id: int
    location: str


def completed(order: RunOrder, inputs: Inputs, written: Sequence[Written]) -> dict[str, Any]:
    """Return the COMPLETE event of a run, with everything it read and wrote."""
    event = event_of(str(order.product), order.run_id, RunState.COMPLETE)
    event.inputs = _inputs(inputs)
    event.outputs = [_output(one, _addresses(inputs)) for one in written]
    if len(written) == 1 and written[0].made.lineage is not None:
        event.job.facets = {"sql": sql_job.SQLJobFacet(query=written[0].made.text)}
    return as_json(event)


def _table(port: PortName) -> str:
    return f"{CATALOG}.{port}"


def _inputs(inputs: Inputs) -> list[InputDataset]:
    ports = [
        InputDataset(
            namespace=NAMESPACE,
            name=_table(one.ordered.port),
            facets={"version": _version(one.pinned.snapshot_id)},
        )
        for one in inputs.ports
    ]
    files = [InputDataset(namespace="file", name=file.path) for one in inputs.sources for file in one.files]
    return ports + files


def _addresses(inputs: Inputs) -> dict[str, tuple[str, str]]:
    """Where each input of the transform is, by the name that the transform calls it."""
    ports = {one.ordered.name: (NAMESPACE, _table(one.ordered.port)) for one in inputs.ports}
    return {**ports, **{one.name: ("file", one.files[0].path if one.files else one.location) for one in inputs.sources}}


def _output(written: Written, addresses: Mapping[str, tuple[str, str]]) -> OutputDataset:
    fields = [
        schema_dataset.SchemaDatasetFacetFields(
            name=column.name, type=str(column.type), description=column.description or None
        )
        for column in written.contract.table.columns
    ]
    facets: dict[str, Any] = {
        "schema": schema_dataset.SchemaDatasetFacet(fields=fields),
        "version": _version(written.snapshot_id),
        "symlinks": symlinks_dataset.SymlinksDatasetFacet(
            identifiers=[symlinks_dataset.Identifier(namespace="file", name=written.location, type="LOCATION")]
        ),
        "dataQualityAssertions": _assertions(written.report),
    }
    if written.made.lineage is not None:
        facets["columnLineage"] = _columns(written.made, addresses)
    rows = output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(rowCount=written.report.published)
    return OutputDataset(
        namespace=NAMESPACE, name=_table(written.port), facets=facets, outputFacets={"outputStatistics": rows}
    )


def _version(snapshot_id: int | None) -> dataset_version_dataset.DatasetVersionDatasetFacet:
    return dataset_version_dataset.DatasetVersionDatasetFacet(datasetVersion=str(snapshot_id))


def _assertions(report: PortReport) -> data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet:
    """A rule on rows holds when no row was diverted for it; a rule on the table when its outcome says so."""
    found = [
        data_quality_assertions_dataset.Assertion(assertion=rule, success=False, column=rule.partition(".")[0])
        for rule in report.reasons
    ]
    found += [
        data_quality_assertions_dataset.Assertion(assertion=one.rule, success=one.passed) for one in report.outcomes
    ]
    return data_quality_assertions_dataset.DataQualityAssertionsDatasetFacet(assertions=found)


def _columns(made: Made, addresses: Mapping[str, tuple[str, str]]) -> column_lineage_dataset.ColumnLineageDatasetFacet:
    fields = {
        output: column_lineage_dataset.Fields(inputFields=[_field(addresses, pair, "DIRECT") for pair in pairs])
        for output, pairs in made.lineage or ()
    }
    indirect = [_field(addresses, pair, "INDIRECT") for pair in made.influences or ()]
    return column_lineage_dataset.ColumnLineageDatasetFacet(fields=fields, dataset=indirect)


def _field(
    addresses: Mapping[str, tuple[str, str]], pair: tuple[str, str], kind: str
) -> column_lineage_dataset.InputField:
    namespace, name = addresses[pair[0]]
    how = [column_lineage_dataset.Transformation(type=kind)]
    return column_lineage_dataset.InputField(namespace=namespace, name=name, field=pair[1], transformations=how)
