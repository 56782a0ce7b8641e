"""A whole product as it lies in its folder: every document read, and held against the others."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from governance.contracts.load import load_contract
from governance.contracts.model import Contract
from governance.descriptors.crosscheck import crosscheck
from governance.descriptors.files import Folder, Texts
from governance.descriptors.load import load_descriptor
from governance.descriptors.model import Descriptor
from governance.descriptors.transform import Transform
from governance.errors import NotFound
from governance.expectations.load import load_expectations
from governance.expectations.model import Expectations
from governance.findings import Finding, ordered

__all__ = ["DESCRIPTOR", "ProductFolder", "load_files", "load_product"]

DESCRIPTOR = "product.odps.yaml"
_TOLD_BY_THE_PRODUCT = {"TRL504", "TRL505", "TRL506"}


@dataclass(frozen=True, kw_only=True)
class ProductFolder:
    """What a folder holds. `contracts` are keyed by the table that each output port is served as (`flights`,
    `flights_v2`), `expectations` by input port; `policies` and `tests` are texts by path inside the folder. Of `transforms`, one in the
    folder of that name makes the table that it is called after, and the other makes the rest.

    `files` holds every text that was read, by path inside the folder, as a publish stores them.
    """

    path: str
    descriptor: Descriptor | None = None
    contracts: Mapping[str, Contract] = field(default_factory=dict)
    expectations: Mapping[str, Expectations] = field(default_factory=dict)
    transforms: tuple[Transform, ...] = ()
    policies: Mapping[str, str] = field(default_factory=dict)
    tests: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def name(self, relative: str) -> str:
        """What findings call a file of this product."""
        return os.path.join(self.path, *relative.split("/"))

    @property
    def sources(self) -> dict[str, str]:
        """The texts by the names that findings use, as the renderers take them."""
        return {self.name(relative): text for relative, text in self.files.items()}


def load_product(path: str) -> ProductFolder:
    """Read the product in the folder `path`: only files inside it, each at most 1 MiB; raise `NotFound` when there is
    no folder, or no descriptor in it.
    """
    if not os.path.lexists(os.path.join(path, DESCRIPTOR)):
        hint = "name the folder of a product, or make one with `trellis new`"
        raise NotFound(f"There is no `{DESCRIPTOR}` in `{path}`", hint=hint, slug="no-product")
    return _load(Folder(path))


def load_files(files: Mapping[str, str], name: str) -> ProductFolder:
    """Read a product from its texts by path inside its folder, as a publish sends them; `name` is what findings call it.

    Raises `NotFound` when there is no descriptor among them.
    """
    if DESCRIPTOR not in files:
        raise NotFound(f"There is no `{DESCRIPTOR}` among the files", hint="send the whole folder", slug="no-product")
    return _load(Texts(name, held=files))


def _load(folder: Folder) -> ProductFolder:
    text = folder.text(DESCRIPTOR)
    descriptor, findings = None, list[Finding]()
    if text is not None:
        loaded = load_descriptor(text, folder.name(DESCRIPTOR))
        descriptor, findings = loaded.descriptor, list(loaded.findings)
    contracts = dict(_contracts(folder, descriptor, findings))
    expectations = dict(_expectations(folder, descriptor, findings))
    product = ProductFolder(
        path=folder.root,
        descriptor=descriptor,
        contracts=contracts,
        expectations=expectations,
        transforms=tuple(_transforms(folder, {port.table for port in descriptor.outputs} if descriptor else set())),
        policies=_texts(folder, "policies", ".rego"),
        tests=_tests(folder),
        files=folder.texts,
    )
    found = [*findings, *folder.findings, *crosscheck(product)]
    return replace(product, findings=tuple(ordered(found)))


def _contracts(
    folder: Folder, descriptor: Descriptor | None, findings: list[Finding]
) -> Iterator[tuple[str, Contract]]:
    """Yield table and contract; without a descriptor that can be read every contract of the folder is judged."""
    present = list(folder.names("contracts", ".odcs.yaml", ".odcs.json"))
    wanted = (
        {port.table: _contract_file(folder, port.table, port.name) for port in descriptor.outputs} if descriptor else {}
    )
    for relative in present:
        if descriptor and relative not in wanted.values():
            fix = "add an output port of that name, or delete the file"
            folder.complain(relative, "No output port is served under this contract", fix, "TRL122")
            wanted[relative] = relative
    for table, relative in (wanted or {relative: relative for relative in present}).items():
        text = folder.text(relative) if folder.has(relative) else None
        if text is not None:
            loaded = load_contract(text, folder.name(relative))
            findings.extend(_own(loaded.findings, descriptor))
            if loaded.contract and table != relative:
                yield table, loaded.contract


def _contract_file(folder: Folder, table: str, port: str) -> str:
    """Return where a port's contract lies: under the table's name (`flights_v2`), or else under the port's."""
    candidates = [f"contracts/{name}.odcs.{ending}" for name in (table, port) for ending in ("yaml", "json")]
    return next((relative for relative in candidates if folder.has(relative)), f"contracts/{port}.odcs.yaml")


def _own(findings: tuple[Finding, ...], descriptor: Descriptor | None) -> Iterator[Finding]:
    """Leave out what the descriptor says for all its contracts: owners, team, support."""
    for finding in findings:
        if not (descriptor and descriptor.team and descriptor.owners and finding.code in _TOLD_BY_THE_PRODUCT):
            yield finding


def _expectations(
    folder: Folder, descriptor: Descriptor | None, findings: list[Finding]
) -> Iterator[tuple[str, Expectations]]:
    present = list(folder.names("expectations", ".yaml", ".json"))
    wanted = {port.name for port in descriptor.inputs} if descriptor else set[str]()
    for relative in present:
        name = relative.removeprefix("expectations/").rpartition(".")[0]
        if descriptor and name not in wanted:
            fix = "add an input port of that name, or delete the file"
            folder.complain(relative, "No input port goes with these expectations", fix, "TRL122")
        text = folder.text(relative)
        if text is not None:
            loaded = load_expectations(text, folder.name(relative))
            findings.extend(loaded.findings)
            if loaded.expectations:
                yield name, loaded.expectations


def _transforms(folder: Folder, tables: set[str]) -> Iterator[Transform]:
    own = _by_table(folder, tables)
    shared = [name for name in ("transform.sql", "transform.py") if folder.has(name)]
    if len(shared) > 1:
        fix = "keep one of `transform.sql` and `transform.py`"
        folder.complain(DESCRIPTOR, "There are two transforms", fix, "TRL298")
        return
    lacking = sorted(tables - set(own))
    if not shared and (lacking or not own):
        message = f"Nothing makes `{lacking[0]}`" if own else "There is no transform"
        fix = f"add `transforms/{lacking[0]}.sql`" if own else "add `transform.sql` or `transform.py`"
        folder.complain(DESCRIPTOR, message, fix, "TRL298")
    for relative in (*shared, *own.values()):
        text = folder.text(relative)
        if text is not None:
            yield Transform(kind="sql" if relative.endswith(".sql") else "python", text=text, file=relative)


def _by_table(folder: Folder, tables: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for relative in folder.names("transforms", ".sql", ".py"):
        table = relative.removeprefix("transforms/").rpartition(".")[0]
        if tables and table not in tables:
            fix = "call it after the table of an output port, or delete the file"
            folder.complain(relative, "No output port is made by this transform", fix, "TRL122")
        elif table in found:
            folder.complain(relative, f"There are two transforms for `{table}`", "keep one of them", "TRL298")
        else:
            found[table] = relative
    return found


def _texts(folder: Folder, directory: str, *endings: str) -> dict[str, str]:
    texts = {relative: folder.text(relative) for relative in folder.names(directory, *endings)}
    return {relative: text for relative, text in texts.items() if text is not None}


def _tests(folder: Folder) -> dict[str, str]:
    tests = _texts(folder, "tests", ".yaml", ".yml", ".json")
    if not tests:
        folder.complain(DESCRIPTOR, "The product has no example tests", "add one to `tests/`", "TRL509")
    return tests
