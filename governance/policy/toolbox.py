"""Which OPA works for those who write policies: a named one, else the one inside, else the one on the PATH."""

import os
import shutil
from collections.abc import Callable

from governance.errors import Unavailable
from governance.opa.program import inside
from governance.policy.opa_command import OPA_VERSION, OpaCommand
from governance.policy.opa_inside import OpaInside
from governance.policy.tools import RegoTools

__all__ = ["find_tools"]


def find_tools(*, tell: Callable[[str], None] | None = None) -> RegoTools:
    """Return the `opa` named by `TRELLIS_OPA`, or the one that the package carries, or the one on the PATH.

    Who names one wants that one, and no other is tried instead. `tell` hears it when the person will have to wait. Raises
    `Unavailable` with how to get one where there is none.
    """
    named = os.environ.get("TRELLIS_OPA")
    if named:
        return OpaCommand(named)
    carried = inside(tell=tell)
    if carried is not None:
        return OpaInside(carried)
    found = shutil.which("opa")
    if found:
        return OpaCommand(found)
    raise Unavailable(
        "Checking, testing and building policies needs OPA, and this package was built without it",
        hint=f"make opa-wasi, or go install github.com/open-policy-agent/opa@v{OPA_VERSION}, or name an `opa` in TRELLIS_OPA",
        slug="no-opa",
    )
