"""`trellis policy`: test Rego, read a policy, and have a decision explained."""

from pathlib import Path
from typing import Any

import click

from governance.errors import Invalid
from platform_api.cli.output import emit, output_options, say
from platform_api.cli.session import current

__all__ = ["command"]


@click.group(name="policy", epilog="Example: trellis policy explain operations.flights --purpose planning")
def command() -> None:
    """Test policies, and have a policy or a decision explained."""


@command.command(name="test", epilog="Example: trellis policy test products/operations/flights/policies")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--coverage", "threshold", type=click.FloatRange(0, 100), default=0, help="The least coverage, in per cent."
)
@click.pass_context
def test(ctx: click.Context, paths: tuple[Path, ...], threshold: float) -> None:
    """Run the tests beside policies, with coverage; exits with 1 when one fails or the coverage is too low."""
    from governance.policy.authoring import run_policy_tests

    report = run_policy_tests(paths)
    for failure in report.failures:
        click.echo(
            f"{failure.file}:{failure.line}: {failure.name} failed" + (f": {failure.message}" * bool(failure.message))
        )
    for found in report.pitfalls:
        click.echo(f"{found.file}:{found.line}: {found.text}")
    for file, line in report.uncovered if report.coverage < threshold else ():
        click.echo(f"{file}:{line}: not covered by any test")
    say(f"{report.passed} passed, {len(report.failures)} failed, coverage {report.coverage:.1f} %")
    ctx.exit(0 if report.ok and report.coverage >= threshold else 1)


@command.command(name="explain", epilog="Example: trellis policy explain expired-grant")
@click.argument("subject", metavar="SLUG|DOMAIN.PORT", required=False)
@click.option("--purpose", default="", help="What the port would be read for.")
@click.option("--decision", metavar="ID", help="Explain this recorded decision instead.")
@output_options
def explain(subject: str | None, purpose: str, decision: str | None, form: str) -> None:
    """Say what a policy asks for and why; or what you may read of a port for a purpose, and by which policies."""
    if decision:
        recorded = current().calls().get(f"mesh/decisions/{decision}")
        _tell(recorded["answer"], recorded["port"], recorded["purpose"])
    elif subject and "." in subject:
        answer = current().calls().get(f"mesh/ports/{subject}/decision", purpose=purpose)
        _tell(answer, subject, purpose)
    else:
        _policies(subject, form)


def _policies(slug: str | None, form: str) -> None:
    from governance.policy import explain as policy_of
    from governance.policy import policies

    if slug is None:
        rows = [{"slug": p.slug, "severity": p.severity, "title": p.title, "file": p.file} for p in policies()]
        emit(rows, columns=("slug", "severity", "title", "file"), form=form)
        return
    found = policy_of(slug)
    click.echo(f"{found.slug} ({found.severity}): {found.title}\n\n{found.description}\n")
    click.echo(f"fix: {found.fix}\nfile: governance/policies/{found.file}")


def _tell(answer: dict[str, Any], port: str, purpose: str) -> None:
    if "columns" not in answer:
        raise Invalid("That decision is not about reading a port", hint="`trellis list decisions` shows its kind")
    allowed = "may" if answer.get("allowed", answer.get("allow")) else "may not"
    click.echo(f"{port} {allowed} be read" + (f" for {purpose}" if purpose else " without a purpose"))
    for denial in answer["denials"]:
        click.echo(f"  refused by {denial['policy']}: {denial['message']}\n    fix: {denial['fix']}")
    for mask in answer["masks"]:
        click.echo(f"  {mask['column']} is masked ({mask['kind']}) by {mask['policy']}")
    for rule in answer["filters"]:
        click.echo(f"  rows only where {rule['column']} is one of {rule['values']} by {rule['policy']}")
    if answer["grants"]:
        click.echo(f"  by {', '.join(answer['grants'])}")
