"""`trellis explain`: why a rule exists and how to get past it."""

import click

from governance.findings import CATALOGUE, explain

__all__ = ["command"]


@click.command(name="explain", epilog="Example: trellis explain TRL311")
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """Explain a finding's CODE: why the rule exists, how to get past it, before and after; without CODE, list all."""
    if code:
        click.echo(explain(code), nl=False)
        return
    for rule in CATALOGUE.values():
        click.echo(f"{rule.code}  {rule.severity.value:<8}{rule.title}")
