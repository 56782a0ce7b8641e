"""What the example mesh comes to, as `expected.yaml` has it."""

from pathlib import Path
from typing import Any

from governance.documents import read_document

__all__ = ["EXPECTED"]

EXPECTED: dict[str, Any] = read_document((Path(__file__).parent / "expected.yaml").read_bytes()).document.data
