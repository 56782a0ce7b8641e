"""`trellis run`: run a published product."""

import os
from collections.abc import Callable
from typing import Any

import click

from governance.descriptors import load_product
from governance.errors import Conflict
from governance.names import ProductName
from platform_api.cli.beside import surroundings_of
from platform_api.cli.output import emit_one, output_options, say
from platform_api.cli.session import Session, current

__all__ = ["command", "run_one"]


@click.command(name="run", epilog="Example: trellis run operations/flights")
@click.argument("product", metavar="DOMAIN/PRODUCT|FOLDER")
@click.option("--memory", type=click.IntRange(64), default=1024, show_default=True, help="For the engine, in MiB.")
@output_options
def command(product: str, memory: int, form: str) -> None:
    """Run a product: read its inputs under policy, check every row, quarantine what breaks, show the rest or nothing."""
    session = current()
    name = _name(session, product)
    report = run_one(session, name, memory_bytes=memory << 20, tell=say)
    if form.startswith("json"):
        emit_one(report, form=form)


def run_one(session: Session, name: ProductName, *, memory_bytes: int, tell: Callable[[str], None]) -> dict[str, Any]:
    """Run one product next to the home's tables, tell what came of it, and return the report."""
    from sidecar.run import run_product

    given = surroundings_of(session, tell=tell, memory_bytes=memory_bytes)
    report = run_product(name, given)
    for port in report.ports:
        aside = f", {port.quarantined:,} quarantined" if port.quarantined else ""
        tell(f"Published {port.published:,} rows of mesh.{port.port}{aside} in {report.seconds:.1f} s")
        for rule, rows in sorted(port.reasons.items(), key=lambda item: -item[1]):
            tell(f"  {rows:>8,}  {rule}")
        for one in port.outcomes:
            if not one.passed:
                tell(f"  warning: {one.message}")
        if port.quarantined:
            tell(f"hint: trellis quarantine show {port.port}")
    return report.as_json()


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
