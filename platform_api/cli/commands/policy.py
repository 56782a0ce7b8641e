"""`trellis policy`: check, format, test and build Rego, read a policy, and have a decision explained."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from governance.errors import Invalid
from governance.findings import FORMATS, Finding, render
from platform_api.cli.output import emit, output_options, say, table_lines
from platform_api.cli.session import current

if TYPE_CHECKING:
    from governance.policy.tools import RegoTools

__all__ = ["command"]


@click.group(name="policy", epilog="Example: trellis policy test policies")
def command() -> None:
    """Write, check, test and build policies, and have a policy or a decision explained.

    Rego is handled by the OPA that the package carries, by `opa` on the PATH where it carries none, and by the one that
    TRELLIS_OPA names wherever it is set.
    """


_PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
_FORM = click.option(
    "--output-format", "form", type=click.Choice(list(FORMATS)), help="[default: text; github in its actions]"
)


@command.command(name="check", epilog="Example: trellis policy check policies")
@_PATHS
@_FORM
@click.pass_context
def check(ctx: click.Context, paths: tuple[Path, ...], form: str | None) -> None:
    """Say what is wrong with policies: strictly, by OPA's own compiler; exits with 1 when anything is."""
    from governance.policy.authoring import rego_texts
    from governance.policy.rego_findings import policy_findings

    files = rego_texts(paths)
    findings = policy_findings(files, _tools())
    _show(findings, form, files)
    ctx.exit(1 if findings else 0)


@command.command(name="fmt", epilog="Example: trellis policy fmt --check policies")
@_PATHS
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit with 1 when something would be written.")
@click.pass_context
def fmt(ctx: click.Context, paths: tuple[Path, ...], *, only_check: bool) -> None:
    """Write policies in OPA's one form, and print the names of those that were not in it."""
    from governance.policy.authoring import formatted_policies, rego_texts

    changed = formatted_policies(rego_texts(paths), _tools())
    for name, text in changed.items():
        click.echo(name)
        if not only_check:
            Path(name).write_text(text, encoding="utf-8")
    verb = "would be written anew" if only_check else "written anew"
    say(f"{len(changed)} {'file' if len(changed) == 1 else 'files'} {verb}")
    ctx.exit(1 if changed and only_check else 0)


@command.command(name="build", epilog="Example: trellis policy build policies")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--entrypoint", "entrypoints", multiple=True, metavar="PACKAGE/RULE", help="What is asked; METADATA may mark more."
)
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), help="Where to write. [default: FOLDER/bundle]"
)
def build(folder: Path, entrypoints: tuple[str, ...], output: Path | None) -> None:
    """Compile the policies of FOLDER to WebAssembly, with a manifest that ties it to them; tests are left out.

    The entrypoint of a product's own policies, `local/read`, is found by itself.
    """
    from governance.policy.authoring import build_bundle, check_sources, write_bundle
    from governance.policy.bundle import rego_sources
    from governance.policy.law import LOCAL
    from governance.policy.local_rules import package_of

    tools = _tools()
    sources = rego_sources(folder)
    check_sources(sources, tools)
    local = [LOCAL] if not entrypoints and "local.read" in map(package_of, sources.values()) else []
    wasm, manifest = build_bundle(folder, entrypoints=[*entrypoints, *local], opa=tools)
    target = write_bundle(folder, wasm, manifest, target=output)
    click.echo(str(target))
    say(f"{len(manifest['sources'])} files, {len(wasm):,} bytes, revision {manifest['revision'][:12]}")


@command.command(name="coverage", epilog="Example: trellis policy coverage --threshold 95 governance/policies")
@_PATHS
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="How to print it.")
@click.option("--threshold", type=click.FloatRange(0, 100), default=0, help="The least coverage, in per cent.")
@click.pass_context
def coverage(ctx: click.Context, paths: tuple[Path, ...], form: str, threshold: float) -> None:
    """Say how much of each policy its tests run, and which lines none does; exits with 1 below the threshold."""
    from governance.policy.authoring import run_policy_tests

    report = run_policy_tests(paths, _tools())
    lines = {name: [line for file, line in report.uncovered if file == name] for name in report.by_file}
    if form == "json":
        files = {name: {"coverage": per, "not_covered": lines[name]} for name, per in report.by_file.items()}
        click.echo(json.dumps({"coverage": report.coverage, "files": files}, indent=2))
    else:
        rows = [[name, f"{per:.1f} %", ", ".join(map(str, lines[name]))] for name, per in report.by_file.items()]
        for line in table_lines(("file", "covered", "lines that no test runs"), rows):
            click.echo(line)
    say(f"{report.passed} passed, {len(report.failures)} failed, coverage {report.coverage:.1f} %")
    ctx.exit(0 if report.passed and not report.failures and report.coverage >= threshold else 1)


@command.command(name="test", epilog="Example: trellis policy test policies")
@_PATHS
@click.option(
    "--coverage", "threshold", type=click.FloatRange(0, 100), default=0, help="The least coverage, in per cent."
)
@_FORM
@click.pass_context
def test(ctx: click.Context, paths: tuple[Path, ...], threshold: float, form: str | None) -> None:
    """Run the tests beside policies, with coverage; exits with 1 when one fails or the coverage is too low."""
    from governance.policy.authoring import rego_texts, run_policy_tests
    from governance.policy.rego_findings import failure_findings, policy_findings, silent_findings

    files, tools = rego_texts(paths), _tools()
    try:
        report = run_policy_tests(paths, tools)
    except Invalid:
        found = policy_findings(files, tools)
        if not found:
            raise
        _show(found, form, files)
        ctx.exit(1)
    _show([*failure_findings(report), *silent_findings(files)], form, files)
    if report.coverage < threshold:
        for file, line in report.uncovered:
            say(f"{file}:{line}: not covered by any test")
    say(f"{report.passed} passed, {len(report.failures)} failed, coverage {report.coverage:.1f} %")
    ctx.exit(0 if report.ok and report.coverage >= threshold else 1)


def _tools() -> "RegoTools":
    from governance.policy.toolbox import find_tools

    return find_tools(tell=say)


def _show(findings: list[Finding], form: str | None, files: Mapping[str, str]) -> None:
    chosen = form or ("github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text")
    if findings or chosen != "text":
        click.echo(render(findings, chosen, files), nl=False)


@command.command(name="explain", epilog="Example: trellis policy explain grants-expire")
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
