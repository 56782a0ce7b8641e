"""`trellis quarantine`: the rows that broke their contract, and why."""

import json

import click

from platform_api.cli.output import emit, output_options, say
from platform_api.cli.session import current

__all__ = ["command"]


@click.group(name="quarantine", epilog="Example: trellis quarantine list operations.flights")
def command() -> None:
    """See the rows that broke their contract, with reasons; for members of the owning team."""


@command.command(name="list", epilog="Example: trellis quarantine list operations.flights")
@click.argument("port", metavar="DOMAIN.PORT")
@click.option("--run", "run_id", help="Only what this run diverted [default: the last run; `all` for every run].")
@output_options
def counts(port: str, run_id: str | None, form: str) -> None:
    """Count quarantined rows by reason; a row with several reasons counts for each."""
    found = current().calls().get(f"mesh/ports/{port}/quarantine", run=run_id)
    emit(found["reasons"], columns=("reason", "rows", "rule"), form=form)
    say(f"{found['rows']:,} rows of {port} are in quarantine from {found['run'] or 'all runs'}")


@command.command(name="show", epilog="Example: trellis quarantine show operations.flights --reason dest.references")
@click.argument("port", metavar="DOMAIN.PORT")
@click.option("--reason", help="Only rows with this reason.")
@click.option("--run", "run_id", help="Only what this run diverted [default: the last run; `all` for every run].")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="The most rows to show.")
@output_options
def rows(port: str, reason: str | None, run_id: str | None, limit: int, form: str) -> None:
    """Show quarantined rows as they came, in clear, with their reasons."""
    path = f"mesh/ports/{port}/quarantine/rows"
    found = current().calls().get(path, run=run_id, reason=reason, limit=limit)["rows"]
    shown = [{"reasons": row["reasons"], **json.loads(row["row"])} for row in found]
    columns = list(dict.fromkeys(name for row in shown for name in row))
    emit(shown, columns=columns or ["reasons"], form=form)
