"""What a rendered folder remembers about itself: the template, the answers, and the hash of every file it was given."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from governance.documents import read_document
from governance.errors import Invalid, NotFound
from product_templates.spelling import yaml, yaml_block

__all__ = ["PROVENANCE", "Provenance", "load_answers", "read_provenance", "sha256"]

PROVENANCE = ".trellis/template.yaml"


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Where a folder's files came from; `files` maps each path to the sha256 of what was rendered."""

    template: str
    version: str
    answers: Mapping[str, Any]
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The document that says so."""
        body = {"answers": self.answers, "files": dict(sorted(self.files.items()))}
        return (
            "# Written by `trellis new`, and read by it to tell your edits from its own files. Leave it alone.\n"
            f"template: {yaml(self.template)}\nversion: {yaml(self.version)}\n{yaml_block(body)}\n"
        )


def sha256(content: bytes) -> str:
    """Return `sha256:` and the 64 hexadecimal digits that address a file's bytes."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def read_provenance(folder: Path) -> Provenance | None:
    """Return what a folder remembers, or None when it was not rendered from a template; raise `Invalid` if it is broken."""
    file = folder / PROVENANCE
    if not file.is_file():
        return None
    data = _read(file)
    files = data.get("files")
    if (
        not isinstance(data.get("template"), str)
        or not isinstance(data.get("answers"), dict)
        or not isinstance(files, dict)
    ):
        raise Invalid(f"`{file}` is not what `trellis new` wrote", hint="restore it from version control")
    return Provenance(
        template=data["template"],
        version=str(data.get("version", "")),
        answers=data["answers"],
        files={str(path): str(digest) for path, digest in files.items() if _is_inside(str(path))},
    )


def _is_inside(path: str) -> bool:
    """The file can be edited by anybody: a path that leads out of the folder is nobody's rendered file."""
    return not os.path.isabs(path) and os.path.normpath(path) == path and not path.startswith("..")


def load_answers(path: Path | str) -> dict[str, Any]:
    """Read answers from a file of them, or from a rendered product's folder or `.trellis/template.yaml`.

    Raises `NotFound` when there is no such file and `Invalid` when it holds no mapping of answers.
    """
    file = Path(path)
    if file.is_dir():
        file = file / PROVENANCE
    if not file.is_file():
        raise NotFound(
            f"There are no answers at `{path}`", hint="name a YAML file, or a folder that `trellis new` made"
        )
    data = _read(file)
    answers = data["answers"] if isinstance(data.get("answers"), dict) and "template" in data else data
    return dict(answers)


def _read(file: Path) -> dict[str, Any]:
    reading = read_document(file.read_bytes(), os.fspath(file))
    if reading.document is None:
        fault = reading.findings[0]
        raise Invalid(f"{fault.where}: {fault.message}", hint=fault.fix or "write `name: value`, one answer a line")
    return reading.document.data
