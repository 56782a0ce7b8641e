"""`trellis clean`: let snapshots expire that nobody holds, and remove files that nobody needs."""

from typing import Any

import click

from governance.errors import Denied
from platform_api.cli.failures import FINDINGS
from platform_api.cli.output import emit, output_options, say
from platform_api.cli.session import current

__all__ = ["command"]


@click.command(name="clean", epilog="Example: trellis clean operations/flights --dry-run")
@click.argument("product", metavar="[DOMAIN/PRODUCT]", required=False)
@click.option("--dry-run", is_flag=True, help="Say what would go, and remove nothing.")
@output_options
@click.pass_context
def command(ctx: click.Context, product: str | None, form: str, *, dry_run: bool) -> None:
    """Let snapshots of a product, or of all that you may run, expire, and remove files that no snapshot needs.

    What readers see stays, and what a pin, a product that built on it, or a run under way holds.
    """
    calls = current().calls()
    names = [product] if product else [one["name"] for one in calls.pages("mesh/products")]
    found: list[dict[str, Any]] = []
    for name in names:
        try:
            found += calls.post(f"products/{name}/cleaning", {"rehearse": dry_run})["tables"]
        except Denied:
            if product:
                raise
            say(f"{name} is not yours to clean")
    emit(found, columns=("table", "snapshots", "expired", "files", "bytes", "problem"), form=form)
    files, size = sum(one["files"] for one in found), sum(one["bytes"] for one in found)
    expired = sum(one["expired"] for one in found)
    would = "would " if dry_run else ""
    say(
        f"{expired:,} snapshots {would}expire{'' if dry_run else 'd'}, {files:,} files ({size / 2**20:.1f} MiB) {would}go"
    )
    if any(one["problem"] for one in found):
        ctx.exit(FINDINGS)
