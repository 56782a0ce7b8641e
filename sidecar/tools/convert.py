"""Contracts out of and into other formats, by datacontract-cli in a sealed process of its own."""

import json
import os
import re
import stat
from pathlib import Path
from typing import Any

from governance.contracts import Contract
from governance.errors import Invalid, NotFound
from governance.exchange import EXPORTS, IMPORTS, PLACEHOLDER, prepared
from sidecar.tools.child import Job, scratch
from sidecar.tools.environment import DATACONTRACT

__all__ = ["DIALECTS", "export_contract", "import_document"]

DIALECTS = ("trino", "snowflake", "postgres", "mysql", "databricks", "sqlserver", "bigquery", "oracle", "clickhouse")
_LARGEST = 64 << 20  # bytes of a file that is handed in
_TEMPLATE = 1 << 20
_NOT_A_NAME = re.compile(r"[^A-Za-z0-9_-]+")


def export_contract(contract: Contract, form: str, *, dialect: str = "trino", template: str = "") -> bytes:
    """Return `contract` in the format `form`; `dialect` is the engine of SQL, `template` the path of a Jinja template.

    Raises `NotFound` for a format that nobody writes, `Invalid` when the tool refuses the contract.
    """
    _known(form, EXPORTS, "written")
    if form == "odcs":
        return contract.text.encode()
    if form == "great-expectations":
        from governance.suites import suite_of

        return json.dumps(suite_of(contract).as_json(), indent=2).encode() + b"\n"
    if (form == "custom") != bool(template):
        raise Invalid(
            "`custom` and a template belong together", hint="trellis export … --format custom --template FILE"
        )
    with scratch() as folder:
        job = {
            "do": "export",
            "format": form,
            "text": json.dumps(prepared(contract, form, dialect=dialect), default=str),
            "server": PLACEHOLDER if form == "bigquery" else None,
            "dialect": dialect,
            "options": {"template": _copied(template, folder, _TEMPLATE)} if template else {},
        }
        return _whole(_job(folder).run(job).body, form)


def import_document(form: str, source: str, *, dialect: str = "trino", operation: str = "") -> dict[str, Any]:
    """Return the ODCS document that datacontract-cli reads out of the file `source`; nothing but that file is read.

    Raises `Invalid` when it is not in the format, or the format is not one of files.
    """
    _known(form, IMPORTS, "read")
    if IMPORTS[form].refusal:
        hint = (
            f"datacontract import {form} … --output found.odcs.yaml; then trellis import --format odcs found.odcs.yaml"
        )
        raise Invalid(f"`{form}` is not read from a file: {IMPORTS[form].refusal}", hint=hint, slug="not-a-file")
    with scratch() as folder:
        path = _copied(source, folder, _LARGEST, suffix="xlsx" if form == "excel" else "")
        given: dict[str, Any] = {"sql": {"dialect": dialect}}.get(form, {})
        if form == "openapi" and operation:
            given = {"openapi_operation": [operation]}
        job = {"do": "import", "format": form, "source": path, "options": given}
        found: dict[str, Any] = json.loads(_job(folder).run(job).body)
        return found


def _whole(made: bytes, form: str) -> bytes:
    """The tool's Go uses a package that it does not import."""
    lacks = form == "go" and b"time.Time" in made
    return made.replace(b"package main\n", b'package main\n\nimport "time"\n', 1) if lacks else made


def _known(form: str, forms: Any, done: str) -> None:
    if form not in forms:
        raise NotFound(
            f"No format `{form[:60]}` is {done}", hint="`trellis export --list` and `trellis import --list` name them"
        )


def _job(folder: str) -> Job:
    return Job(tool=DATACONTRACT, module="sidecar.backends.tools.convert", scratch=folder, seconds=120)


def _copied(path: str, folder: str, most: int, *, suffix: str = "") -> str:
    """Put a copy of one plain file into the scratch folder, under a name that means nothing to anybody."""
    try:
        with open(path, "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise Invalid(f"`{path}` is no file", hint="hand in one file")
            if found.st_size > most:
                raise Invalid(f"`{path}` has more than {most >> 20:,} MiB", hint="hand in less")
            body = file.read(most + 1)
    except OSError as error:
        raise NotFound(f"`{path}` cannot be read: {error.strerror}", hint="name a file that is there") from error
    stem = _NOT_A_NAME.sub("_", Path(path).stem).strip("_-")[:80] or "source"
    suffix = suffix or _NOT_A_NAME.sub("", Path(path).suffix)[:10]
    copy = os.path.join(folder, f"{stem}.{suffix}" if suffix else stem)
    Path(copy).write_bytes(body)
    return copy
