"""`trellis import`: a contract from a schema, a file of rows, or another tool's document."""

import click

from platform_api.cli.output import emit, put, say

__all__ = ["command"]

_DIALECTS = (
    "trino",
    "duckdb",
    "snowflake",
    "postgres",
    "mysql",
    "databricks",
    "tsql",
    "bigquery",
    "oracle",
    "clickhouse",
)


@click.command(name="import", epilog="Example: trellis import --format avro flights.avsc --as operations.flights")
@click.argument("source", metavar="FILE", required=False)
@click.option("--format", "form", metavar="FORMAT", help="One of those that `--list` names.")
@click.option("-o", "--output", metavar="FILE", help="Write the contract to FILE instead of stdout.")
@click.option("--as", "port", metavar="DOMAIN.PORT", help="What the port is called [default: as its table].")
@click.option("--table", default="", help="Which of several tables becomes the contract.")
@click.option("--operation", default="", help="Which operation of an OpenAPI document tells the columns.")
@click.option("--dialect", type=click.Choice(_DIALECTS), default="trino", show_default=True, help="Of SQL in FILE.")
@click.option("--list", "listed", is_flag=True, help="List the formats.")
@click.pass_context
def command(ctx: click.Context, /, source: str | None, form: str | None, *, listed: bool, **options: str) -> None:
    """Make a contract (ODCS 3.2.0) from FILE, and say of what is missing, was changed or was left out.

    The tool that reads it runs in a process of its own, which sees nothing but FILE and has no network. Exits with 1 when
    the contract still has errors.
    """
    if listed:
        _list()
        return
    if not source or not form:
        raise click.UsageError("name a file and its format, as in `trellis import --format avro flights.avsc`")
    ctx.exit(0 if _imported(source, form, **options) else 1)


def _imported(  # noqa: PLR0913 - one argument for each option
    source: str, form: str, *, output: str | None, port: str | None, table: str, operation: str, dialect: str
) -> bool:
    from governance.exchange import adopt
    from governance.findings import render
    from governance.names import PortName
    from sidecar.tools import import_document

    name = PortName.parse(port) if port else None
    document = import_document(form, source, dialect=dialect, operation=operation)
    found = adopt(document, form, port=name, table=table, file=output or "contract.odcs.yaml")
    put(found.text.encode(), output)
    say(render(list(found.findings), "text", {output or "contract.odcs.yaml": found.text}).rstrip("\n"))
    return found.contract is not None


def _list() -> None:
    from governance.exchange import IMPORTS

    rows = [
        {"format": name, "reads": one.source or "nothing here", "note": one.refusal} for name, one in IMPORTS.items()
    ]
    emit(rows, columns=("format", "reads", "note"), form="table")
