"""A failure at the prompt: what happened, a hint, and one scheme of exit codes."""

import json
import sys

from governance.errors import Denied, SignInNeeded, TrellisError
from platform_api.cli.characters import printable

__all__ = ["CRASH", "FINDINGS", "INTERRUPTED", "OK", "REFUSED", "SIGN_IN", "exit_code_of", "tell"]

OK, FINDINGS, CRASH, REFUSED, SIGN_IN, INTERRUPTED = 0, 1, 2, 3, 4, 130
_REFUSALS = frozenset(
    {"breaking-change", "contract-broken", "contract-refused", "policy-refused", "expectations-unmet"}
)


def exit_code_of(error: TrellisError) -> int:
    """Return 4 when nobody is signed in, 3 when a policy or contract says no, 1 for every other failure."""
    if isinstance(error, SignInNeeded):
        return SIGN_IN
    return REFUSED if isinstance(error, Denied) or error.case in _REFUSALS else FINDINGS


def tell(error: TrellisError, *, as_json: bool = False) -> None:
    """Write a failure to stderr: a sentence, every further reason, and the next step."""
    if as_json:
        body = {"code": error.case, "message": error.message, "hint": error.hint, **error.context}
        print(json.dumps({"error": body}, default=str), file=sys.stderr)
        return
    lines = [f"error: {error.message}"]
    lines += [f"  {one['policy']} ({one['path']}): {one['message']}" for one in error.context.get("denials", [])]
    lines += [f"  {line}" for line in error.context.get("findings", [])]
    lines += ["", f"hint: {error.hint}"] if error.hint else []
    print(printable("\n".join(lines), keep="\n\t"), file=sys.stderr)
