"""`trellis quarantine`: the rows that broke their contract, why, and what becomes of them."""

import json
from typing import Any

import click

from platform_api.cli.beside import product_of, surroundings_of
from platform_api.cli.output import emit, emit_one, output_options, say
from platform_api.cli.session import current

__all__ = ["command"]


@click.group(name="quarantine", epilog="Example: trellis quarantine list operations.flights")
def command() -> None:
    """See the rows that broke their contract, with reasons, and take them through the checks again after a fix."""


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


_REASONS = click.option("--reason", "reasons", multiple=True, help="Only rows with this reason; may be repeated.")
_DRY = click.option("--dry-run", is_flag=True, help="Say what would come of it, and write nothing.")


@command.command(name="replay", epilog="Example: trellis quarantine replay operations.flights --dry-run")
@click.argument("port", metavar="DOMAIN.PORT")
@_REASONS
@click.option("--run", "run_id", help="Only what this run diverted [default: all that no later run has replaced].")
@_DRY
@output_options
def replay(port: str, reasons: tuple[str, ...], run_id: str | None, form: str, *, dry_run: bool) -> None:
    """Take diverted rows through the checks of the contract in force again, and show those that pass now.

    A row leaves the quarantine in the moment in which readers see it; the others stay, with their reasons of today.
    """
    from sidecar.run import DivertedRows, replay_rows

    session = current()
    rows = DivertedRows(port=port, reasons=reasons, run=run_id, rehearse=dry_run)
    found = replay_rows(product_of(session, port), surroundings_of(session, tell=say), rows)
    document = found.as_json()
    if form.startswith("json"):
        emit_one(document, form=form)
    else:
        before, after = document["replay"]["before"], document["replay"]["after"]
        names = list(dict.fromkeys([*before, *after]))
        told = [{"reason": name, "before": before.get(name, 0), "after": after.get(name, 0)} for name in names]
        emit(told, columns=("reason", "before", "after"), form=form)
    would = "would be" if dry_run else "are"
    say(
        f"{found.port.rows:,} rows taken: {found.port.published:,} {would} shown, {found.port.quarantined:,} stay aside"
    )


@command.command(
    name="discard", epilog="Example: trellis quarantine discard sales.orders --reason id.required --because 'test rows'"
)
@click.argument("port", metavar="DOMAIN.PORT")
@_REASONS
@click.option("--run", "run_id", help="Only what this run diverted; `all` for every run [default: as for replay].")
@click.option("--because", required=True, help="Why, for those who read the history.")
@_DRY
@output_options
def discard(port: str, form: str, *, dry_run: bool, **asked: Any) -> None:
    """Drop diverted rows for good; for owners, who say why. Who, why, how many and a hash of them stay on record."""
    from sidecar.run import DivertedRows, discard_rows

    session = current()
    rows = DivertedRows(port=port, reasons=asked["reasons"], run=asked["run_id"], rehearse=dry_run)
    given = surroundings_of(session, tell=say)
    found = discard_rows(product_of(session, port), given, rows, because=asked["because"]).as_json()
    told = found["discard"]
    if form.startswith("json"):
        emit_one(found, form=form)
    else:
        counted = [{"reason": name, "rows": count} for name, count in told["reasons"].items()]
        emit(counted, columns=("reason", "rows"), form=form)
    say(f"{told['rows']:,} rows of {port} {'would be' if dry_run else 'are'} dropped (sha256 {told['sha256'][:12]})")
