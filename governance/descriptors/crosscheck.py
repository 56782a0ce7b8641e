"""What the files of one product say about each other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from governance.contracts.model import Contract
from governance.descriptors.loading import loading_misfits
from governance.descriptors.model import Descriptor, InputPort
from governance.descriptors.transform import Read, Transform, TransformFault, reads_of
from governance.documents import Document, Path, read_document, suggestion
from governance.errors import TrellisError
from governance.findings import Finding, severity_of

if TYPE_CHECKING:
    from governance.descriptors.folder import ProductFolder

__all__ = ["crosscheck"]

_PLACED = re.compile(r"\bline (\d+), column (\d+)")
_QUOTED = re.compile(r"`([^`\n]+)`")
_PACKAGE = re.compile(r"^[ \t]*package[ \t]+([A-Za-z_][\w.]*)", re.MULTILINE)


@dataclass(frozen=True)
class _Report:
    """Makes findings in one file; its text is read for places only when there is something to report."""

    file: str
    text: str

    def __call__(self, code: str, message: str, path: Path, fix: str) -> Finding:
        document: Document | None = read_document(self.text, self.file).document
        if document:
            return document.finding(code, message, path, fix=fix)
        return Finding(code=code, message=message, fix=fix, severity=severity_of(code), file=self.file, path=path)


def crosscheck(product: "ProductFolder") -> Iterator[Finding]:
    """Yield where descriptor, contracts, expectations, transform and policies of one product do not fit together."""
    if product.descriptor:
        yield from _contracts(product, product.descriptor)
        yield from _expectations(product, product.descriptor)
        yield from _transforms(product, product.descriptor)
    yield from _policies(product)


def _contracts(product: "ProductFolder", descriptor: Descriptor) -> Iterator[Finding]:
    report = _Report(descriptor.file, descriptor.text)
    for port in descriptor.outputs:
        contract = product.contracts.get(port.table)
        if contract is None:
            files = {
                f"contracts/{name}.odcs.{ending}" for name in (port.table, port.name) for ending in ("yaml", "json")
            }
            if files.isdisjoint(product.files):
                fix = f"add `contracts/{port.name}.odcs.yaml`"
                yield report("TRL291", f"The port `{port.name}` has no contract", (*port.path, "name"), fix)
            continue
        if contract.id != port.contract_id:
            message = f"The port `{port.name}` names the contract `{port.contract_id}`, and its file is `{contract.id}`"
            yield report("TRL296", message, (*port.path, "contractId"), f"write `contractId: {contract.id}`")
        if contract.version != port.version:
            message = f"The port `{port.name}` has version {port.version}, its contract {contract.version}"
            yield report("TRL296", message, (*port.path, "version"), f"write `version: {contract.version}`")
        yield from _names(descriptor, port.name, contract)
    for code, message, path, fix in loading_misfits(descriptor, product.contracts):
        yield report(code, message, path, fix)


def _names(descriptor: Descriptor, port: str, contract: Contract) -> Iterator[Finding]:
    report = _Report(contract.file, contract.text)
    if contract.table.name != port:
        message = f"The table is called `{contract.table.name}`, and its port `{port}`"
        yield report("TRL296", message, ("schema", 0, "name"), f"write `name: {port}`")
    if contract.domain and contract.domain != descriptor.product.domain:
        message = f"The contract is in the domain `{contract.domain}`, the product in `{descriptor.product.domain}`"
        yield report("TRL296", message, ("domain",), f"write `domain: {descriptor.product.domain}`")


def _expectations(product: "ProductFolder", descriptor: Descriptor) -> Iterator[Finding]:
    """A source's `contractId` names its expectations; a port's names the contract, which is somebody else's."""
    for port in descriptor.inputs:
        given = product.expectations.get(port.name)
        files = {f"expectations/{port.name}.{ending}" for ending in ("yaml", "json")}
        if files.isdisjoint(product.files):
            message = f"The input `{port.name}` has no expectations"
            fix = f"add `expectations/{port.name}.yaml` with the columns that are used"
            yield _Report(descriptor.file, descriptor.text)("TRL297", message, (*port.path, "name"), fix)
        if given and port.source and given.id != port.contract_id:
            message = (
                f"The source `{port.name}` names the expectations `{port.contract_id}`, and these are `{given.id}`"
            )
            report = _Report(given.file, given.text)
            yield report("TRL297", message, ("id",), f"write `id: {port.contract_id}`")


def _transforms(product: "ProductFolder", descriptor: Descriptor) -> Iterator[Finding]:
    used: set[str] = set()
    for transform in product.transforms:
        file = product.name(transform.file)
        try:
            reads = reads_of(transform)
        except TransformFault as fault:
            yield _at(file, "TRL298", fault.message, fault.fix, (fault.line, fault.column))
            return
        known = [(read, _port(read, descriptor.inputs)) for read in reads]
        used |= {port.name for _, port in known if port}
        strange = [read for read, port in known if port is None]
        for read in strange:
            fix = _declared(read, descriptor.inputs)
            yield _at(file, "TRL299", f"`{read.name}` is no input of the product", fix, (read.line, read.column))
        if not strange:
            yield from _grammar(file, transform, descriptor)
    report = _Report(descriptor.file, descriptor.text)
    for port in descriptor.inputs if product.transforms else ():
        if port.name not in used:
            message = f"The transform does not read `{port.name}`"
            yield report("TRL290", message, (*port.path, "name"), "read it, or remove the input port")


def _grammar(file: str, transform: Transform, descriptor: Descriptor) -> Iterator[Finding]:
    if transform.kind == "sql":
        from governance.sql import check_transform_sql

        names = {spelling: port.name for port in descriptor.inputs for spelling in port.spellings}
        for problem in check_transform_sql(transform.text, names, loads=_loads(transform, descriptor)):
            yield _at(file, "TRL266", problem.message, problem.hint, _place_of(problem, transform.text))


def _loads(transform: Transform, descriptor: Descriptor) -> set[str]:
    """How the ports are loaded that a transform makes: one under `transforms/` makes one, the other makes the rest."""
    own = transform.file.removeprefix("transforms/").rpartition(".")[0] if "/" in transform.file else ""
    return {port.load.mode for port in descriptor.outputs if own in {"", port.table}}


def _place_of(problem: TrellisError, text: str) -> tuple[int, int]:
    """Line and column that a problem tells of, or where the first thing that it quotes stands."""
    if placed := _PLACED.search(problem.message):
        return int(placed[1]), int(placed[2])
    if problem.context.get("line"):
        return int(problem.context["line"]), 1
    quoted = _QUOTED.search(problem.message)
    at = text.lower().find(quoted[1].lower()) if quoted else -1
    return (text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)) if at >= 0 else (1, 1)


def _port(read: Read, inputs: tuple[InputPort, ...]) -> InputPort | None:
    for port in inputs:
        fits = read.how == "argument" or (read.how == "source") is (port.source is not None)
        names = (port.name,) if read.how == "argument" else port.spellings
        if fits and read.name in names:
            return port
    return None


def _declared(read: Read, inputs: tuple[InputPort, ...]) -> str:
    other = next((port for port in inputs if read.name in {port.name, port.contract_id}), None)
    if other:
        return f"write `{'source' if other.source else 'input'}('{other.name}')`"
    near = suggestion(read.name, [port.name for port in inputs], otherwise="-")
    return "add it to `inputPorts`, or correct the name" if near == "-" else near


def _at(file: str, code: str, message: str, fix: str, place: tuple[int, int]) -> Finding:
    line, column = place
    return Finding(code=code, message=message, fix=fix, severity=severity_of(code), file=file, line=line, column=column)


def _policies(product: "ProductFolder") -> Iterator[Finding]:
    for path, text in product.policies.items():
        found = _PACKAGE.search(text)
        line = text.count("\n", 0, found.start(1)) + 1 if found else 1
        if not found or found[1].split(".")[0] != "local":
            message = f"The policy is in the package `{found[1]}`" if found else "The policy does not name its package"
            yield _at(product.name(path), "TRL403", message, "begin it with `package local.read`", (line, 1))
        tested = path.removesuffix(".rego").removesuffix("_test") + "_test.rego"
        if not path.endswith("_test.rego") and tested not in product.policies:
            yield _at(product.name(path), "TRL404", "The policy has no test", f"add `{tested}`", (1, 1))
