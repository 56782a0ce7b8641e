"""The formats that a contract can leave in, and those that one can come from, with what each can and cannot carry."""

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["EXPORTS", "IMPORTS", "ExportFormat", "ImportFormat"]


@dataclass(frozen=True, kw_only=True)
class ExportFormat:
    """One way out: what it is, and what of a contract it leaves behind or asks for."""

    title: str
    note: str = ""
    is_text: bool = True


@dataclass(frozen=True, kw_only=True)
class ImportFormat:
    """One way in: what is handed in. `refusal` says why a format cannot be read here at all."""

    source: str
    refusal: str = ""
    option: str = ""


_FLAT = "columns that hold lists or objects are refused"

EXPORTS: Mapping[str, ExportFormat] = {
    "avro": ExportFormat(title="an Avro schema"),
    "avro-idl": ExportFormat(title="Avro IDL", note="moments with a zone become texts"),
    "bigquery": ExportFormat(title="a BigQuery table in JSON", note="project and dataset are placeholders"),
    "custom": ExportFormat(title="whatever a Jinja template of yours makes", note="name it with `--template`"),
    "data-caterer": ExportFormat(title="a Data Caterer task"),
    "dbml": ExportFormat(title="DBML"),
    "dbt-models": ExportFormat(title="dbt models in YAML"),
    "dbt-sources": ExportFormat(title="dbt sources in YAML"),
    "dbt-staging-sql": ExportFormat(title="a dbt staging model in SQL"),
    "dcs": ExportFormat(title="a Data Contract Specification 1.2"),
    "dqx": ExportFormat(
        title="Databricks DQX rules", note="only quality rules with `engine: dqx`; others are left out"
    ),
    "excel": ExportFormat(title="the Bitol workbook", is_text=False),
    "go": ExportFormat(title="Go structs"),
    "great-expectations": ExportFormat(
        title="a Great Expectations suite", note="made by Trellis from the compiled checks, as `trellis check` runs it"
    ),
    "html": ExportFormat(title="a page in HTML"),
    "iceberg": ExportFormat(title="an Iceberg schema in JSON"),
    "jsonschema": ExportFormat(title="a JSON Schema"),
    "markdown": ExportFormat(title="a page in Markdown"),
    "mermaid": ExportFormat(title="a Mermaid diagram"),
    "odcs": ExportFormat(title="ODCS", note="the document as it was written, byte for byte"),
    "protobuf": ExportFormat(title="Protocol Buffers messages"),
    "pydantic-model": ExportFormat(title="pydantic models"),
    "rdf": ExportFormat(title="RDF in Turtle"),
    "sodacl": ExportFormat(title="SodaCL checks", note="only top-level columns"),
    "spark": ExportFormat(title="a Spark StructType in Python"),
    "sql": ExportFormat(title="CREATE TABLE", note="for the engine of `--dialect`"),
    "sql-query": ExportFormat(title="a SELECT of every column", note="for the engine of `--dialect`"),
    "sqlalchemy": ExportFormat(title="SQLAlchemy models", note=_FLAT),
    "xsd": ExportFormat(title="an XML Schema"),
}
"""All formats that datacontract-cli 1.2 writes."""


def _running(what: str) -> ImportFormat:
    return ImportFormat(source="", refusal=f"it asks {what}, and what reads for you here has no network")


IMPORTS: Mapping[str, ImportFormat] = {
    "adls": _running("an Azure storage account"),
    "athena": _running("Athena"),
    "avro": ImportFormat(source="an Avro schema (`.avsc`)"),
    "bigquery": ImportFormat(source="a BigQuery table in JSON"),
    "clickhouse": _running("a ClickHouse server"),
    "csv": ImportFormat(source="a CSV file, from whose values types are told"),
    "databricks": ImportFormat(source="a Unity Catalog table in JSON"),
    "dbml": ImportFormat(source="a DBML file"),
    "dbt": ImportFormat(source="dbt's `manifest.json`"),
    "excel": ImportFormat(source="the Bitol workbook"),
    "gcs": _running("a Google storage bucket"),
    "glue": _running("AWS Glue"),
    "hive": _running("a Hive server"),
    "iceberg": ImportFormat(source="an Iceberg schema in JSON"),
    "json": ImportFormat(source="a JSON or NDJSON file, from whose values types are told"),
    "jsonschema": ImportFormat(source="a JSON Schema"),
    "mysql": _running("a MySQL server"),
    "odata": ImportFormat(source="an OData `$metadata` document"),
    "odcs": ImportFormat(source="a contract in ODCS, 2.2 and later"),
    "openapi": ImportFormat(source="an OpenAPI 3 document", option="operation"),
    "oracle": _running("an Oracle server"),
    "parquet": ImportFormat(source="a Parquet file"),
    "postgres": _running("a Postgres server"),
    "powerbi": ImportFormat(source="a Power BI model (`.pbit`, `.bim`)"),
    "protobuf": ImportFormat(source="a `.proto` file that includes no other"),
    "pydantic-model": ImportFormat(source="a Python file of pydantic models, which is read and not run"),
    "redshift": _running("Redshift"),
    "s3": _running("an S3 bucket"),
    "snowflake": _running("Snowflake"),
    "spark": _running("a Spark session"),
    "sql": ImportFormat(source="a CREATE TABLE statement", option="dialect"),
    "sqlserver": _running("an SQL Server"),
    "trino": _running("a Trino server"),
    "unity": ImportFormat(source="a Unity Catalog table in JSON"),
    "xsd": ImportFormat(source="an XML Schema that includes no other"),
}
"""All formats that datacontract-cli 1.2 reads."""
