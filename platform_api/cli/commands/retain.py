"""`trellis retain`: delete the rows that a contract keeps no longer."""

import click

from platform_api.cli.beside import product_of, surroundings_of
from platform_api.cli.output import emit_one, output_options, say
from platform_api.cli.session import current

__all__ = ["command"]


@click.command(name="retain", epilog="Example: trellis retain operations.flights --dry-run")
@click.argument("port", metavar="DOMAIN.PORT")
@click.option("--dry-run", is_flag=True, help="Say how many rows are too old, and delete none.")
@output_options
def command(port: str, form: str, *, dry_run: bool) -> None:
    """Delete the rows of a port that are older than its contract's `retention`; other files are left as they are.

    The snapshots before still have them until they expire (see `trellis clean`).
    """
    from sidecar.run import retain_rows

    session = current()
    given = surroundings_of(session, tell=say)
    found = retain_rows(product_of(session, port), given, port=port, rehearse=dry_run).as_json()
    told = found["retain"]
    if form.startswith("json"):
        emit_one(found, form=form)
    would = "would be" if dry_run else "are"
    say(f"{told['rows']:,} rows of {port} {would} deleted, {told['left']:,} left ({told['older_than']})")
