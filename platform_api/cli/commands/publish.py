"""`trellis publish`: put a product's version in force."""

import os
import subprocess
from collections.abc import Callable
from typing import Any

import click

from governance.descriptors import ProductFolder, load_product
from governance.errors import Invalid
from governance.findings import Severity, has_errors, render
from platform_api.cli.output import emit, output_options, say
from platform_api.cli.session import current
from sidecar.calls import Calls

__all__ = ["command", "publish_folder"]


@click.command(name="publish", epilog="Example: trellis publish products/operations/flights")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False))
@output_options
def command(paths: tuple[str, ...], form: str) -> None:
    """Judge products and put them in force: contracts, policies, consumers, tables, all in one transaction each."""
    calls = current().calls(create=True)
    done = [publish_folder(calls, path) for path in paths]
    emit(done, columns=("product", "version", "ports", "created"), form=form)


def publish_folder(calls: Calls, path: str, *, tell: Callable[[str], None] = say) -> dict[str, Any]:
    """Publish one folder and tell what came of it; raises `Invalid` when the linter finds errors."""
    product = load_product(path)
    if has_errors(product.findings) or product.descriptor is None:
        say(render(product.findings, "text", product.sources).rstrip("\n"))
        raise Invalid(f"`{path}` was not published", hint=f"mend the errors above; `trellis check {path}` shows them")
    name = str(product.descriptor.product)
    body = {"files": dict(product.files), "location": os.path.abspath(path), "git": _commit(path)}
    done: dict[str, Any] = calls.post(f"products/{name}/versions", body)
    _tell(product, done, tell)
    return {**done, "ports": [port["name"] for port in done["ports"]]}


def _tell(product: ProductFolder, done: dict[str, Any], tell: Callable[[str], None]) -> None:
    warnings = sum(one.severity is Severity.WARNING for one in product.findings) + len(done["warnings"])
    state = "Published" if done["is_new"] else "Already in force:"
    tell(
        f"{state} {done['product']} {done['version']}" + (f" ({warnings} warnings: trellis check)" if warnings else "")
    )
    for made in done["created"]:
        tell(f"  created {made}")
    for port in done["ports"]:
        changed = [change for change in port["changes"] if change["grade"] != "safe"]
        since = f", from {port['before']}" if port["before"] and port["before"] != port["version"] else ""
        tell(f"  mesh.{port['name']} under contract {port['version']}{since}")
        for change in changed:
            tell(f"    {change['grade']}: {change['message']}")


def _commit(path: str) -> str:
    """The commit that a folder's files are from, with `-dirty` when they are not; "" outside git."""
    try:
        head = subprocess.run(["git", "-C", path, "rev-parse", "HEAD"], capture_output=True, text=True, check=True)  # noqa: S603, S607 - git as the user finds it
        state = subprocess.run(["git", "-C", path, "status", "--porcelain", "."], capture_output=True, check=True)  # noqa: S603, S607
    except (OSError, subprocess.CalledProcessError):
        return ""
    return head.stdout.strip() + ("-dirty" if state.stdout else "")
