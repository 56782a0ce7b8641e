"""`trellis run`: run a published product."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from governance.descriptors import load_product
from governance.errors import Conflict
from governance.names import ProductName
from platform_api.cli.backfill import STEPS, asked, going_on
from platform_api.cli.beside import surroundings_of
from platform_api.cli.output import emit_one, output_options, say
from platform_api.cli.session import Session, current

if TYPE_CHECKING:
    from sidecar.run import PortReport
    from sidecar.run.asked import Asked

__all__ = ["command", "run_one"]


@click.command(name="run", epilog="Example: trellis run operations/flights --from 2013-01-01 --to 2013-02-01 --by week")
@click.argument("product", metavar="DOMAIN/PRODUCT|FOLDER")
@click.option("--full-refresh", is_flag=True, help="Make every port anew from everything, whatever it is loaded by.")
@click.option("--from", "start", metavar="MOMENT", help="First day or moment of the range to make anew.")
@click.option("--to", "end", metavar="MOMENT", help="First day or moment after the range.")
@click.option(
    "--by",
    type=click.Choice(STEPS),
    help="One run for each day, week or month of the range; one for all, unless given.",
)
@click.option("--memory", type=click.IntRange(64), default=1024, show_default=True, help="For the engine, in MiB.")
@output_options
def command(  # noqa: PLR0913 - an option is a parameter
    product: str,
    memory: int,
    form: str,
    *,
    full_refresh: bool,
    start: str | None,
    end: str | None,
    by: str | None,
) -> None:
    """Run a product: read its inputs under policy, check every row, quarantine what breaks, show the rest or nothing.

    Ports that are loaded by range take --from and --to: exactly the rows of that range are replaced.
    """
    session = current()
    asks = asked(full_refresh=full_refresh, start=start, end=end, by=by)
    name = _name(session, product)
    for done, ask in enumerate(asks):
        if len(asks) > 1:
            say(f"{done + 1} of {len(asks)}: {ask.range_from} to {ask.range_to}")
        with going_on(name, ask, end=end, by=by, batches=len(asks)):
            report = run_one(session, name, memory_bytes=memory << 20, tell=say, ask=ask)
        if form.startswith("json"):
            emit_one(report, form=form)


def run_one(
    session: Session,
    name: ProductName,
    *,
    memory_bytes: int,
    tell: Callable[[str], None],
    ask: "Asked | None" = None,
) -> dict[str, Any]:
    """Run one product next to the home's tables, as `ask` says, tell what came of it, and return the report."""
    from sidecar.run import run_product

    given = surroundings_of(session, tell=tell, memory_bytes=memory_bytes)
    report = run_product(name, given, ask) if ask else run_product(name, given)
    for port in report.ports:
        aside = f", {port.quarantined:,} quarantined" if port.quarantined else ""
        tell(f"Published {port.published:,} rows of mesh.{port.port}{_beside(port)}{aside} in {report.seconds:.1f} s")
        for rule, rows in sorted(port.reasons.items(), key=lambda item: -item[1]):
            tell(f"  {rows:>8,}  {rule}")
        for one in port.outcomes:
            if not one.passed:
                tell(f"  warning: {one.message}")
        if port.quarantined:
            tell(f"hint: trellis quarantine show {port.port}")
    return report.as_json()


def _beside(port: "PortReport") -> str:
    """How the rows got in, where others were there and stay."""
    if port.mode == "replace":
        return ""
    replaced = f" for {port.replaced:,}" if port.replaced else ""
    return f" ({port.mode}{replaced}; {port.total:,} in all)"


def _name(session: Session, text: str) -> ProductName:
    """A folder is run as it was published; one that was edited since is not what would run."""
    if not os.path.isdir(text):
        return ProductName.parse(text)
    product = load_product(text)
    if product.descriptor is None:
        raise Conflict(f"`{text}` cannot be read as a product", hint=f"trellis check {text}")
    name = product.descriptor.product
    newest = session.calls().get(f"products/{name}/versions", limit=1)["items"][0]
    digests = newest["files"]
    from governance.digests import digest_of_text

    edited = sorted(path for path, body in product.files.items() if digests.get(path) != digest_of_text(body))
    if edited:
        is_new = str(product.descriptor.version) != newest["version"]
        first = "" if is_new else "raise `version` in `product.odps.yaml`; then "
        raise Conflict(
            f"`{text}` differs from what is published, in `{edited[0]}`",
            hint=f"{first}`trellis publish {text}` puts it in force; `trellis run {name}` runs what is in force now",
            slug="edited-since",
        )
    return name
