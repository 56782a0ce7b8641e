"""The law as the rest of Trellis asks it: whatever goes wrong on the way to an answer, the answer is no."""

from collections.abc import Iterable
from typing import Any

from governance.errors import Invalid, TrellisError
from governance.policy.answers import local_answer, read_answer, verdict_answer
from governance.policy.combine import combine, refusal
from governance.policy.decision import Denial, PolicyEngine, ReadDecision, Verdict

__all__ = ["LOCAL", "READ", "UNDECIDED", "Law", "tighten"]

READ = "access/read"
LOCAL = "local/read"
UNDECIDED = "undecided"
"""The policy named by a denial when no policy could be asked: the engine failed, or what it said made no sense."""


class Law:
    """Decides by the policies of an engine, and by local ones that can only tighten.

    Nothing is raised for an engine that fails or an answer that makes no sense: undecided means denied, with the
    slug `UNDECIDED` for those who want to tell it apart.
    """

    def __init__(self, engine: PolicyEngine, *local: PolicyEngine) -> None:
        self._engine = engine
        self._local = local

    @property
    def revision(self) -> str:
        """The digest of the policies that decide, local ones appended with `+`."""
        return "+".join(engine.revision for engine in (self._engine, *self._local))

    def read(self, document: dict[str, Any]) -> ReadDecision:
        """Return what may be read, for a document made by `read_input`."""
        revision = self._engine.revision
        try:
            base = read_answer(self._engine.evaluate(READ, document), document, revision)
        except _FAILURES as failure:
            return refusal([_undecided(failure)], self.revision)
        return tighten(base, self._local, document)

    def verdict(self, entrypoint: str, document: dict[str, Any]) -> Verdict:
        """Return whether something may happen; `entrypoint` is `access/administer` or its like."""
        revision = self._engine.revision
        try:
            return verdict_answer(self._engine.evaluate(entrypoint, document), revision)
        except _FAILURES as failure:
            return Verdict(allowed=False, denials=(_undecided(failure),), warnings=(), revision=revision)


def tighten(base: ReadDecision, local: Iterable[PolicyEngine], document: dict[str, Any]) -> ReadDecision:
    """Return `base` as local policies leave it: never wider, and a no where one of them fails or makes no sense."""
    answers = [_tightened(engine, base, document) for engine in local]
    return combine(base, *answers) if answers else base


def _tightened(engine: PolicyEngine, base: ReadDecision, document: dict[str, Any]) -> ReadDecision:
    try:
        return local_answer(engine.evaluate(LOCAL, document), base, document, engine.revision)
    except _FAILURES as failure:
        return refusal([_undecided(failure)], engine.revision)


# The lookups of a document that is not even shaped like one fail as Python does.
_FAILURES = (TrellisError, LookupError, TypeError, AttributeError)


def _undecided(failure: Exception) -> Denial:
    said = failure if isinstance(failure, TrellisError) else Invalid("The question makes no sense")
    return Denial(policy=UNDECIDED, path="", message=said.message, fix=said.hint or "try again")
