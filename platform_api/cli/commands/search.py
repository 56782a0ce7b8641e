"""`trellis search`: words in, products and columns out."""

import click

from platform_api.cli.output import emit, emit_one, output_options, say
from platform_api.cli.session import current

__all__ = ["command"]


@click.command(name="search", epilog="Example: trellis search 'departure delay' --domain operations")
@click.argument("words", nargs=-1, required=True)
@click.option("--domain", help="Only in this domain.")
@click.option("--kind", help="Only products of this kind.")
@click.option("--tag", help="Only with this tag.")
@output_options
def command(words: tuple[str, ...], domain: str | None, kind: str | None, tag: str | None, form: str) -> None:
    """Find products, ports and columns by their names, descriptions, owners and tags, best first."""
    found = current().calls().get("mesh/search", q=" ".join(words), domain=domain, kind=kind, tag=tag)
    if form.startswith("json"):
        emit_one(found, form=form)
        return
    emit(found["items"], columns=("kind", "name", "product", "description"), form=form)
    if not found["items"]:
        near = found.get("suggestions") or []
        say("Nothing matches" + (f"; did you mean {', '.join(f'`{one}`' for one in near)}?" if near else ""))
