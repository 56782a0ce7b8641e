"""`settings.md`: every setting with its variable, type, default and bounds, read from the models."""

from collections.abc import Iterator
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, HttpUrl, SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from platform_api.settings import IssuerSettings, Settings, WebhookSettings
from tests.docs.pages.markdown import document, table

__all__ = ["OTHERS", "page", "variable"]

_INTRO = """\
Settings are read from the environment when a command or the server starts; nothing is read from a file. A value that
does not fit stops the start and names its variable ([bad-setting](problems.md#bad-setting-a-setting-does-not-fit))."""
OTHERS = {
    "TRELLIS_URL": "A platform elsewhere, as `--url` names it",
    "TRELLIS_TOKEN": "The token to use with `TRELLIS_URL`; without it, the one that `trellis login` keeps",
    "TRELLIS_OPA": "OPA's command, for those who test and build policies; without it, the OPA that the package carries, else `opa` on the `PATH`",
    "TRELLIS_TOOLS": "The environment that holds datacontract-cli and Great Expectations; without it, this one, then `tools` in it",
    "_TRELLIS_COMPLETE": "With `bash_source`, `zsh_source` or `fish_source`, `trellis` prints the completion for that shell",
    "TRELLIS_FAILPOINTS": "Places where the process is to die or fail, for tests of crashes; never set it in earnest",
}
_BOUNDS = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below", "min_length": "length at least"}
_NAMES = {"int": "whole number", "float": "number", "str": "text", "Path": "path", "bool": "true or false"}


def variable(field: str) -> str:
    """Return the environment variable of a setting."""
    return f"TRELLIS_{field}".upper()


def page() -> str:
    """Return the page."""
    return document(
        "Settings",
        _INTRO,
        table(("variable", "what it is", "type", "default"), _rows(Settings, variable)),
        "## An entry of `TRELLIS_OIDC_ISSUERS`",
        f"A JSON array of objects. {IssuerSettings.__doc__}",
        table(("key", "what it is", "type", "default"), _rows(IssuerSettings, str)),
        "## An entry of `TRELLIS_WEBHOOKS`",
        f"A JSON array of objects. {WebhookSettings.__doc__}",
        table(("key", "what it is", "type", "default"), _rows(WebhookSettings, str)),
        "## Of the command line and of testing",
        table(("variable", "what it is for"), [(f"`{name}`", told) for name, told in OTHERS.items()]),
    )


def _rows(model: type[BaseModel], spell: Any) -> Iterator[tuple[str, str, str, str]]:
    for name, field in model.model_fields.items():
        bounds = ", ".join(_bounds(field))
        kind = _type(field.annotation) + (f" ({bounds})" if bounds else "")
        yield f"`{spell(name)}`", field.description or "", kind, _default(field)


def _bounds(field: FieldInfo) -> Iterator[str]:
    for constraint in field.metadata:
        for key, words in _BOUNDS.items():
            value = getattr(constraint, key, None)
            if value is not None:
                yield f"{words} {value:,}"


def _type(kind: Any) -> str:
    choices = [one for one in get_args(kind) if one not in (NoneType, Ellipsis)]
    if get_origin(kind) is Literal:
        return " or ".join(f"`{one}`" for one in choices)
    if get_origin(kind) is tuple:
        return f"list of {_type(choices[0])}"
    if choices:
        return _type(choices[0])
    if kind in (HttpUrl, SecretStr):
        return "URL" if kind is HttpUrl else "secret text"
    return "object" if issubclass(kind, BaseModel) else _NAMES[kind.__name__]


def _default(field: FieldInfo) -> str:
    if field.default is PydanticUndefined:
        return "must be given"
    if field.default in ("", None, ()):
        return "none"
    if isinstance(field.default, tuple):
        return ", ".join(f"`{one}`" for one in field.default)
    return f"`{field.default}`"
