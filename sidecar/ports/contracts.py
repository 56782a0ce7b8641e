"""A published contract read once: text that is named by its digest means the same for ever."""

from dataclasses import dataclass
from functools import lru_cache

from governance.checks import CheckPlan, compile_checks
from governance.contracts import Contract, load_contract
from governance.digests import digest_of_text
from governance.errors import Unavailable

__all__ = ["Promise", "promise_of"]


@dataclass(frozen=True, kw_only=True)
class Promise:
    """A contract with the rules that it asks of its rows."""

    contract: Contract
    plan: CheckPlan


@lru_cache(maxsize=256)
def promise_of(text: str, port: str) -> Promise:
    """Return what a contract in force says; raises `Unavailable` when this version of Trellis cannot read it."""
    contract = load_contract(text, port).contract
    if contract is None:
        raise Unavailable(
            f"The contract in force for `{port}` ({digest_of_text(text)[:12]}) cannot be read", hint="publish it again"
        )
    return Promise(contract=contract, plan=compile_checks(contract))
