"""`trellis run`: run published products."""

import itertools
import os
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from governance.descriptors import load_product
from governance.errors import Conflict, TrellisError
from governance.names import ProductName
from platform_api.cli.backfill import STEPS, asked, going_on
from platform_api.cli.beside import surroundings_of
from platform_api.cli.many import choose, selection_options, tell_why
from platform_api.cli.output import emit, emit_one, output_options, say
from platform_api.cli.session import Session, current

if TYPE_CHECKING:
    import subprocess

    from governance.schedules import Retries
    from platform_api.cli.many.outcome import Outcome
    from sidecar.run import PortReport
    from sidecar.run.asked import Asked

__all__ = ["RunOptions", "command", "run_one"]

Tell = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class RunOptions:
    """How one product is run. `cores` 0 means all, `retries` None what the product says; `due` is for its schedule.

    `ask` is what is out of the ordinary: a full refresh, or a range.
    """

    memory_bytes: int = 1 << 30
    cores: int = 0
    retries: int | None = None
    retry_delay: float | None = None
    even_if_paused: bool = False
    due: int | None = None
    ask: "Asked | None" = None

    def asked(self, attempt: int) -> dict[str, Any]:
        """Return what the platform is told when the run is asked for."""
        found: dict[str, Any] = {"attempt": attempt, "even_if_paused": self.even_if_paused, "due": self.due}
        return {
            name: value
            for name, value in found.items()
            if value not in {None, False} and (name, value) != ("attempt", 1)
        }

    def words(self) -> list[str]:
        """Return the options as they are typed."""
        found = ["--memory", str(self.memory_bytes >> 20), "--cores", str(self.cores)]
        found += ["--retries", str(self.retries)] if self.retries is not None else []
        found += ["--retry-delay", str(self.retry_delay)] if self.retry_delay is not None else []
        found += ["--even-if-paused"] if self.even_if_paused else []
        if self.ask and self.ask.has_range:
            found += ["--from", str(self.ask.range_from), "--to", str(self.ask.range_to)]
        return [*found, *(["--full-refresh"] if self.ask and self.ask.full_refresh else [])]


@click.command(name="run", epilog="Example: trellis run -s +planning.punctuality --threads 2")
@click.argument("products", nargs=-1, metavar="[DOMAIN/PRODUCT|FOLDER]...")
@selection_options
@click.option("--full-refresh", is_flag=True, help="Make every port anew from everything, whatever it is loaded by.")
@click.option("--from", "start", metavar="MOMENT", help="First day or moment of the range to make anew.")
@click.option("--to", "end", metavar="MOMENT", help="First day or moment after the range.")
@click.option(
    "--by",
    type=click.Choice(STEPS),
    help="One run for each day, week or month of the range; one for all, unless given.",
)
@click.option("--threads", type=click.IntRange(1, 64), default=1, show_default=True, help="Products run side by side.")
@click.option("--fail-fast", is_flag=True, help="Begin nothing more once a product has failed.")
@click.option(
    "--retries", type=click.IntRange(0, 9), help="Further attempts after what may pass [default: the product's]."
)
@click.option(
    "--retry-delay",
    type=click.FloatRange(0, 86400),
    help="Seconds before the second attempt; they double with each further one [default: the product's].",
)
@click.option("--even-if-paused", is_flag=True, help="Run a product that somebody paused.")
@click.option("--memory", type=click.IntRange(64), default=1024, show_default=True, help="For each engine, in MiB.")
@click.option("--cores", type=click.IntRange(0, 1024), default=0, help="For each engine [default: all, shared out].")
@click.option("--due", type=int, hidden=True, help="The moment that the product's schedule names.")
@output_options
@click.pass_context
def command(  # noqa: PLR0913 - an option is a parameter
    ctx: click.Context,
    /,
    *,
    products: tuple[str, ...],
    select: tuple[str, ...],
    exclude: tuple[str, ...],
    why: bool,
    threads: int,
    fail_fast: bool,
    memory: int,
    form: str,
    full_refresh: bool,
    start: str | None,
    end: str | None,
    by: str | None,
    **given: Any,
) -> None:
    """Run products: read their inputs under policy, check every row, quarantine what breaks, show the rest or nothing.

    One product by name or folder, or several with `--select`: each after those that it is made of, and none after one of
    them that failed. Ports that are loaded by range take --from and --to: exactly the rows of that range are replaced.
    """
    session, asks = current(), asked(full_refresh=full_refresh, start=start, end=end, by=by)
    options = RunOptions(memory_bytes=memory << 20, ask=asks[0], **given)
    if len(products) == 1 and not (select or exclude):
        name = _name(session, products[0])
        for done, ask in enumerate(asks):
            if len(asks) > 1:
                say(f"{done + 1} of {len(asks)}: {ask.range_from} to {ask.range_to}")
            with going_on(name, ask, end=end, by=by, batches=len(asks)):
                report = run_one(session, name, replace(options, ask=ask), tell=say)
            if form.startswith("json"):
                emit_one(report, form=form)
        return
    if by:
        raise click.UsageError("`--by` parts the range of one product; run several one by one")
    if not (products or select or exclude):
        raise click.UsageError("name a product, or choose some with `--select` (`-s '*'` for all)")
    names = [str(_name(session, one)) if os.path.isdir(one) else one for one in products]
    choice = choose(session.calls(), [*names, *select], exclude, explain=why)
    if why:
        tell_why(choice)
    from platform_api.cli.many.outcome import COLUMNS, exit_code, summary
    from platform_api.cli.many.plan import Plan, order_among

    plan = Plan(order_among(choice.graph, choice.chosen.names))
    outcomes = _run_many(session, plan, options, threads=threads, fail_fast=fail_fast)
    emit([one.row() for one in outcomes], columns=COLUMNS, form=form)
    say(summary(outcomes))
    ctx.exit(exit_code(outcomes))


def run_one(session: Session, name: ProductName, options: RunOptions, *, tell: Tell) -> dict[str, Any]:
    """Run one product next to the home's tables, tell what came of it, and return the report.

    What may have passed by then is tried again, as often as `options` or the product itself say.
    """
    for attempt in itertools.count(1):
        try:
            return _attempt(session, name, options, attempt, tell)
        except TrellisError as error:
            retries = _retries(session, name, options)
            if not retries.allow(attempt, error):
                error.context["attempt"] = attempt
                raise
            wait = retries.wait(attempt, chance=secrets.randbelow(1001) / 1000)
            tell(f"Attempt {attempt} of {retries.attempts} failed: {error.message}; the next one is in {wait:.1f} s")
            time.sleep(wait)
    raise AssertionError  # the loop has no end of its own


def _attempt(session: Session, name: ProductName, options: RunOptions, attempt: int, tell: Tell) -> dict[str, Any]:
    from sidecar.run import run_product

    given = surroundings_of(
        session,
        tell=tell,
        memory_bytes=options.memory_bytes,
        cores=options.cores,
        asked=options.asked(attempt),
    )
    report = run_product(name, given, options.ask) if options.ask else run_product(name, given)
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
    return {**report.as_json(), "attempt": attempt}


def _retries(session: Session, name: ProductName, options: RunOptions) -> "Retries":
    """Return how often to try: what was typed goes before what the published descriptor says."""
    from governance.descriptors import load_descriptor
    from governance.schedules import Retries

    try:
        calls = session.calls()
        newest = calls.get(f"products/{name}/versions", limit=1)["items"]
        text = calls.fetch("GET", f"mesh/documents/{newest[0]['descriptor']}", accept="*/*").text if newest else ""
        described = load_descriptor(text).descriptor if text else None
    except TrellisError:
        described = None
    found = described.retries if described is not None else Retries()
    return Retries(
        attempts=found.attempts if options.retries is None else options.retries + 1,
        delay=found.delay if options.retry_delay is None else options.retry_delay,
    )


def _run_many(
    session: Session, plan: Any, options: RunOptions, *, threads: int, fail_fast: bool
) -> "Sequence[Outcome]":
    from platform_api.cli.many.runner import Runner, interrupt, program, run_here, run_in_process

    if threads == 1:
        here = partial(run_here, lambda name: run_one(session, ProductName.parse(name), options, tell=say), tell=say)
        return Runner(plan, here, say, fail_fast=fail_fast).run()
    children: dict[str, subprocess.Popen[str]] = {}
    shared = RunOptions(**{**vars(options), "cores": options.cores or max((os.cpu_count() or 2) // threads, 1)})
    start = [*program(), "--home", str(session.settings().home.absolute()), "--as", session.who()]

    def aside(name: str) -> "Outcome":
        return run_in_process([*start, "run", name, "--json", *shared.words()], name, tell=say, children=children)

    return Runner(plan, aside, say, threads=threads, fail_fast=fail_fast, stop=partial(interrupt, children)).run()


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
