"""What the example mesh comes to (`expected.yaml`), and what its READMEs say of it (`readmes.yaml`)."""

from pathlib import Path
from typing import Any

from governance.documents import read_document

__all__ = ["EXPECTED", "TOLD"]


def _read(name: str) -> dict[str, Any]:
    return read_document((Path(__file__).parent / name).read_bytes()).document.data


EXPECTED = _read("expected.yaml")
TOLD = _read("readmes.yaml")
