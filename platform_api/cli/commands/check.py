"""`trellis check`: lint, judge and try a product before anybody else sees it."""

import os

import click

from governance.descriptors import ProductFolder, load_product, verdict_findings
from governance.findings import FORMATS, Finding, Severity, has_errors, render
from platform_api.cli.many import selection_options, tell_why
from platform_api.cli.session import current

__all__ = ["command"]


@click.command(name="check", epilog="Example: trellis check products/operations/flights")
@click.argument("paths", metavar="[FOLDER|DOMAIN.PORT]...", nargs=-1)
@selection_options
@click.option(
    "--output-format", "form", type=click.Choice(list(FORMATS)), help="[default: text; github in its actions]"
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "never"]),
    default="error",
    show_default=True,
    help="What exits with 1.",
)
@click.option("--examples/--no-examples", default=True, help="Run the product's own tests.", show_default=True)
@click.option(
    "--report", is_flag=True, help="Say of every clause of the contracts what enforces it, or why nothing does."
)
@click.option(
    "--engine",
    type=click.Choice(["trellis", "great-expectations"]),
    default="trellis",
    show_default=True,
    help="Who judges; `great-expectations` holds rows against the contracts as suites.",
)
@click.option(
    "--data", default="", metavar="FILE|published", help="Which rows it judges [default: the tests', or published]."
)
@click.option("--docs", default="", metavar="DIR", help="Where it writes its Data Docs.")
@click.option("--purpose", default="", help="What published rows are read for.")
@click.pass_context
def command(  # noqa: PLR0913 - an option is a parameter
    ctx: click.Context,
    /,
    paths: tuple[str, ...],
    form: str | None,
    fail_on: str,
    engine: str,
    *,
    select: tuple[str, ...],
    exclude: tuple[str, ...],
    why: bool,
    examples: bool,
    report: bool,
    **of_engine: str,
) -> None:
    """Lint products (default: here; with `--select` those chosen below), ask the registration policies, run their tests.

    With `--engine great-expectations` rows are judged instead: those of the products' tests, of a file, or what a port
    serves you.
    """
    if engine == "great-expectations":
        if select or exclude:
            raise click.UsageError("`--engine great-expectations` takes folders or ports, not `--select`")
        ctx.exit(_by_suite(paths or (".",), form, fail_on, of_engine))
    if named := [option for option, value in of_engine.items() if value]:
        raise click.UsageError(f"`--{named[0]}` goes with `--engine great-expectations`")
    for path in paths:
        if not os.path.isdir(path):
            raise click.BadParameter(f"Directory '{path}' does not exist.", param_hint="'FOLDER'")
    if select or exclude:
        products = _chosen(paths or (".",), select, exclude, why=why)
    else:
        products = [load_product(path) for path in paths or (".",)]
    findings: list[Finding] = []
    for product in products:
        findings += [*product.findings, *_judged(product), *(_tried(product) if examples else [])]
    sources = {name: text for product in products for name, text in product.sources.items()}
    _show(findings, form, sources)
    if report:
        for product in products:
            _report(product)
    ctx.exit(1 if _fails(findings, fail_on) else 0)


def _chosen(
    roots: tuple[str, ...], select: tuple[str, ...], exclude: tuple[str, ...], *, why: bool
) -> list[ProductFolder]:
    from platform_api.cli.many.choose import choose_folders
    from platform_api.cli.many.folders import load_all

    found = {folder: product for root in roots for folder, product in load_all(root).items()}
    choice = choose_folders(found, current().calls, select, exclude, explain=why)
    if why:
        tell_why(choice)
    broken = [
        product for product in found.values() if product.descriptor is None
    ]  # what cannot be read is never passed over
    names = set(choice.chosen.names)
    return broken + [one for one in found.values() if one.descriptor and str(one.descriptor.product) in names]


def _by_suite(names: tuple[str, ...], form: str | None, fail_on: str, of_engine: dict[str, str]) -> int:
    from platform_api.cli.by_suite import judged_by_suite

    if len(names) > 1 and (of_engine["data"] or of_engine["docs"]):
        raise click.UsageError("`--data` and `--docs` are for one folder or port")
    findings: list[Finding] = []
    sources: dict[str, str] = {}
    for name in names:
        found, texts = judged_by_suite(name, **of_engine)
        findings, sources = [*findings, *found], {**sources, **texts}
    _show(findings, form, sources)
    return 1 if _fails(findings, fail_on) else 0


def _show(findings: list[Finding], form: str | None, sources: dict[str, str]) -> None:
    chosen = form or ("github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text")
    click.echo(render(findings, chosen, sources), nl=False)


def _fails(findings: list[Finding], fail_on: str) -> bool:
    if fail_on == "warning":
        return any(one.severity in {Severity.ERROR, Severity.WARNING} for one in findings)
    return fail_on == "error" and has_errors(findings)


def _judged(product: ProductFolder) -> list[Finding]:
    """What the registration policies would say if the product's domain and team were there; a publish asks about those."""
    if product.descriptor is None or has_errors(product.findings):
        return []
    from governance.policy import Known, Law, Subject, WasmEngine, registration_input

    descriptor = product.descriptor
    contracts = list(product.contracts.values())
    known = Known(
        domains={descriptor.product.domain: descriptor.team},
        teams=[descriptor.team],
        ids={one.contract_id: f"{descriptor.product.domain}.{one.name}" for one in descriptor.inputs},
    )
    question = registration_input(
        subject=Subject(id="check", kind="user", teams=[descriptor.team]),
        descriptor=descriptor,
        contracts=contracts,
        known=known,
        now=0,
    )
    verdict = Law(WasmEngine()).verdict("registration/register", question)
    return verdict_findings(verdict, descriptor, contracts)


def _tried(product: ProductFolder) -> list[Finding]:
    if product.descriptor is None or has_errors(product.findings) or not product.tests:
        return []
    from sidecar.examples import run_examples

    return run_examples(product)


def _report(product: ProductFolder) -> None:
    from governance.checks import compile_checks

    for name, contract in product.contracts.items():
        clauses = compile_checks(contract).clauses
        click.echo(f"\n{name}: {len(clauses)} clauses")
        for clause in clauses:
            state = f"{clause.state.value} by {clause.by}" if clause.by else clause.state.value
            click.echo(f"  {state:<28} {clause.text}" + (f" ({clause.reason})" if clause.reason else ""))
