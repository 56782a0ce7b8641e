"""`trellis export`: a contract in the format of another tool."""

import os
from typing import TYPE_CHECKING

import click

from governance.errors import Invalid, NotFound
from platform_api.cli.output import emit, put
from platform_api.cli.session import current

if TYPE_CHECKING:
    from governance.contracts import Contract

__all__ = ["command", "named_contract"]

_MOST = (1 << 20) + 1  # bytes; a contract has at most 1 MiB, and is refused with one more
_DIALECTS = ("trino", "snowflake", "postgres", "mysql", "databricks", "sqlserver", "bigquery", "oracle", "clickhouse")


@click.command(name="export", epilog="Example: trellis export operations.flights --format avro -o flights.avsc")
@click.argument("contract", metavar="CONTRACT|DOMAIN.PORT", required=False)
@click.option("--format", "form", metavar="FORMAT", help="One of those that `--list` names.")
@click.option("-o", "--output", metavar="FILE", help="Write to FILE instead of stdout.")
@click.option("--dialect", type=click.Choice(_DIALECTS), default="trino", show_default=True, help="The engine of SQL.")
@click.option("--template", metavar="FILE", help="A Jinja template, for `--format custom`.")
@click.option("--list", "listed", is_flag=True, help="List the formats.")
def command(
    contract: str | None, form: str | None, output: str | None, dialect: str, template: str | None, *, listed: bool
) -> None:
    """Write a contract (a file, or the one in force for DOMAIN.PORT) in the format of another tool.

    The tool runs in a process of its own, which sees nothing but the contract and has no network.
    """
    from sidecar.tools import export_contract

    if listed:
        _list()
        return
    if not contract or not form:
        raise click.UsageError("name a contract and a format, as in `trellis export operations.flights --format avro`")
    made = export_contract(named_contract(contract), form, dialect=dialect, template=template or "")
    put(made, output)


def _list() -> None:
    from governance.exchange import EXPORTS

    rows = [{"format": name, "makes": one.title, "note": one.note} for name, one in EXPORTS.items()]
    emit(rows, columns=("format", "makes", "note"), form="table")


def named_contract(name: str) -> "Contract":
    """Return the contract in the file `name`, or the one in force for the port of that name; raise what is wrong with it."""
    from governance.contracts import load_contract

    if os.path.isfile(name):
        with open(name, "rb") as file:
            text: str | bytes = file.read(_MOST)
        loaded = load_contract(text, name)
    elif os.sep in name or name.endswith((".yaml", ".yml", ".json")):
        raise NotFound(f"There is no file `{name}`", hint="name a contract's file, or a port as `domain.port`")
    else:
        calls = current().calls()
        digest = calls.get(f"mesh/ports/{name}")["contract"]["digest"]
        loaded = load_contract(calls.fetch("GET", f"mesh/documents/{digest}", accept="*/*").text, name)
    if loaded.contract is None:
        faults = [f"{one.where}: {one.code} {one.message}" for one in loaded.findings if one.severity == "error"]
        raise Invalid(f"`{name}` is no valid contract", hint="correct what is listed above", findings=faults[:20])
    return loaded.contract
