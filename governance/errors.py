"""The five kinds of failure, and nothing else is raised on purpose.

    TrellisError
    ├── NotFound       nothing goes by that name
    ├── Conflict       it clashes with what is in force
    ├── Invalid        the input is malformed in itself
    ├── Denied         a policy, contract or grant says no
    │   └── SignInNeeded   nobody is signed in, or the token is not accepted
    └── Unavailable    something needed cannot be reached or is not installed

Each surface translates a kind once: HTTP in `platform_api.problems`, exit codes in `platform_api.cli.failures`.
"""

from typing import Any, ClassVar

__all__ = ["Conflict", "Denied", "Invalid", "NotFound", "SignInNeeded", "TrellisError", "Unavailable"]


class TrellisError(Exception):
    """Base of the five kinds; never raised itself.

    `message` says what happened and where, `hint` what to do next, `slug` names the case for machines, and
    `context` carries data (never values the caller may not see). The docstring of a kind is its default message.
    """

    slug: ClassVar[str] = "error"

    def __init__(self, message: str = "", *, hint: str = "", slug: str = "", **context: Any) -> None:
        self.message = message or (type(self).__doc__ or "").strip()
        self.hint = hint
        self.case = slug or self.slug
        self.context = context
        super().__init__(self.message)


class NotFound(TrellisError):
    """Nothing goes by that name"""

    slug = "not-found"


class Conflict(TrellisError):
    """It clashes with what is in force"""

    slug = "conflict"


class Invalid(TrellisError):
    """The input is malformed"""

    slug = "invalid"


class Denied(TrellisError):
    """A policy, contract or grant says no"""

    slug = "denied"


class SignInNeeded(Denied):
    """Nobody is signed in"""

    slug = "sign-in-needed"


class Unavailable(TrellisError):
    """Something that is needed cannot be reached"""

    slug = "unavailable"
