"""What the platform asks of the law, so that any engine that answers it will do."""

from dataclasses import asdict
from typing import Any, Protocol

from governance.policy.decision import ReadDecision, Verdict

__all__ = ["Law", "answer_json"]


class Law(Protocol):
    """Judges. Pure: the same revision and the same document give the same answer."""

    @property
    def revision(self) -> str:
        """The digest of the policies in force."""
        ...

    def verdict(self, entrypoint: str, document: dict[str, Any]) -> Verdict:
        """Return whether something may happen; `entrypoint` is `access/administer`, `registration/admit` and the like."""
        ...

    def read(self, document: dict[str, Any]) -> ReadDecision:
        """Return what of a port a subject may read."""
        ...


def answer_json(answer: Verdict | ReadDecision) -> dict[str, Any]:
    """Return an answer as the decision log keeps it: plain JSON, without the revision, which has its own place."""
    found = asdict(answer)
    found.pop("revision")
    return {name: _plain(value) for name, value in found.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
