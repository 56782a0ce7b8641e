"""What OPA does for those who write policies, whichever OPA it is: the one inside, or a command on this machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from governance.errors import Invalid

__all__ = ["Built", "Complaint", "Outcome", "RegoTools", "Tested", "refused"]


@dataclass(frozen=True, kw_only=True, order=True)
class Complaint:
    """What is wrong with Rego, and where; line and column count from 1, 0 when it has no place."""

    file: str = ""
    line: int = 0
    column: int = 0
    code: str = ""
    message: str


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How one test of a policy ended; `message` says why it did not hold, `output` is what it printed."""

    name: str
    file: str
    line: int
    passed: bool
    message: str = ""
    output: str = ""


@dataclass(frozen=True, kw_only=True)
class Tested:
    """How every test ended; how much of the Rego they ran, of each file too (per cent), and the lines that none ran."""

    outcomes: tuple[Outcome, ...]
    coverage: float
    by_file: Mapping[str, float]
    uncovered: tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True)
class Built:
    """Rego compiled to WebAssembly, and what may be asked of it."""

    wasm: bytes
    entrypoints: tuple[str, ...]


class RegoTools(Protocol):
    """Works on Rego that anybody may have written, given as texts by their names; it reads nothing else.

    What is not Rego is `Invalid` (`bad-rego`) with `complaints`; a command that does not come to an end is `Unavailable`.
    """

    def version(self) -> str:
        """Return the version of OPA, as in `1.22.0`."""
        ...

    def check(self, files: Mapping[str, str]) -> None:
        """Raise `Invalid` for Rego that is not strict, or that depends on more than its input."""
        ...

    def formatted(self, files: Mapping[str, str]) -> dict[str, str]:
        """Return every text as `opa fmt` writes it."""
        ...

    def test(self, files: Mapping[str, str]) -> Tested:
        """Run the tests; what is covered is known only when all pass."""
        ...

    def build(self, files: Mapping[str, str], entrypoints: Sequence[str]) -> Built:
        """Compile; the same names and texts give the same bytes. METADATA may mark more entrypoints."""
        ...


def refused(command: str, said: str, complaints: Sequence[Mapping[str, Any]]) -> Invalid:
    """Return the failure for Rego that `command` does not take; complaints have the fields of `Complaint`."""
    return Invalid(
        f"`opa {command}` refuses the policies: {said}",
        hint="mend the Rego",
        slug="bad-rego",
        complaints=[dict(complaint) for complaint in complaints],
    )
