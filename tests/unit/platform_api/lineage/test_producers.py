"""Events as the producers of the field send them: the Python client as its own oracle, Trino, Airflow and Spark by hand."""

import json

import pytest
from openlineage.client.event_v2 import InputDataset, Job, JobEvent, OutputDataset, Run, RunEvent, RunState
from openlineage.client.generated.column_lineage_dataset import (
    ColumnLineageDatasetFacet,
    Fields,
    InputField,
    Transformation,
)
from openlineage.client.generated.data_quality_assertions_dataset import Assertion, DataQualityAssertionsDatasetFacet
from openlineage.client.generated.lineage import LineageDatasetFacet, LineageDatasetInput, LineageFieldEntry
from openlineage.client.generated.schema_dataset import SchemaDatasetFacet, SchemaDatasetFacetFields
from openlineage.client.generated.symlinks_dataset import Identifier, SymlinksDatasetFacet
from openlineage.client.serde import Serde

from platform_api.lineage.events import parse_event
from platform_api.lineage.flows import graph_of
from tests.factories.lineage import run_id, when

SPARK = "https://github.com/OpenLineage/OpenLineage/tree/1.40.0/integration/spark"
TRINO = "https://github.com/trinodb/trino/plugin/trino-openlineage"
AIRFLOW = "https://github.com/apache/airflow/tree/providers-openlineage/2.1.0"
SCHEMA = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"


def pairs(event):
    return {(flow.source.name, flow.target.name) for flow in graph_of([parse_event(event)]).datasets}


def columns(event):
    found = graph_of([parse_event(event)]).columns
    return {(f"{flow.source.name}.{flow.column}", f"{flow.target.name}.{flow.into}", flow.how) for flow in found}


def by_client(event):
    return json.loads(Serde.to_json(event))


def client_event(**outputs):
    orders = InputDataset(
        "postgres://db:5432",
        "shop.orders",
        facets={"symlinks": SymlinksDatasetFacet([Identifier("trellis", "mesh.operations.flights", "TABLE")])},
        inputFacets={"dataQualityAssertions": DataQualityAssertionsDatasetFacet([Assertion("not_null", True, "id")])},
    )
    report = OutputDataset("postgres://db:5432", "shop.report", facets=outputs)
    job = Job("airflow", "report")
    return by_client(
        RunEvent(
            eventType=RunState.COMPLETE,
            eventTime=when(-5),
            run=Run(run_id("client")),
            job=job,
            producer=AIRFLOW,
            inputs=[orders],
            outputs=[report],
        )
    )


def test_the_clients_column_lineage_is_understood():
    how = [Transformation("DIRECT", "AGGREGATION", masking=True)]
    source = InputField("postgres://db:5432", "shop.orders", "price", transformations=how)
    facet = ColumnLineageDatasetFacet(fields={"total": Fields([source])}, dataset=[source])
    assert columns(client_event(columnLineage=facet)) == {
        ("mesh.operations.flights.price", "shop.report.total", "DIRECT/AGGREGATION/MASKING"),
        ("mesh.operations.flights.price", "shop.report.", "DIRECT/AGGREGATION/MASKING"),
    }


def test_the_clients_explicit_lineage_is_understood():
    source = LineageDatasetInput("postgres://db:5432", "shop.orders", "DATASET", field="price")
    facet = LineageDatasetFacet(inputs=[source], fields={"total": LineageFieldEntry([source])})
    assert columns(client_event(lineage=facet)) == {
        ("mesh.operations.flights.price", "shop.report.total", "DIRECT"),
        ("mesh.operations.flights.price", "shop.report.", "INDIRECT"),
    }


def test_the_clients_symlinks_assertions_and_schema_are_understood():
    schema = SchemaDatasetFacet([SchemaDatasetFacetFields("total", "decimal")])
    told = parse_event(client_event(schema=schema))
    orders, report = told.datasets
    assert [link.name for link in orders.links] == ["mesh.operations.flights"]
    assert [(found.assertion, found.column, found.success) for found in orders.assertions] == [("not_null", "id", True)]
    assert report.fields == (("total", "decimal"),)


def test_the_clients_static_events_are_understood():
    job = JobEvent(eventTime=when(-5), job=Job("dbt", "model"), producer=AIRFLOW, inputs=[InputDataset("db", "a")])
    assert pairs(by_client(job)) == {("a", "")}


@pytest.mark.parametrize("state", list(RunState))
def test_every_state_of_the_client_is_understood(state):
    told = RunEvent(eventType=state, eventTime=when(-5), run=Run(run_id("c")), job=Job("a", "b"), producer=AIRFLOW)
    assert parse_event(by_client(told)).state == state.value


def trino(**change):
    """Trino names no scheme, says nothing of transformations, and leaves fields null where it knows none."""
    table = {"namespace": "trino:8080", "name": "pg.public.def", "facets": {"schema": {"fields": None}}}
    event = {
        "eventTime": "2026-09-21T14:00:00.123Z",
        "producer": TRINO,
        "schemaURL": SCHEMA,
        "eventType": "COMPLETE",
        "run": {
            "runId": run_id("trino"),
            "facets": {
                "processing_engine": {"_producer": TRINO, "_schemaURL": SCHEMA, "name": "trino", "version": "476"},
                "trino_query_context": {"_producer": TRINO, "_schemaURL": SCHEMA, "query_type": "INSERT"},
            },
        },
        "job": {"namespace": "trino:8080", "name": "20260921_140000_00000_vcdx9", "facets": {"sql": {"query": "…"}}},
        "inputs": [{"namespace": "trino:8080", "name": f"pg.public.{name}", "facets": {}} for name in ("abc", "cde")],
        "outputs": [table],
    }
    table["facets"] |= change
    return event


def test_trino_without_columns_makes_its_output_of_all_inputs():
    assert pairs(trino(columnLineage={"fields": None, "dataset": None})) == {
        ("pg.public.abc", "pg.public.def"),
        ("pg.public.cde", "pg.public.def"),
    }


def test_trinos_columns_flow_by_value():
    source = {"namespace": "trino:8080", "name": "pg.public.abc", "field": "value"}
    fields = {"id": {"inputFields": []}, "value": {"inputFields": [source]}}
    assert columns(trino(columnLineage={"fields": fields, "dataset": []})) == {
        ("pg.public.abc.value", "pg.public.def.value", "DIRECT")
    }


def test_an_airflow_task_with_null_facets_and_a_parent_is_understood():
    schema = {"_producer": AIRFLOW, "_schemaURL": SCHEMA, "fields": [{"name": "n", "type": "INT", "tags": []}]}
    event = {
        "eventTime": "2026-09-21T14:00:00.450000Z",
        "eventType": "COMPLETE",
        "inputs": [{"facets": {"schema": schema, "documentation": None}, "name": "a.b", "namespace": "bigquery"}],
        "job": {
            "facets": {"documentation": None, "sourceCodeLocation": None},
            "name": "dag.task",
            "namespace": "default",
        },
        "outputs": [],
        "producer": AIRFLOW,
        "run": {
            "facets": {
                "nominalTime": None,
                "parent": {"job": {"name": "dag", "namespace": "default"}, "run": {"runId": run_id("dag")}},
            },
            "runId": run_id("task"),
        },
        "schemaURL": SCHEMA,
    }
    assert parse_event(event).parent == run_id("dag")
    assert pairs(event) == {("a.b", "")}


def spark(state, at, **outputs):
    links = {"identifiers": [{"namespace": "trellis", "name": "mesh.weather.observations", "type": "TABLE"}]}
    return {
        "eventTime": when(at),
        "producer": SPARK,
        "schemaURL": SCHEMA,
        "eventType": state,
        "run": {"runId": run_id("spark"), "facets": {"spark_properties": {"properties": {"spark.master": "local"}}}},
        "job": {"namespace": "default", "name": "app.append_data", "facets": {"jobType": {"jobType": "SQL_JOB"}}},
        "inputs": [
            {"namespace": "s3://lake", "name": "warehouse/obs", "facets": {"symlinks": links}, "inputFacets": {}}
        ],
        "outputs": [
            {
                "namespace": "s3://lake",
                "name": "warehouse/out",
                "facets": outputs,
                "outputFacets": {"outputStatistics": {"rowCount": 3}},
            }
        ],
    }


def test_a_spark_run_adds_up_over_its_many_events_and_knows_tables_by_their_place():
    source = {"namespace": "s3://lake", "name": "warehouse/obs", "field": "temp"}
    masked = {"type": "DIRECT", "subtype": "TRANSFORMATION", "description": "sha1", "masking": True}
    facet = {"fields": {"t": {"inputFields": [{**source, "transformations": [masked]}]}}}
    events = [spark("START", -9), spark("RUNNING", -8, columnLineage=facet), spark("COMPLETE", -7)]
    found = graph_of(map(parse_event, events))
    assert {(flow.source.name, flow.target.name, flow.detailed) for flow in found.datasets} == {
        ("mesh.weather.observations", "warehouse/out", True)
    }
    assert [flow.how for flow in found.columns] == ["DIRECT/TRANSFORMATION/MASKING"]
