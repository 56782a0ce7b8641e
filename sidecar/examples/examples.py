"""All examples of a product, one after the other."""

from collections.abc import Iterator

from governance.checks import compile_checks
from governance.descriptors import ProductFolder
from governance.errors import TrellisError
from governance.findings import Finding, has_errors, ordered, suppressed
from sidecar.examples.names import check_names
from sidecar.examples.read import Example, read_example
from sidecar.examples.run import bench
from sidecar.examples.trial import Trial

__all__ = ["run_examples"]


def run_examples(product: ProductFolder) -> list[Finding]:
    """Run every example of a product, and return what does not come out as it says, or cannot be run.

    Each goes through the transform and the row-level checks that a run goes through; rules on the whole table are not
    asked of a handful of rows. A product with errors of its own is not run, and has no findings here. SQL reaches nothing
    but the example; a transform in Python is the team's own code and runs in this process.
    """
    if product.descriptor is None or has_errors(product.findings):
        return []
    findings: list[Finding] = []
    for relative, text in product.tests.items():
        findings += suppressed(_findings(product, relative), text, product.name(relative))
    return ordered(dict.fromkeys(findings))


def _findings(product: ProductFolder, relative: str) -> Iterator[Finding]:
    example, findings = read_example(product.tests[relative], product.name(relative))
    yield from findings
    if example is None:
        return
    try:
        yield from _tried(product, example, relative)
    except TrellisError as error:  # of the checks or the engine; those of a transform are found at its line
        yield example.document.finding("TRL706", error.message, (), fix=error.hint)


def _tried(product: ProductFolder, example: Example, relative: str) -> Iterator[Finding]:
    plans = {table: compile_checks(contract) for table, contract in product.contracts.items()}
    named = list(check_names(example, product, plans))
    yield from named
    if not named:
        with bench() as (connection, scratch):
            trial = Trial(
                product=product, plans=plans, example=example, name=relative, connection=connection, scratch=scratch
            )
            yield from trial.findings()
