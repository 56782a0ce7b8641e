"""`trellis check --engine great-expectations`: where the rows come from, and what is told of them."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from governance.contracts import Contract
from governance.descriptors import ProductFolder, load_product
from governance.errors import Invalid
from governance.findings import Finding
from platform_api.cli.output import say
from platform_api.cli.session import current

if TYPE_CHECKING:
    from sidecar.tools.rows import Given

__all__ = ["judged_by_suite"]


def judged_by_suite(name: str, *, data: str, docs: str, purpose: str) -> tuple[list[Finding], dict[str, str]]:
    """Judge the rows of a product's folder or a port; return findings, and the texts that they are about.

    `data` is a file, or "" for the product's own test rows or the rows that the port serves you.
    """
    product = load_product(name) if os.path.isdir(name) else None
    if product is None:
        return _port(name, data=data, docs=docs, purpose=purpose)
    findings = [one for one in product.findings if one.severity == "error"]
    for table, contract in product.contracts.items():
        with _rows_of_folder(product, table, data) as given:
            place = os.path.join(docs, table) if docs and len(product.contracts) > 1 else docs
            whole = bool(data)  # of a table, and not a handful of rows
            findings += _judged(contract, given, place, (), whole=whole)
    return findings, product.sources


@contextmanager
def _rows_of_folder(product: ProductFolder, table: str, data: str) -> Iterator["Given"]:
    from sidecar.tools.rows import rows_of_examples, rows_of_file

    if data == "published":
        raise Invalid("A folder has no published rows", hint="name the port instead, as `domain.port`")
    if data and len(product.contracts) > 1:
        raise Invalid("The product has several ports, and `--data` is for one", hint="check one port by its name")
    with rows_of_file(product.contracts[table], data) if data else rows_of_examples(product, table) as given:
        yield given


def _port(name: str, *, data: str, docs: str, purpose: str) -> tuple[list[Finding], dict[str, str]]:
    from platform_api.cli.commands.exports import named_contract
    from sidecar.tools.rows import Given, rows_of_file

    contract = replace(named_contract(name), file=f"{name}.odcs.yaml")
    sources = {contract.file: contract.text}
    if data and data != "published":
        with rows_of_file(contract, data) as given:
            return _judged(contract, given, docs, ()), sources
    with tempfile.TemporaryDirectory(prefix="trellis-rows-") as folder:
        path = os.path.join(folder, "rows.parquet")
        rows, masked = _published(name, path, purpose)
        return _judged(contract, Given(path, rows, 0), docs, masked), sources


def _published(name: str, path: str, purpose: str) -> tuple[int, tuple[str, ...]]:
    """Write what the port serves to whoever asks, and return how many rows that are and which columns are masked."""
    import json

    import pyarrow.parquet as pq

    from platform_api.cli.answers import fetch_answer, notes_of

    answer = fetch_answer(current().calls(), f"SELECT * FROM {name}", purpose=purpose)
    for note in notes_of(answer):
        say(note)
    notes = json.loads((answer.schema.metadata or {}).get(b"trellis", b"{}"))
    pq.write_table(answer.replace_schema_metadata(None), path)
    return answer.num_rows, tuple(column for table in notes.get("tables", []) for column in table["masked"])


def _judged(
    contract: Contract, given: "Given", docs: str, masked: tuple[str, ...], *, whole: bool = True
) -> list[Finding]:
    from sidecar.tools import judge_by_suite

    found = judge_by_suite(contract, given.path, docs=docs, unseen=masked, whole=whole)
    say(f"Great Expectations judged {given.rows:,} rows by {len(found.measures)} of the rules of {contract.id}")
    if given.unconverted:
        say(
            f"{given.unconverted:,} rows hold values that are not of their column's type; they were handed on without these"
        )
    if docs:
        say(f"Data Docs: {os.path.join(docs, 'index.html')}")
    return list(found.findings)
